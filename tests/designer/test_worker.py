import pytest
from flask import Flask, current_app

from designer.worker import create_celery


def test_tasks_run_inside_the_application(app: Flask) -> None:
    app.config["REDIS_URL"] = "redis://127.0.0.1:1/0"

    @create_celery(app).task(name="seen")
    def seen() -> str:
        return current_app.name

    assert seen() == "designer"


def test_only_json_is_taken_and_a_lost_worker_gives_its_wake_up_back(app: Flask) -> None:
    app.config["REDIS_URL"] = "redis://127.0.0.1:1/0"
    settings = create_celery(app).conf
    assert settings.accept_content == ["json"]
    assert settings.task_acks_late is True
    assert settings.task_reject_on_worker_lost is True


def test_without_redis_it_says_what_to_use_instead(app: Flask) -> None:
    with pytest.raises(ValueError, match="RETURNFLOW_REDIS_URL"):
        create_celery(app)
