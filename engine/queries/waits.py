"""Reads what a running instance waits for, element by element."""

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Literal

from sqlalchemy import Connection, select

from engine.bpmn import (
    CallWait,
    ConditionWait,
    JobWait,
    MessageWait,
    PickWait,
    SignalWait,
    TimerWait,
    UserTaskWait,
    Wait,
)
from engine.queries import instances
from engine.runtime import called, keys
from engine.store.tables import process_instance as t

Kind = Literal["task", "choice", "job", "timer", "message", "signal", "condition", "call"]


@dataclass(frozen=True)
class WaitView:
    """One thing that an instance waits for.

    `about` is the group, operation, message, signal, condition or process; `key` the correlation key of a message;
    `due_at` when a timer comes; `called_id` the instance that a call activity called, once it has begun.
    """

    kind: Kind
    process_id: str
    element_id: str
    name: str
    about: str = ""
    key: str = ""
    due_at: datetime | None = None
    called_id: int | None = None


def of_instance(conn: Connection, instance_id: int) -> tuple[WaitView, ...]:
    """Oldest first; empty for an instance that is over."""
    return tuple(_view(conn, instance_id, wait) for wait in instances.waits(conn, instance_id))


def _view(conn: Connection, instance_id: int, wait: Wait) -> WaitView:
    kind, about, key, due_at = _told(wait)
    called_id = _called_by(conn, instance_id, wait) if isinstance(wait, CallWait) else None
    return WaitView(
        kind, wait.process_id, wait.element_id, wait.name or wait.element_id, about, key, due_at, called_id
    )


def _called_by(conn: Connection, instance_id: int, wait: CallWait) -> int | None:
    """Found along the index of business keys, which a called instance has from its caller."""
    begins = called.key(instance_id, wait.token_id, f"{wait.attempt}{keys.BEGUN}")
    of_caller = select(t.c.business_key).where(t.c.id == instance_id).scalar_subquery()
    wanted = (t.c.business_key == of_caller, t.c.start_key.startswith(begins, autoescape=True))
    return conn.execute(select(t.c.id).where(*wanted)).scalar()


Told = tuple[Kind, str, str, datetime | None]


@singledispatch
def _told(wait: Wait) -> Told:
    raise TypeError(f"expected a kind of wait that can be told, found {type(wait).__name__}")


@_told.register
def _(wait: UserTaskWait) -> Told:
    return "task", wait.assignee or ", ".join(wait.candidate_groups), "", wait.due_at


@_told.register
def _(wait: PickWait) -> Told:
    return "choice", wait.group or "", "", None


@_told.register
def _(wait: JobWait) -> Told:
    return "job", f"{wait.connector}.{wait.operation}", "", None


@_told.register
def _(wait: TimerWait) -> Told:
    return "timer", "", "", wait.due_at


@_told.register
def _(wait: MessageWait) -> Told:
    return "message", wait.message, wait.correlation_key, None


@_told.register
def _(wait: SignalWait) -> Told:
    return "signal", wait.signal, "", None


@_told.register
def _(wait: ConditionWait) -> Told:
    return "condition", wait.condition.removeprefix("="), "", None


@_told.register
def _(wait: CallWait) -> Told:
    return "call", wait.called, "", None
