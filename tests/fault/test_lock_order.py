"""Two workers with the same job: whoever locks the job before its instance meets somebody who comes the other way."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError

from engine.commands import instances, jobs
from engine.commands.bundles import File
from engine.commands.jobs import ClaimedJob, JobFailure
from engine.store import instances as instance_rows
from engine.testing import Story, story
from tests.fault import mutants

ROUNDS = 5
PATIENCE_SECONDS = 20.0
FAILING = "failing"
LATE = JobFailure("retry", "RETRY", "the other system was not well")


@pytest.fixture
def told(tmp_path: Path, postgres_url: str) -> Iterator[Story]:
    with story(tmp_path, postgres_url) as made:
        made.deploy(File("bpmn", "settle.bpmn", Path(__file__).with_name("settle.bpmn").read_bytes()))
        yield made


def claimed(told: Story, number: int) -> ClaimedJob:
    with told.engines.write.begin() as conn:
        variables = {"return_no": f"R-{number}", "fee": 1}
        instances.start(
            conn, told.bundle_id, "fault_settle", variables, business_key="R", start_key=f"R-{number}", by="test"
        )
    with told.engines.write.begin() as conn:
        (job,) = jobs.claim(conn, "worker", 1)
    return job


def deadlocks(told: Story, rounds: int = ROUNDS) -> int:
    """How often a worker that completes and one that fails the same job have to be torn apart."""
    found = 0
    both = threading.Barrier(2)

    def complete(job: ClaimedJob) -> None:
        both.wait()
        with told.engines.write.begin() as conn:
            jobs.complete(conn, job, {"entry_no": "E-1"}, None)

    def fail(job: ClaimedJob) -> None:
        both.wait()
        with told.engines.write.begin() as conn:
            jobs.fail(conn, job, LATE)

    def noting(act: object, job: ClaimedJob) -> None:
        nonlocal found
        try:
            act(job)  # type: ignore[operator]
        except OperationalError as error:
            found += isinstance(error.orig, DeadlockDetected)

    for number in range(rounds):
        job = claimed(told, number)
        pair = [
            threading.Thread(target=noting, args=(act, job), name=name)
            for act, name in ((complete, "completing"), (fail, FAILING))
        ]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
    return found


def test_the_instance_is_locked_before_its_job(told: Story) -> None:
    assert deadlocks(told) == 0


def test_a_job_that_is_locked_before_its_instance_is_found(told: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistake pauses between its two locks: there the other worker comes in, however busy the machine is."""
    has_job, has_instance = threading.Event(), threading.Event()
    lock = instance_rows.lock

    class Pause:
        @staticmethod
        def sleep(_seconds: float) -> None:
            has_job.set()
            has_instance.wait(PATIENCE_SECONDS)

    def noting(conn: Connection, instance_id: int) -> Row[Any]:
        if threading.current_thread().name == FAILING:
            has_job.wait(PATIENCE_SECONDS)
        found = lock(conn, instance_id)
        if threading.current_thread().name == FAILING:
            has_instance.set()
        return found

    monkeypatch.setattr(jobs, "complete", jobs.complete)  # put back at the end
    monkeypatch.setattr(mutants, "time", Pause)
    monkeypatch.setattr(instance_rows, "lock", noting)
    mutants.job_before_instance()
    assert deadlocks(told, rounds=1) == 1
