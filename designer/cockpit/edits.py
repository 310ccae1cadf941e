"""Retrying a step with another input: at once, or where money moves when a second person has approved it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from connectors.sdk import registry
from connectors.sdk.errors import ConnectorError
from connectors.sdk.operation import Effect
from connectors.sdk.values import to_plain
from designer.audit import service as audit
from designer.catalog import breaker
from designer.cockpit.fitting import fitting
from designer.cockpit.models import IncidentEdit
from designer.database import reading, transaction
from designer.errors import Conflict, Forbidden, Invalid, NotFound
from designer.identity.actor import Actor
from engine import clock
from engine.commands import incidents as repair
from engine.queries import incidents, jobs
from engine.queries.jobs import JobView

t = IncidentEdit.__table__.c


@dataclass(frozen=True)
class EditView:
    """A changed input: open until a second person decides, then approved or rejected."""

    id: int
    incident_id: int
    input: Mapping[str, Any]
    note: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Edited:
    """What became of a changed input: "sent", or "proposed" with the id that a second person approves."""

    outcome: str
    edit_id: int | None = None


def needs_second_person(job: JobView) -> bool:
    """Whether the operation moves money; one whose connector was taken out is taken for one that does."""
    try:
        return registry.get(job.connector).operation(job.operation).effect is Effect.MONEY
    except ConnectorError:
        return True


def of_incident(actor: Actor, incident_id: int) -> tuple[EditView, ...]:
    """All changed inputs of an incident that waited or wait for a second person, the newest first."""
    actor.require("incidents.read")
    with reading() as conn:
        statement = select(IncidentEdit.__table__).where(t.incident_id == incident_id).order_by(t.id.desc())
        return tuple(_view(row) for row in conn.execute(statement))


def retry(actor: Actor, incident_id: int, *, input: Mapping[str, Any], note: str) -> Edited:
    """Send the step with another input under a key of its own, or propose it where it moves money.

    Invalid names each field that breaks the operation's schema; Conflict when the incident is resolved or one waits.
    """
    actor.require("instances.repair")
    job = _job(incident_id)
    values = _loaded(job, input)
    if to_plain(values) == to_plain(job.input):
        raise Invalid(
            "The input is as it was: retry the step instead, so that it keeps its key and nothing is done twice."
        )
    if not needs_second_person(job):
        with transaction() as conn:
            _send(conn, actor, incident_id, job, values, note, proposed_by=actor.username)
        return Edited("sent")
    with transaction() as conn:
        if incidents.get(conn, incident_id).state != "open":
            raise Conflict(f"Incident {incident_id} is resolved.", code="incident_resolved")
        if conn.execute(select(t.id).where(t.incident_id == incident_id, t.state == "open")).first():
            raise Conflict("Another input waits for a second person already: reject it first.", code="edit_waits")
        row = {
            "incident_id": incident_id, "input": orjson.dumps(to_plain(values)).decode(), "note": note[:500],
            "state": "open", "proposed_by": actor.username, "proposed_at": clock.now(),
        }  # fmt: skip
        edit_id = conn.execute(insert(IncidentEdit).returning(t.id), row).scalar_one()
        _note(conn, actor, "edit_proposed", incident_id, edit=edit_id, note=note[:500])
    return Edited("proposed", edit_id)


def approve(actor: Actor, incident_id: int, edit_id: int) -> Edited:
    """Send what somebody else proposed; Forbidden, and on record, for the one who proposed it."""
    actor.require("instances.repair")
    _refuse_the_same_person(actor, incident_id, edit_id)
    job = _job(incident_id)
    with transaction() as conn:
        edit = _lock(conn, incident_id, edit_id)
        values = _loaded(job, edit.input)
        _decide(conn, edit_id, actor, "approved")
        _send(conn, actor, incident_id, job, values, edit.note, proposed_by=edit.proposed_by)
    return Edited("sent", edit_id)


def reject(actor: Actor, incident_id: int, edit_id: int) -> None:
    """Do not send what was proposed; who proposed it may take it back so."""
    actor.require("instances.repair")
    with transaction() as conn:
        _lock(conn, incident_id, edit_id)
        _decide(conn, edit_id, actor, "rejected")
        _note(conn, actor, "edit_rejected", incident_id, edit=edit_id)


def _refuse_the_same_person(actor: Actor, incident_id: int, edit_id: int) -> None:
    with transaction() as conn:
        is_own = _lock(conn, incident_id, edit_id).proposed_by == actor.username
        if is_own:
            _note(conn, actor, "edit_refused", incident_id, edit=edit_id, rule="second_person")
    if is_own:
        raise Forbidden("It moves money: somebody else than who proposed it must approve it.", code="second_person")


def _send(
    conn: Connection,
    actor: Actor,
    incident_id: int,
    job: JobView,
    values: Mapping[str, Any],
    note: str,
    *,
    proposed_by: str,
) -> None:
    job_id = repair.retry_edited(
        conn, incident_id, by=actor.username, input=values, note=note, proposed_by=proposed_by, priority=actor.priority
    )
    breaker.let_probe(conn, job.connection, actor, f"incident {incident_id} is retried")
    _note(conn, actor, "retry_edited", incident_id, job=job_id, proposed_by=proposed_by, note=note[:500])


def _job(incident_id: int) -> JobView:
    with reading() as conn:
        job_id = incidents.get(conn, incident_id).job_id
        if job_id is None:
            raise Conflict(f"Incident {incident_id} is not about a call to another system: it has no input to change.")
        return jobs.get(conn, job_id)


def _loaded(job: JobView, input: Mapping[str, Any]) -> dict[str, Any]:
    try:
        schema = registry.get(job.connector).operation(job.operation).input_schema
    except ConnectorError as error:
        raise Conflict(f"{job.connector}.{job.operation} is not installed any more: nothing can be sent.") from error
    return fitting(schema, input, "input", job)


def _lock(conn: Connection, incident_id: int, edit_id: int) -> EditView:
    wanted = select(IncidentEdit.__table__).where(t.id == edit_id, t.incident_id == incident_id).with_for_update()
    row = conn.execute(wanted).first()
    if row is None:
        raise NotFound(f"Incident {incident_id} has no changed input {edit_id}.")
    if row.state != "open":
        raise Conflict(f"It was {row.state} by {row.decided_by} already.", code="edit_decided")
    return _view(row)


def _decide(conn: Connection, edit_id: int, actor: Actor, state: str) -> None:
    decided = {"state": state, "decided_by": actor.username, "decided_at": clock.now()}
    conn.execute(update(IncidentEdit).where(t.id == edit_id).values(decided))


def _note(conn: Connection, actor: Actor, verb: str, incident_id: int, **detail: Any) -> None:
    audit.record(conn, actor, f"incidents.{verb}", "incident", str(incident_id), detail)


def _view(row: Row[Any]) -> EditView:
    shown = {name: getattr(row, name) for name in EditView.__dataclass_fields__}
    return EditView(**{**shown, "input": orjson.loads(row.input)})
