"""Sends what is due: claimed in one transaction, posted outside any, marked in one more.

Whoever is killed between posting and marking leaves a delivery that is sent again under the same id: at least once.
"""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, or_, select, text, update

from connectors.sdk import Network
from designer.audit import service as audit
from designer.catalog import vault
from designer.catalog.vault import VaultError
from designer.database import reading, transaction
from designer.identity.actor import SYSTEM
from designer.jobs import failpoints
from designer.monitoring import measures
from designer.outbound import backoff, post
from designer.outbound.models import WebhookDelivery, WebhookEndpoint
from designer.outbound.post import Answer, Message
from engine import clock

log = logging.getLogger(__name__)

LEASE_SECONDS = 60  # far above the deadline of a post
PER_ENDPOINT = 2  # at the same time and per process, so that a slow endpoint leaves room for the others
GONE = 410

d, e = WebhookDelivery.__table__.c, WebhookEndpoint.__table__.c
# In the text of the query, where the partial indexes need it.
_IS_DUE, _IS_SENDING = text("state = 'due'"), text("state = 'sending'")


@dataclass(frozen=True)
class Claimed:
    """A delivery that this process may send until the lease runs out."""

    id: int
    endpoint_id: int
    fence: int
    attempt: int
    message_id: str
    body: bytes
    url: str
    network: Network
    sealed_secrets: bytes
    previous_until: datetime | None


def is_due() -> bool:
    """Whether anything could be claimed; asked without the write lock."""
    at = clock.now()
    with reading() as conn:
        return bool(_lost_ids(conn, at, 1)) or any(
            _due_ids(conn, row.id, at, 1, is_locking=False) for row in _awake(conn, at)
        )


def claim(limit: int, busy: Mapping[int, int] | None = None) -> list[Claimed]:
    """Lease up to `limit` deliveries, committed; `busy` counts what this process sends now, by endpoint."""
    at, running = clock.now(), busy or {}
    with transaction() as conn:
        ids = _lost_ids(conn, at, limit)
        for row in _awake(conn, at):
            allowed = 1 if row.failures else PER_ENDPOINT  # one attempt finds out whether it answers again
            free = min(allowed - running.get(row.id, 0), limit - len(ids))
            if free > 0:
                ids += _due_ids(conn, row.id, at, free, is_locking=True)
        if not ids:
            return []
        lease = {"state": "sending", "lease_until": at + timedelta(seconds=LEASE_SECONDS)}
        conn.execute(
            update(WebhookDelivery).where(d.id.in_(ids)).values(attempt=d.attempt + 1, fence=d.fence + 1, **lease)
        )
        found = conn.execute(
            select(d.id, d.endpoint_id, d.fence, d.attempt, d.message_id, d.body, e.url, e.network, e.sealed_secrets,
                   e.previous_until)
            .join_from(WebhookDelivery, WebhookEndpoint).where(d.id.in_(ids)).order_by(d.id)
        )  # fmt: skip
        return [_claimed(row) for row in found]


def _claimed(row: Any) -> Claimed:
    return Claimed(
        row.id, row.endpoint_id, row.fence, row.attempt, row.message_id, row.body, row.url, Network(row.network),
        row.sealed_secrets, row.previous_until,
    )  # fmt: skip


def deliver(delivery: Claimed) -> str:
    """Post one claimed delivery and note what came of it: "delivered", "retry", "failed", "held" or "stale"."""
    answer = attempt(delivery)
    failpoints.reached(failpoints.POSTED)
    return mark(delivery, answer)


def attempt(delivery: Claimed) -> Answer:
    """Post it; an Answer in any case."""
    at = clock.now()
    try:
        secrets = secrets_of(delivery.endpoint_id, delivery.sealed_secrets, delivery.previous_until, at)
    except VaultError as error:
        return Answer(None, error.message[:300])
    answer = post.send(delivery.url, delivery.network, Message(delivery.message_id, delivery.body, secrets), at)
    measures.of_process().webhooks.labels("failed" if answer.error else "ok").inc()
    return answer


def secrets_of(endpoint_id: int, sealed: bytes, previous_until: datetime | None, at: datetime) -> tuple[str, ...]:
    """The current secret, then the previous one while it still signs."""
    opened = vault.of(current_app.config).open(sealing_context(endpoint_id), sealed)
    is_changing = previous_until is not None and at < previous_until and "previous" in opened
    return (opened["current"], opened["previous"]) if is_changing else (opened["current"],)


def sealing_context(endpoint_id: int) -> str:
    """What binds sealed secrets to their endpoint."""
    return f"webhook endpoint {endpoint_id}"


def mark(delivery: Claimed, answer: Answer) -> str:
    """Note the outcome of an attempt; "stale", and nothing written, when the lease was lost meanwhile."""
    at = clock.now()
    with transaction() as conn:
        endpoint = _locked(conn, delivery.endpoint_id)
        row = conn.execute(_ours(select(d.give_up_at), delivery)).first()
        if endpoint is None or row is None:
            return "stale"
        if not answer.error:
            _finish(conn, delivery, answer, "delivered", at)
            if endpoint.failures:
                _calm(conn, endpoint.id)
            return "delivered"
        fate = _retry_or_give_up(conn, delivery, endpoint, answer, row.give_up_at)
        if endpoint.is_enabled:
            _count_failure(conn, endpoint, answer, at)
        return fate


def _retry_or_give_up(
    conn: Connection, delivery: Claimed, endpoint: Row[Any], answer: Answer, give_up_at: datetime
) -> str:
    at = clock.now()
    next_at = at + backoff.pause(delivery.attempt, at_least_seconds=answer.retry_after_seconds)
    if next_at >= give_up_at or answer.status == GONE:
        _finish(conn, delivery, answer, "failed", at)
        return "failed"
    seen = {"status_code": answer.status, "error": answer.error[:300]}
    state = "due" if endpoint.is_enabled else "held"
    again = {"state": state, "due_at": next_at, "lease_until": None, **seen}
    conn.execute(update(WebhookDelivery).where(d.id == delivery.id).values(again))
    return "retry" if state == "due" else "held"


def mark_test(delivery: Claimed, answer: Answer) -> None:
    """Note the outcome of a test: it is not tried again, and one that arrives ends the rest of its endpoint."""
    with transaction() as conn:
        endpoint = _locked(conn, delivery.endpoint_id)
        if endpoint is None or conn.execute(_ours(select(d.id), delivery)).first() is None:
            return
        _finish(conn, delivery, answer, "failed" if answer.error else "delivered", clock.now())
        if not answer.error and endpoint.failures:
            _calm(conn, endpoint.id)


def _calm(conn: Connection, endpoint_id: int) -> None:
    calm = {"failures": 0, "failing_since": None, "rest_until": None}
    conn.execute(update(WebhookEndpoint).where(e.id == endpoint_id).values(calm))


def _finish(conn: Connection, delivery: Claimed, answer: Answer, state: str, at: datetime) -> None:
    seen = {"status_code": answer.status, "error": answer.error[:300]}
    over = {"state": state, "finished_at": at, "lease_until": None, **seen}
    conn.execute(update(WebhookDelivery).where(d.id == delivery.id).values(over))


def _count_failure(conn: Connection, endpoint: Row[Any], answer: Answer, at: datetime) -> None:
    failures, since = endpoint.failures + 1, endpoint.failing_since or at
    is_hopeless = failures >= backoff.DISABLE_FAILURES and at - since >= backoff.DISABLE_AFTER
    if is_hopeless or answer.status == GONE:
        hours = int((at - since).total_seconds() // 3600)
        why = "it answered 410 Gone" if answer.status == GONE else f"every attempt for {hours} h failed: {answer.error}"
        _disable(conn, endpoint, why, at)
        return
    rest_until = at + backoff.rest(failures, at_least_seconds=answer.retry_after_seconds)
    values = {"failures": failures, "failing_since": since, "rest_until": rest_until}
    conn.execute(update(WebhookEndpoint).where(e.id == endpoint.id).values(values))


def _disable(conn: Connection, endpoint: Row[Any], why: str, at: datetime) -> None:
    values = {"is_enabled": False, "disabled_reason": why[:300], "changed_at": at, "changed_by": SYSTEM.username}
    conn.execute(update(WebhookEndpoint).where(e.id == endpoint.id).values(values))
    hold(conn, endpoint.id)
    audit.record(conn, SYSTEM, "webhook.disabled", "webhook_endpoint", str(endpoint.id), {"reason": why[:300]})
    log.warning("webhook endpoint %s is disabled: %s", endpoint.id, why)


def hold(conn: Connection, endpoint_id: int) -> None:
    """Keep what is due for an endpoint that is disabled now."""
    conn.execute(update(WebhookDelivery).where(d.endpoint_id == endpoint_id, _IS_DUE).values(state="held"))


def _locked(conn: Connection, endpoint_id: int) -> Row[Any] | None:
    return conn.execute(select(WebhookEndpoint.__table__).where(e.id == endpoint_id).with_for_update()).first()


def _ours(statement: Any, delivery: Claimed) -> Any:
    return statement.where(d.id == delivery.id, d.fence == delivery.fence, d.state == "sending").with_for_update()


def _awake(conn: Connection, at: datetime) -> list[Any]:
    """Endpoints that may be sent to, in an order of chance: none is always the last to find a free thread."""
    is_rested = or_(e.rest_until.is_(None), e.rest_until <= at)
    found = list(conn.execute(select(e.id, e.failures).where(e.is_enabled, is_rested)))
    random.shuffle(found)
    return found


def _due_ids(conn: Connection, endpoint_id: int, at: datetime, limit: int, *, is_locking: bool) -> list[int]:
    statement = select(d.id).where(_IS_DUE, d.endpoint_id == endpoint_id, d.due_at <= at)
    chosen = statement.order_by(d.due_at, d.id).limit(limit)
    return list(conn.execute(chosen.with_for_update(skip_locked=True) if is_locking else chosen).scalars())


def _lost_ids(conn: Connection, at: datetime, limit: int) -> list[int]:
    """Deliveries whose sender fell silent; whether they arrived is not known."""
    statement = select(d.id).join_from(WebhookDelivery, WebhookEndpoint).where(_IS_SENDING, d.lease_until < at)
    wanted = statement.where(or_(e.is_enabled, d.outbox_id.is_(None))).order_by(d.lease_until).limit(limit)
    return list(conn.execute(wanted.with_for_update(skip_locked=True, of=WebhookDelivery.__table__)).scalars())
