"""Runs what is due: jobs through their connectors, timers, messages that have grown old.

A job is claimed in one transaction, called outside any, and its result is recorded in one more, which claims the next
job too. Whoever lost the lease meanwhile is told by the fence and discards what it has.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection

from connectors.sdk import Outcome
from connectors.sdk.operation import LONGEST_CALL_SECONDS
from designer.catalog import breaker
from designer.catalog import service as catalog
from designer.catalog.breaker import Gate
from designer.database import reading, transaction
from designer.jobs import failpoints
from designer.jobs.failures import failure_of
from designer.jobs.turns import Turns
from designer.monitoring import logs
from engine import clock
from engine.commands import deliveries, jobs, messages, starts, timers
from engine.commands.jobs import ClaimedJob, JobFailure
from engine.errors import EngineError

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
PORTION = 10  # timers or deliveries between two looks at the jobs: nobody waits longer than that for a free worker
DEADLINE_SECONDS = LONGEST_CALL_SECONDS  # below half the lease, so that the result is written while the lease holds
LONGEST_CHAIN = 20  # jobs one after the other until somebody looks for lost ones again
_TURNS = "returnflow.turns"

GoesOn = Callable[[], bool]


@dataclass(frozen=True)
class Round:
    """How much one round did."""

    jobs: int = 0
    timers: int = 0
    messages: int = 0
    swept: int = 0

    def __bool__(self) -> bool:
        return bool(self.jobs or self.timers or self.messages or self.swept)


def worker_name() -> str:
    """A name for leases: host, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident() % 10_000}"[:100]


def run_once(worker: str = "", *, limit: int = 100) -> Round:
    """Do what is due now, one thing after the other, at most `limit` jobs; needs an application context."""
    fired, expired, swept = fire_timers() + start_due() + deliver(), expire_messages(), sweep()
    done = 0
    while done < limit and (claimed := claim(worker or worker_name(), 1)):
        run(claimed[0])
        done += 1
    return Round(done, fired, expired, swept)


def step(worker: str = "", goes_on: GoesOn = lambda: True) -> Round:
    """The most urgent jobs as long as `goes_on`, then a portion of everything else; needs an application context."""
    claimed = claim(worker or worker_name(), 1)
    done = sum(run_on(job, goes_on) for job in claimed)
    return Round(done, fire_timers(PORTION) + start_due() + deliver(PORTION))


def run_until_idle(worker: str = "") -> Round:
    """`run_once` until nothing is due any more; the sum of all rounds."""
    total = Round()
    while one := run_once(worker):
        total = Round(
            total.jobs + one.jobs,
            total.timers + one.timers,
            total.messages + one.messages,
            total.swept + one.swept,
        )
    return total


def claim(worker: str, limit: int) -> list[ClaimedJob]:
    """Lease up to `limit` due jobs, the most urgent first, committed; each must be run or released."""
    with transaction() as conn:
        claimed = jobs.claim(conn, worker, limit, LEASE_SECONDS, is_turn_of_bulk=_turns().is_of_bulk)
    _turns().record(claimed, limit)
    if claimed:
        failpoints.reached(failpoints.CLAIMED)
    return claimed


def run(job: ClaimedJob) -> str:
    """Call the connector and record what came of it; returns "done", "stale" or the fate of the failure."""
    return _run(job, _ends)[0]


def run_on(job: ClaimedJob, goes_on: GoesOn) -> int:
    """Run `job`, then the most urgent one that is due, as long as `goes_on`, up to LONGEST_CHAIN; returns how many.

    The next job is claimed in the commit that records a result: one commit less for each job.
    """
    done = 0
    following: ClaimedJob | None = job
    while following is not None:
        done += 1
        _, following = _run(following, goes_on if done < LONGEST_CHAIN else _ends)
    return done


def _ends() -> bool:
    return False


def _turns() -> Turns:
    found: Turns = current_app.extensions.setdefault(_TURNS, Turns())
    return found


def _run(job: ClaimedJob, goes_on: GoesOn) -> tuple[str, ClaimedJob | None]:
    """The fate of the job, and the next one if one was claimed."""
    with logs.about(instance_id=job.instance_id, job_id=job.id):
        gate = breaker.admit(job.connection)
        if not gate.may_call:
            return _delay(job, gate), None
        try:
            outcome = _call(job)
        except Exception as error:  # whatever a connector raises must become the fate of this job, not of the worker
            failure = failure_of(error)
            level = logging.ERROR if failure.code == "CONNECTOR_BUG" else logging.INFO
            log.log(level, "job %s %s.%s: %s", job.id, job.connector, job.operation, failure.code, exc_info=level > 20)
            failpoints.reached(failpoints.CALLED)
            return _fail(job, failure, gate), None
        failpoints.reached(failpoints.CALLED)
        try:
            is_ours, following = _complete(job, outcome, gate, goes_on)
        except EngineError as error:
            failure = JobFailure("bug", error.code.upper(), f"the result cannot be recorded: {error.message}")
            return _fail(job, failure, gate), None
        return ("done" if is_ours else "stale"), following


def release(job: ClaimedJob) -> None:
    """Give back a job that was claimed and not started."""
    with transaction() as conn:
        jobs.release(conn, job)


def fire_timers(limit: int = 100) -> int:
    """Fire due timers, each in a transaction of its own, so that one that fails does not hold up the others."""
    with reading() as conn:
        due = timers.due_ids(conn, limit)
    return sum(fire_timer(timer_id) for timer_id in due)


def fire_timer(timer_id: int) -> bool:
    """Fire one timer; False when it was fired before, or when it cannot be fired (the log says why)."""
    try:
        with transaction() as conn:
            is_fired = timers.fire(conn, timer_id)
            failpoints.reached(failpoints.TIMER)
            return is_fired
    except EngineError as error:
        log.exception("timer %s cannot be fired: %s", timer_id, error.code)
        return False


def deliver(limit: int = 100) -> int:
    """Carry out what instances threw to others and what begins new ones, each in a transaction of its own."""
    with reading() as conn:
        due = deliveries.due_ids(conn, limit)
    return sum(_deliver(delivery_id) for delivery_id in due)


def _deliver(delivery_id: int) -> bool:
    try:
        with transaction() as conn:
            fate = deliveries.carry_out(conn, delivery_id)
            failpoints.reached(failpoints.DELIVERY)
            return fate == "done"
    except EngineError as error:
        log.exception("delivery %s cannot be carried out: %s", delivery_id, error.code)
        with transaction() as conn:
            deliveries.give_up(conn, delivery_id, error.message)
        return False


def start_due() -> int:
    """Begin the processes whose timer start event is due."""
    try:
        with transaction() as conn:
            return starts.fire_due(conn)
    except EngineError as error:
        log.exception("timers that begin processes cannot be fired: %s", error.code)
        return 0


def expire_messages() -> int:
    """Give up buffered messages that nobody waited for, and forget those that were over RETURNFLOW_INBOX_DAYS ago."""
    with transaction() as conn:
        expired = messages.expire_due(conn)
    days = current_app.config["INBOX_DAYS"]
    if days:
        before = clock.now() - timedelta(days=days)
        with transaction() as conn:
            messages.prune(conn, before)
    return expired


def sweep() -> int:
    """Raise incidents for jobs whose worker died with the last attempt."""
    with transaction() as conn:
        return jobs.sweep(conn)


def _call(job: ClaimedJob) -> Outcome:
    context = {
        "idempotency_key": job.idempotency_key,
        "reference": job.business_key,
        # The fence counts every claim, also those that were given back or whose worker died: from the second on the
        # connector looks first.
        "attempt": max(job.attempt, job.fence),
        "deadline_seconds": DEADLINE_SECONDS,
    }
    return catalog.invoke(job.connector, job.connection, job.operation, job.input, context)


def _delay(job: ClaimedJob, gate: Gate) -> str:
    """Let the job wait for its connection; nothing was sent."""
    with transaction() as conn:
        return "delayed" if breaker.delay(conn, job, gate) else "stale"


def _complete(job: ClaimedJob, outcome: Outcome, gate: Gate, goes_on: GoesOn) -> tuple[bool, ClaimedJob | None]:
    """Whether the result counted, and the next job if one was claimed in the same commit."""
    claimed: list[ClaimedJob] = []
    with transaction() as conn:
        failpoints.reached(failpoints.BEGIN)
        is_ours = jobs.complete(conn, job, outcome.data, _external(outcome))
        breaker.succeeded(conn, job.connection, gate)
        wants_one = goes_on()
        if wants_one:
            # After the breaker: a claim passes over locked jobs and waits for nobody, while whoever closes a breaker
            # waits for the jobs that it makes due.
            turn = _turns().is_of_bulk
            claimed = jobs.claim(conn, job.worker, 1, LEASE_SECONDS, is_turn_of_bulk=turn, with_lost=False)
        failpoints.reached(failpoints.PRECOMMIT)
    failpoints.reached(failpoints.COMMITTED)
    if wants_one:
        _turns().record(claimed, 1)
    if claimed:
        failpoints.reached(failpoints.CLAIMED)
    if not is_ours:
        log.warning("job %s: the lease was lost, the result is discarded", job.id)
    return is_ours, claimed[0] if claimed else None


def _external(outcome: Outcome) -> Mapping[str, Any] | None:
    made = outcome.external
    if made is None:
        return None
    return {"system": made.system, "type": made.type, "id": made.id, "replayed": outcome.replayed}


def _fail(job: ClaimedJob, failure: JobFailure, gate: Gate) -> str:
    with transaction() as conn:
        fate = _caught_by_class(conn, job, failure) or jobs.fail(conn, job, failure)
        breaker.failed(conn, job, gate, failure)
    return fate


def _caught_by_class(conn: Connection, job: ClaimedJob, failure: JobFailure) -> str | None:
    """A boundary event may name the specific code (OVER_QUANTITY) or its class (REJECTED); the specific one goes first.

    None, and nothing written, when neither is caught: then the incident names the specific code.
    """
    general = str(failure.details.get("class", failure.code))
    if failure.kind != "business" or general == failure.code:
        return None
    for candidate in (failure, replace(failure, code=general, message=f"{failure.code}: {failure.message}")):
        with conn.begin_nested() as savepoint:
            fate = jobs.fail(conn, job, candidate)
            if fate != "incident":
                return fate
            savepoint.rollback()
    return None
