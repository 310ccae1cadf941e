"""Schedulers: several are harmless, and without Redis they do the work themselves."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from designer.cli import main
from designer.database import reading
from designer.jobs import tasks
from designer.jobs.publisher import Publisher
from designer.jobs.scheduler import WAKE_UPS, Scheduler
from designer.worker import create_celery
from engine import clock

TIMERS = 12


class Awake:
    """A Redis that takes wake-ups."""

    def __init__(self) -> None:
        self.woken: list[int] = []

    def wake(self, count: int) -> bool:
        self.woken.append(count)
        return True

    @classmethod
    def in_place_of_redis(cls, app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """The counts that were asked for from now on."""
        made = cls()
        monkeypatch.setitem(app.extensions, "returnflow.publisher", made)
        return made.woken


def wait_until(is_true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def fired() -> list[int]:
    """How often the timer of each instance fired, by its history."""
    with reading() as conn:
        rows = conn.execute(text("SELECT instance_id FROM history WHERE actor = 'timer'"))
        return sorted(rows.scalars())


def test_two_schedulers_fire_every_timer_once(app: Flask, world: Any) -> None:
    with clock.use(clock.VirtualClock(clock.now() - timedelta(hours=2))):
        ids = [world.start("pause", rma_number=f"RMA-{number}") for number in range(TIMERS)]
    schedulers = [Scheduler(app) for _ in range(2)]
    threads = [threading.Thread(target=scheduler.run) for scheduler in schedulers]
    for thread in threads:
        thread.start()
    assert wait_until(lambda: len(fired()) >= TIMERS)
    for scheduler in schedulers:
        scheduler.stop()
    for thread in threads:
        thread.join(timeout=60)
    assert fired() == sorted(ids)


@pytest.mark.parametrize("settings", [{"REDIS_URL": "redis://127.0.0.1:1/0", "RATELIMIT_STORAGE_URI": "memory://"}])
def test_without_redis_a_scheduler_does_the_jobs_itself(app: Flask, world: Any, settings: dict[str, Any]) -> None:
    world.start()
    assert Scheduler(app).look()
    assert world.job_states == ["done"]


def test_a_scheduler_wakes_celery_for_what_nobody_began(
    app: Flask, world: Any, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.start(rma_number=f"RMA-{number}")
    woken = Awake.in_place_of_redis(app, monkeypatch)
    Scheduler(app).look()
    assert woken == [3]
    assert woken[0] <= WAKE_UPS
    assert world.job_states == ["due"]


def test_a_message_ends_after_a_while_and_asks_for_another(
    app: Flask, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is asked to stop must not be held by a backlog."""
    for number in range(3):
        world.start(rma_number=f"RMA-{number}")
    woken = Awake.in_place_of_redis(app, monkeypatch)
    monkeypatch.setattr(tasks, "MESSAGE_SECONDS", 0.0)
    assert tasks.run_jobs.run([1]) == 1
    assert woken == [1]
    monkeypatch.setattr(tasks, "MESSAGE_SECONDS", 60.0)
    assert tasks.run_jobs.run([1]) == 2
    assert tasks.run_jobs.run([]) == 0
    assert woken == [1]


def test_wake_ups_are_messages_of_their_own(app: Flask, world: Any, redis_url: str) -> None:
    app.config["REDIS_URL"] = redis_url
    assert Publisher(lambda: create_celery(app)).wake(3)
    with redis.Redis.from_url(redis_url) as client:
        assert client.llen("celery\x06\x169") == 3


def test_a_worker_by_celery_needs_redis(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(app.config["DATA_DIR"]))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(app.config["DATA_DIR"]))
    done = CliRunner().invoke(main, ["worker", "--celery"])
    assert done.exit_code == 1
    assert "RETURNFLOW_REDIS_URL" in done.output


@pytest.mark.parametrize("settings", [{"REDIS_URL": "redis://127.0.0.1:1/0"}])
def test_people_sign_in_although_redis_is_away(app: Flask, settings: dict[str, Any]) -> None:
    said = [app.test_client().get("/login").status_code for _ in range(2)]
    said += [app.test_client().post("/login", data={"username": "a", "password": "b"}).status_code]
    assert 500 not in said
