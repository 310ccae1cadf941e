"""The worker polls, is woken, and stops without losing or repeating anything."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from designer.jobs import inbox, runner
from designer.jobs.loop import Worker

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip

SERVE = """
import sys
from designer.app import create_app
from designer.jobs import loop
loop.run(create_app({"DATA_DIR": sys.argv[1], "SECRET_KEY": "only for tests"}))
"""


def wait_until(is_true: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class Running:
    """A worker on a thread of its own."""

    def __init__(self, app: Flask) -> None:
        self.worker = Worker(app, threads=2)
        self.thread = threading.Thread(target=self.worker.run)
        self.thread.start()

    def stop(self) -> None:
        self.worker.stop()
        self.thread.join(timeout=30)


@pytest.fixture
def running(app: Flask) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(app))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def test_it_works_what_is_due_and_what_becomes_due(world: Any, running: Callable[[], Running]) -> None:
    running()
    world.start()
    assert wait_until(lambda: world.job_states == ["done"])
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    assert wait_until(lambda: world.ended_at == ["credited"])


def test_two_workers_do_each_thing_once(world: Any, running: Callable[[], Running]) -> None:
    world.switch({"kind": "ignore_key"})
    for number in range(6):
        world.start(rma_number=f"RMA-{number}", amount=10)
        data = {**GOODS, "rma": f"RMA-{number}"}
        inbox.receive("wms", f"msg_{number}", "receipt.posted", data)
    running()
    running()
    assert wait_until(lambda: len(world.applied("post_credit_memo")) == 6)
    about = sorted(call["identity"]["return"] for call in world.applied("post_credit_memo"))
    assert about == [f"RMA-{number}" for number in range(6)]


def test_stopping_lets_a_running_call_finish_and_claims_nothing_more(
    world: Any, running: Callable[[], Running]
) -> None:
    world.switch({"kind": "slow", "operation": "get_order", "seconds": 1, "count": 1})
    worker = running()
    world.start()
    assert wait_until(lambda: world.job_states == ["leased"])
    worker.stop()
    assert not worker.thread.is_alive()
    assert world.job_states == ["done"]
    world.start(rma_number="RMA-2")
    time.sleep(0.2)
    assert world.job_states == ["due"]


def test_an_error_of_one_job_does_not_end_the_worker(
    world: Any, running: Callable[[], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runner.run_on

    def fragile(job: Any, goes_on: runner.GoesOn) -> int:
        if job.business_key == "RMA-1":
            raise RuntimeError("the disk is full")
        return run(job, goes_on)

    monkeypatch.setattr(runner, "run_on", fragile)
    running()
    world.start(rma_number="RMA-1")
    world.start(rma_number="RMA-2")
    assert wait_until(lambda: world.job_states == ["done"])


def test_sigterm_lets_a_running_call_finish_and_ends_well(world: Any, tmp_path: Path) -> None:
    world.switch({"kind": "slow", "operation": "get_order", "seconds": 1, "count": 1})
    world.start()
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(tmp_path)], env=os.environ)
    try:
        assert wait_until(lambda: world.job_states == ["leased"])
        process.terminate()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
    assert world.job_states == ["done"]
