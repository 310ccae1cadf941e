"""A worker that comes back when its lease is over and somebody else has done the job."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.commands import instances, jobs
from engine.commands.bundles import File
from engine.commands.jobs import JobFailure
from engine.queries import jobs as job_queries
from engine.store import jobs as rows
from engine.testing import Story, story
from tests.fault import mutants

LATE = JobFailure("retry", "RETRY", "the other system did not answer in time")


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Story]:
    with story(tmp_path) as made:
        made.deploy(File("bpmn", "settle.bpmn", Path(__file__).with_name("settle.bpmn").read_bytes()))
        yield made


def states_after_a_late_failure(told: Story) -> dict[str, int]:
    """The states of the jobs when one worker has done what another believes to have failed at."""
    with told.engines.write.begin() as conn:
        variables = {"return_no": "R-1", "fee": 1}
        instances.start(conn, told.bundle_id, "fault_settle", variables, business_key="R-1", start_key="R-1", by="t")
        (late,) = jobs.claim(conn, "late", 1)
    told.clock.advance(timedelta(seconds=61))
    with told.engines.write.begin() as conn:
        (job,) = jobs.claim(conn, "in time", 1)
        # The job alone: with its end the instance would end, and an instance that has ended is safe from anybody.
        rows.finish(conn, job.id, job.fence, at=told.clock.now(), output=b"", external=None)
    with told.engines.write.begin() as conn:
        jobs.fail(conn, late, LATE)
    with told.engines.read.connect() as conn:
        return dict(job_queries.count_by_state(conn))


def test_a_failure_that_comes_after_the_lease_changes_nothing(told: Story) -> None:
    assert states_after_a_late_failure(told) == {"done": 1}


def test_a_failure_that_is_written_without_the_lease_is_found(told: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "finish", rows.finish)  # both are put back at the end
    monkeypatch.setattr(jobs, "_lock_in_order", jobs._lock_in_order)
    mutants.no_fence()
    assert states_after_a_late_failure(told) == {"due": 1}
