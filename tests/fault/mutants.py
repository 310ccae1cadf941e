"""Known mistakes, put into a process on purpose: the suite is worth something only if it finds each of them."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, update

from designer.database import transaction
from designer.jobs import failpoints, runner
from engine import clock
from engine.bpmn import codec
from engine.commands import jobs
from engine.store import instances
from engine.store import jobs as rows
from engine.store.tables import job as table

VARIABLE = "FAULT_MUTANT"
PAUSE_SECONDS = 0.02  # between two locks, so that others come in between


def attempt_in_key() -> None:
    """Each attempt has a key of its own: what took effect without an answer is done again."""
    call = runner._call
    runner._call = lambda job: call(replace(job, idempotency_key=f"{job.idempotency_key}:{job.attempt}:{job.fence}"))


def no_fence() -> None:
    """Whoever comes back late writes over what was recorded meanwhile."""

    def finish(conn: Connection, job_id: int, _fence: int, *, at: Any, output: bytes, external: bytes | None) -> bool:
        values = {"state": "done", "finished_at": at, "output": output, "external": external, "lease_until": None}
        return conn.execute(update(table).where(table.c.id == job_id).values(values)).rowcount == 1

    def lock(conn: Connection, job: jobs.ClaimedJob) -> Any:
        instance = instances.lock(conn, job.instance_id)
        return (instance, rows.lock(conn, job.id)) if instance.status == "running" else None

    rows.finish = finish
    jobs._lock_in_order = lock


def split_commit() -> None:
    """The result is committed before the instance has gone on."""
    finish = rows.finish

    def complete(job: jobs.ClaimedJob, outcome: Any, *_gate_and_goes_on: Any) -> tuple[bool, None]:
        packed = codec.pack(dict(outcome.data))
        with transaction() as conn:
            is_ours = finish(conn, job.id, job.fence, at=clock.now(), output=packed, external=None)
        failpoints.reached(failpoints.PRECOMMIT)
        if is_ours:
            with transaction() as conn:
                jobs.complete(conn, job, outcome.data, runner._external(outcome))
        return is_ours, None

    rows.finish = lambda *_arguments, **_options: True
    runner._complete = complete


def job_before_instance() -> None:
    """The job is locked before its instance: two that meet each other wait for ever, so the database kills one."""
    complete = jobs.complete

    def in_wrong_order(conn: Connection, job: jobs.ClaimedJob, output: Mapping[str, Any], external: Any) -> bool:
        rows.lock(conn, job.id)
        time.sleep(PAUSE_SECONDS)
        return complete(conn, job, output, external)

    jobs.complete = in_wrong_order


ALL: Mapping[str, Callable[[], None]] = {
    "attempt-in-key": attempt_in_key,
    "no-fence": no_fence,
    "split-commit": split_commit,
    "job-before-instance": job_before_instance,
}


def put_in() -> None:
    """Make the mistake that the environment names."""
    name = os.environ.get(VARIABLE)
    if name:
        ALL[name]()
