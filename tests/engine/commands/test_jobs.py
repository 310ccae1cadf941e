"""Leases, fences and the fates of failed jobs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.commands import incidents, instances, jobs
from engine.commands.jobs import ClaimedJob, JobFailure
from engine.errors import Conflict
from engine.queries import jobs as job_queries
from engine.store.tables import job as job_table
from engine.testing import Story


@pytest.fixture
def due(approval: Story) -> Story:
    """An instance whose first job is due and not claimed."""
    with approval.engines.write.begin() as conn:
        approval.instance_id = instances.start(
            conn, approval.bundle_id, "approval", {"order_no": "SO-1", "requester": "csr1"},
            business_key="SO-1", start_key="SO-1", by="csr1",
        ).instance_id  # fmt: skip
    return approval


def claim(story: Story, worker: str = "w1") -> list[ClaimedJob]:
    with story.engines.write.begin() as conn:
        return jobs.claim(conn, worker, limit=10)


def state(story: Story, job: ClaimedJob) -> str:
    with story.engines.read.connect() as conn:
        return job_queries.get(conn, job.id).state


def test_a_claimed_job_is_not_given_to_a_second_worker(due: Story) -> None:
    assert len(claim(due)) == 1
    assert claim(due, "w2") == []


def test_an_expired_lease_is_claimed_again_under_the_same_key_and_a_higher_fence(due: Story) -> None:
    (first,) = claim(due)
    due.clock.advance(timedelta(seconds=61))
    (second,) = claim(due, "w2")
    assert second.idempotency_key == first.idempotency_key
    assert (second.attempt, second.fence) == (2, 2)


def test_a_worker_that_lost_its_lease_changes_nothing(due: Story) -> None:
    (late,) = claim(due)
    due.clock.advance(timedelta(seconds=61))
    (current,) = claim(due, "w2")
    with due.engines.write.begin() as conn:
        assert jobs.complete(conn, late, {"amount": 1}, None) is False
        assert jobs.fail(conn, late, JobFailure("bug", "X", "late")) == "stale"
    with due.engines.write.begin() as conn:
        assert jobs.complete(conn, current, {"amount": 2}, None) is True
    assert due.variables["order"] == {"amount": 2}


def test_a_result_is_recorded_once(due: Story) -> None:
    (job,) = claim(due)
    with due.engines.write.begin() as conn:
        assert jobs.complete(conn, job, {"amount": 1}, None) is True
    with due.engines.write.begin() as conn:
        assert jobs.complete(conn, job, {"amount": 1}, None) is False
    assert due.happened("job_completed") == ["read_order"]


def test_a_retryable_failure_is_due_again_later(due: Story) -> None:
    (job,) = claim(due)
    with due.engines.write.begin() as conn:
        assert jobs.fail(conn, job, JobFailure("rate_limited", "HTTP_429", "slow down", 120)) == "retry"
    assert claim(due) == []
    due.clock.advance(timedelta(seconds=121))
    assert [again.attempt for again in claim(due)] == [2]


def test_failing_a_job_without_attempts_left_raises_an_incident(due: Story) -> None:
    due.answer("erp.get_order", JobFailure("retry", "HTTP_500", "down"))
    for _ in range(3):
        due.work()
        due.clock.advance(timedelta(hours=1))
    (incident,) = due.incidents
    assert (incident.code, incident.element_id) == ("HTTP_500", "read_order")


def test_a_business_error_goes_to_the_boundary_event_that_catches_its_code(due: Story) -> None:
    due.answer("erp.get_order", JobFailure("business", "NOT_FOUND", "no order SO-1"))
    due.work()
    assert due.status == "completed"
    assert "refused" in due.happened("element_completed")
    assert due.incidents == ()


def test_a_business_error_that_nothing_catches_is_an_incident(due: Story) -> None:
    due.answer("erp.get_order", JobFailure("business", "CLOSED_PERIOD", "the period is closed"))
    due.work()
    assert [incident.code for incident in due.incidents] == ["CLOSED_PERIOD"]
    assert due.status == "running"


def test_retrying_an_incident_uses_the_same_key_and_resolves_it(due: Story) -> None:
    due.answer("erp.get_order", JobFailure("auth", "HTTP_401", "token expired"))
    due.work()
    (incident,) = due.incidents
    due.answer("erp.get_order", {"amount": 5})
    with due.engines.write.begin() as conn:
        incidents.retry(conn, incident.id, by="admin")
    due.work()
    assert due.incidents == ()
    assert due.open_tasks() == ["approve"]
    with due.engines.read.connect() as conn:
        assert len(conn.execute(select(job_table)).all()) == 1


def test_an_incident_can_be_marked_done_with_the_document_that_stands_outside(due: Story) -> None:
    due.answer("erp.get_order", JobFailure("bug", "BAD_JSON", "unreadable"))
    due.work()
    (incident,) = due.incidents
    with due.engines.write.begin() as conn:
        incidents.resolve_job(
            conn, incident.id, by="ar1", output={"amount": 7}, external={"system": "erp", "id": "SO-1"}, note="seen",
        )  # fmt: skip
    assert due.open_tasks() == ["approve"]
    assert due.variables["order"] == {"amount": 7}


def test_an_incident_is_resolved_once(due: Story) -> None:
    due.answer("erp.get_order", JobFailure("auth", "HTTP_401", "token expired"))
    due.work()
    (incident,) = due.incidents
    with due.engines.write.begin() as conn:
        incidents.retry(conn, incident.id, by="admin")
    with pytest.raises(Conflict, match="resolved by admin"), due.engines.write.begin() as conn:
        incidents.retry(conn, incident.id, by="admin")


def test_a_job_whose_worker_died_with_the_last_attempt_becomes_an_incident(due: Story) -> None:
    for attempt in range(3):
        (job,) = claim(due, f"w{attempt}")
        due.clock.advance(timedelta(seconds=61))
    assert claim(due) == []
    with due.engines.write.begin() as conn:
        assert jobs.sweep(conn) == 1
    assert [incident.code for incident in due.incidents] == ["WORKER_LOST"]
    assert state(due, job) == "incident"


def test_a_released_job_is_due_at_once_and_its_attempt_does_not_count(due: Story) -> None:
    (job,) = claim(due)
    with due.engines.write.begin() as conn:
        assert jobs.release(conn, job) is True
    assert [again.attempt for again in claim(due, "w2")] == [1]


def test_cancelling_the_instance_cancels_its_jobs(due: Story) -> None:
    (job,) = claim(due)
    with due.engines.write.begin() as conn:
        instances.cancel(conn, due.instance_id, by="admin", reason="test")
    assert state(due, job) == "cancelled"
    with due.engines.write.begin() as conn:
        assert jobs.complete(conn, job, {}, None) is False
