"""Runs service tasks of a scenario: the connector is called for real, time is that of the virtual clock."""

from datetime import timedelta

from connectors.sdk import registry
from connectors.sdk.context import Context, Outcome
from connectors.sdk.errors import (
    AuthFailed,
    Conflict,
    ConnectorError,
    NotFound,
    RateLimited,
    Rejected,
    Retryable,
    UnknownOutcome,
)
from connectors.sdk.invocation import invoke
from designer.scenarios.systems import Systems
from engine.commands import jobs, timers
from engine.commands.jobs import ClaimedJob, FailureKind, JobFailure
from engine.testing import Story

_NAME = "scenario"
# Real seconds that a call may hang; in virtual time it hangs as long as the operation allows.
_PATIENCE_SECONDS = 2.0
_KINDS: tuple[tuple[type[ConnectorError], FailureKind], ...] = (
    (RateLimited, "rate_limited"),
    (Retryable, "retry"),
    (UnknownOutcome, "ambiguous"),
    (Rejected, "business"),
    (NotFound, "business"),
    (Conflict, "business"),
    (AuthFailed, "auth"),
)


class Worker:
    """Claims and runs due jobs until none is left."""

    def __init__(self, story: Story, systems: Systems) -> None:
        self._story = story
        self._systems = systems

    def work(self) -> None:
        while claimed := self._claim():
            for job in claimed:
                self._run(job)

    def _claim(self) -> list[ClaimedJob]:
        with self._story.engines.write.begin() as conn:
            return jobs.claim(conn, _NAME, limit=20)

    def _run(self, job: ClaimedJob) -> None:
        try:
            outcome = self._call(job)
        except ConnectorError as error:
            failure = _failure(error)
            with self._story.engines.write.begin() as conn:
                jobs.fail(conn, job, failure)
            return
        if outcome.replayed and job.attempt == 1:
            self._let_the_call_hang(job)
        external = outcome.external
        told = {"system": external.system, "type": external.type, "id": external.id} if external else None
        with self._story.engines.write.begin() as conn:
            jobs.complete(conn, job, outcome.data, told)

    def _call(self, job: ClaimedJob) -> Outcome:
        context = Context(
            connection=self._systems.connection(job.connection),
            idempotency_key=job.idempotency_key,
            reference=job.business_key,
            attempt=job.attempt,
            deadline_seconds=_PATIENCE_SECONDS,
        )
        return invoke(registry.get(job.connector), job.operation, job.input, context)

    def _let_the_call_hang(self, job: ClaimedJob) -> None:
        """Found by its key on the first attempt: the answer never came, and the time-out has passed."""
        seconds = registry.get(job.connector).operation(job.operation).timeout_seconds
        self._story.clock.advance(timedelta(seconds=seconds))
        with self._story.engines.write.begin() as conn:
            timers.fire_due(conn)


def _failure(error: ConnectorError) -> JobFailure:
    kind: FailureKind = next((kind for cls, kind in _KINDS if isinstance(error, cls)), "bug")
    if isinstance(error, UnknownOutcome) and not error.can_retry:
        kind = "bug"
    return JobFailure(kind, error.code, error.message, error.retry_after_seconds)
