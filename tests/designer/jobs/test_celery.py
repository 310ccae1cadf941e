"""Celery carries wake-ups: a worker of its own does the work, and nothing depends on Redis being there."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import current_app

from designer.database import reading
from designer.jobs import inbox, runner
from designer.worker import create_celery
from engine.priority import Priority
from engine.queries import jobs as job_queries

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip

INTERACTIVE, BULK = "celery", "celery\x06\x169"  # the lists of Redis, in the order in which Celery takes from them


@pytest.fixture
def settings(redis_url: str) -> dict[str, Any]:
    return {"REDIS_URL": redis_url, "RATELIMIT_STORAGE_URI": "memory://"}


@pytest.fixture
def celery_worker(world: Any, redis_url: str, tmp_path: Path) -> Iterator[None]:
    """A Celery worker on the same database."""
    environment = {
        **os.environ, "RETURNFLOW_DATA_DIR": str(tmp_path), "RETURNFLOW_SECRET_KEY": "only for tests",
        "RETURNFLOW_REDIS_URL": redis_url,
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "designer.worker:celery",
        "worker",
        "--concurrency=1",
        "-P",
        "solo",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield
    process.terminate()
    process.wait(timeout=30)


def wait_until(is_true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_a_celery_worker_runs_what_was_committed(world: Any, celery_worker: None) -> None:
    world.start()
    assert wait_until(lambda: world.job_states == ["done"])
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    assert wait_until(lambda: world.ended_at == ["credited"])
    assert len(world.applied("post_credit_memo")) == 1


def test_a_message_carries_row_ids_and_is_sent_after_the_commit(world: Any, redis_url: str) -> None:
    world.start()
    with redis.Redis.from_url(redis_url) as client:
        assert wait_until(lambda: client.llen(BULK) == 1)
        (message,) = client.lrange(BULK, 0, -1)
    assert b"returnflow.run_jobs" in message
    assert b"SO-1001" not in message


def test_losing_every_message_loses_nothing(world: Any, redis_url: str) -> None:
    world.start()
    with redis.Redis.from_url(redis_url) as client:
        assert wait_until(lambda: client.llen(BULK) == 1)
        client.flushall()
    runner.run_until_idle("w")
    assert world.job_states == ["done"]


def test_wake_ups_that_somebody_waits_for_are_taken_first(world: Any, redis_url: str) -> None:
    world.start(rma_number="RMA-1")
    world.start(rma_number="RMA-2", priority=Priority.INTERACTIVE)
    with redis.Redis.from_url(redis_url) as client:
        assert wait_until(lambda: client.llen(BULK) == client.llen(INTERACTIVE) == 1)
    with create_celery(current_app._get_current_object()).connection_for_read() as connection:
        channel = connection.default_channel
        taken = [channel.basic_get("celery").payload[0] for _ in range(2)]
    with reading() as conn:
        urgent = [job_queries.get(conn, job_ids[0]).priority for (job_ids,) in taken]
    assert urgent == ["interactive", "bulk"]
