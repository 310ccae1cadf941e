"""Keeps incidents equal to what is stuck: one open incident per failed token, closed when the token moved on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from engine.bpmn import Execution, codec
from engine.store import records


def reconcile(
    conn: Connection, instance: Row[Any], execution: Execution, *, actor: str, at: datetime
) -> tuple[list[dict[str, Any]], int]:
    """Raise incidents for new failures, resolve those whose token is gone; returns (events, open incidents)."""
    failures = {failure.token_id: failure for failure in execution.failures}
    if not failures and not instance.open_incidents:
        return [], 0
    standing = records.open_incidents(conn, instance.id)
    alive = failures.keys() | {wait.token_id for wait in execution.waits}
    gone = [incident_id for token, incident_id in standing.items() if token not in alive]
    if gone:
        records.resolve_incidents(conn, gone, at=at, by=actor, resolution="moved_on")
    events = []
    for token, failure in failures.items():
        if token not in standing:
            raise_one(
                conn, instance, failure.element_id, failure.process_id, token,
                code=failure.code, message=failure.message, details=failure.details, at=at,
            )  # fmt: skip
            events.append(event(failure.process_id, failure.element_id, token, failure.code, failure.message))
    return events, len(standing) - len(gone) + len(events)


def raise_one(
    conn: Connection,
    instance: Row[Any],
    element_id: str,
    process_id: str,
    token_id: int,
    *,
    code: str,
    message: str,
    details: Mapping[str, Any],
    at: datetime,
    job_id: int | None = None,
) -> int:
    """Insert one open incident; returns its id."""
    return records.add_incident(
        conn, instance_id=instance.id, token_id=token_id, job_id=job_id, business_key=instance.business_key,
        process_id=process_id, element_id=element_id, code=code, message=message,
        details=codec.pack(dict(details)), created_at=at,
    )  # fmt: skip


def event(process_id: str, element_id: str, token_id: int, code: str, message: str) -> dict[str, Any]:
    """The history event of an incident."""
    return {
        "kind": "incident_raised",
        "process_id": process_id,
        "element_id": element_id,
        "token_id": token_id,
        "data": {"code": code, "message": message},
    }
