"""The Celery application for many machines: `celery -A designer.worker:celery worker`.

Messages are wake-ups that carry row ids; the job table is the truth, so losing a message or Redis loses nothing.
"""

from functools import partial
from typing import Any

from celery import Celery, Task
from celery.signals import worker_process_init
from flask import Flask

from designer import config
from designer.app import create_app
from designer.jobs.publisher import MESSAGE_PRIORITIES
from designer.monitoring import folder

TASK_MODULES = ("designer.jobs.tasks",)


def create_celery(app: Flask) -> Celery:
    """A Celery application whose tasks run in the context of `app`; ValueError without RETURNFLOW_REDIS_URL."""
    broker = app.config["REDIS_URL"]
    if not broker:
        raise ValueError("expected RETURNFLOW_REDIS_URL to name a Redis; without one use `returnflow worker`")

    class ContextTask(Task):  # type: ignore[misc]  # celery has no types
        """A task inside the application's context, so that sessions end with it."""

        def __call__(self, *arguments: Any, **options: Any) -> Any:
            with app.app_context():
                return self.run(*arguments, **options)

    celery = Celery("returnflow", broker=broker, task_cls=ContextTask)
    celery.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,  # a worker that is killed gives its wake-up back; the lease keeps it from running twice
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,  # our lines look the same everywhere
        broker_connection_retry_on_startup=True,
        # A list for each priority of the messages that are sent, so that wake-ups people wait for are taken first.
        broker_transport_options={"visibility_timeout": 300, "priority_steps": sorted(MESSAGE_PRIORITIES.values())},
        imports=TASK_MODULES,
    )
    celery.set_default()
    worker_process_init.connect(partial(_begin_child, app), weak=False)
    app.extensions["returnflow.celery"] = celery
    return celery


def _begin_child(app: Flask, **_signal: Any) -> None:
    """A forked worker must not speak through the connections of the process that forked it."""
    engines = app.extensions["returnflow.engines"]
    for engine in {engines.write, engines.read}:
        engine.dispose(close=False)


def __getattr__(name: str) -> Celery:
    # Made when Celery's command line asks for it: importing this module alone must not need a database or Redis.
    if name == "celery":
        folder.share(config.load()["DATA_DIR"])
        return create_celery(create_app())
    raise AttributeError(name)
