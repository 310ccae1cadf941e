"""Fires timers that are due; any number of schedulers may do it at once."""

from functools import cache

from sqlalchemy import Connection, bindparam, select, update

from engine import clock
from engine.bpmn import Execution
from engine.runtime.advance import advance_locked
from engine.runtime.cause import Cause
from engine.store import instances
from engine.store.prepared import Prepared, first
from engine.store.tables import timer as t

_INSTANCE_OF = Prepared(select(t.c.instance_id).where(t.c.id == bindparam("timer")))
_READ = Prepared(select(t).where(t.c.id == bindparam("timer")))
_FIRED = Prepared(update(t).where(t.c.id == bindparam("timer")).values(state="fired"))


@cache
def _due(limit: int) -> Prepared:
    is_due = (t.c.state == "waiting", t.c.due_at <= bindparam("at"))
    return Prepared(first(select(t.c.id).where(*is_due).order_by(t.c.due_at, t.c.id), limit))


def due_ids(conn: Connection, limit: int = 100) -> list[int]:
    """Ids of waiting timers whose moment has come, the oldest first."""
    return _due(limit).run(conn, {"at": clock.now()}).scalars()


def fire(conn: Connection, timer_id: int) -> bool:
    """Fire one timer; False when it was fired, cancelled or moved before."""
    instance_id = _INSTANCE_OF.run(conn, {"timer": timer_id}).scalar()
    if instance_id is None:
        return False
    instance = instances.lock(conn, instance_id)
    timer = _READ.run(conn, {"timer": timer_id}).one()
    if timer.state != "waiting" or timer.due_at > clock.now():
        return False
    _FIRED.post(conn, {"timer": timer_id})

    def act(execution: Execution) -> None:
        execution.fire_timer(timer.token_id)

    note = {"kind": "timer_fired", "process_id": timer.process_id, "element_id": timer.element_id,
            "token_id": timer.token_id, "data": {"due_at": timer.due_at}}  # fmt: skip
    advance_locked(conn, instance, act, Cause("timer"), before=[note])
    return True


def fire_due(conn: Connection, limit: int = 100) -> int:
    """Fire up to `limit` due timers in this one transaction; returns how many fired."""
    return sum(fire(conn, timer_id) for timer_id in due_ids(conn, limit))
