"""The log of a return: what happened to it, in order, never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from designer.database import Prepared
from designer.returns.models import return_event
from engine import clock

_LAST = Prepared(select(func.max(return_event.c.seq)).where(return_event.c.return_id == bindparam("wanted")))
_ADD = Prepared(
    insert(return_event).inline(), ("return_id", "seq", "at", "actor", "kind", "before", "after", "detail")
)


@dataclass(frozen=True)
class ReturnEvent:
    """One thing that happened to a return; `before` and `after` are statuses where it moved."""

    at: datetime
    actor: str
    kind: str
    before: str | None
    after: str | None
    detail: str


def record(
    conn: Connection,
    return_id: str,
    actor: str,
    kind: str,
    *,
    before: str | None = None,
    after: str | None = None,
    detail: str = "",
) -> None:
    """Append one event; its number follows the last one of this return."""
    last = _LAST.run(conn, {"wanted": return_id}).scalar() or 0
    row = {"return_id": return_id, "seq": last + 1, "at": clock.now(), "actor": actor, "kind": kind}
    _ADD.post(conn, {**row, "before": before, "after": after, "detail": detail})


def events_of(conn: Connection, return_id: str) -> list[ReturnEvent]:
    """Everything that happened to the return, first things first."""
    rows = conn.execute(select(return_event).where(return_event.c.return_id == return_id).order_by(return_event.c.seq))
    return [ReturnEvent(row.at, row.actor, row.kind, row.before, row.after, row.detail) for row in rows]
