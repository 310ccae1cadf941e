"""Processes of other bundles that call activities call: instances of their own, linked by their start key.

Calling, coming back, erring and cancelling are deliveries, so that a step locks one instance only.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from engine.bpmn import CallWait, Execution, codec
from engine.priority import Priority
from engine.runtime import keys
from engine.store import deliveries

CALL, RETURN, ERROR, CANCEL = "call", "return", "error", "cancel"
_PREFIX = "call:"


def key(instance_id: int, token_id: int, name: str) -> str:
    """The start key of the instance that `token_id` of this instance calls; each attempt is a call of its own."""
    return f"{_PREFIX}{instance_id}:{token_id}:{name}"


def _name(instance: Row[Any], wait: CallWait) -> str:
    """The attempt, and what stands for the called instance in the keys of its effects: row ids may be given again."""
    return f"{wait.attempt}{keys.BEGUN}{keys.begun_key(instance.start_key, f'{wait.occurrence}:{wait.attempt}')}"


def make(conn: Connection, instance: Row[Any], calls: Sequence[CallWait], at: datetime, priority: Priority) -> None:
    """Ask for an instance of each called process, as urgent as the step that calls."""
    rows = [
        {
            **_row(CALL, instance.id, instance.id, wait.token_id, at),
            "bundle_id": wait.bundle_id,
            "process_id": wait.called,
            "element_id": wait.element_id,
            "name": _name(instance, wait),
            "correlation_key": instance.business_key,
            "payload": codec.pack(dict(wait.input)),
            "priority": int(priority),
        }
        for wait in calls
    ]
    deliveries.add(conn, rows)


def cancel(conn: Connection, instance: Row[Any], calls: Sequence[CallWait], at: datetime) -> None:
    """Ask for the end of what was called by tokens that wait no more; one that has ended stays as it is."""
    rows = [
        {**_row(CANCEL, instance.id, instance.id, wait.token_id, at), "name": _name(instance, wait)} for wait in calls
    ]
    deliveries.add(conn, rows)


def report(
    conn: Connection,
    instance: Row[Any],
    execution: Execution,
    status: str,
    raised: Collection[int],
    at: datetime,
    priority: Priority,
) -> None:
    """Tell the caller that a called instance is over, or that tokens just `raised` errors that nobody in it catches."""
    if not instance.start_key.startswith(_PREFIX):
        return
    caller, token = (int(part) for part in instance.start_key.removeprefix(_PREFIX).split(":")[:2])
    rows = []
    if status == "completed":
        rows.append({**_row(RETURN, instance.id, caller, token, at), "payload": codec.pack(execution.variables)})
    elif status == "cancelled":
        rows.append({**_row(RETURN, instance.id, caller, token, at), "name": "cancelled"})
    for failure in execution.failures:
        if failure.code == "uncaught_error" and failure.token_id in raised:
            payload = codec.pack({"message": failure.message})
            code = str(failure.details.get("error", ""))
            rows.append({**_row(ERROR, instance.id, caller, token, at), "name": code, "payload": payload})
    if rows:
        deliveries.add(conn, [{**row, "priority": int(priority)} for row in rows])


def _row(kind: str, source_id: int, instance_id: int, token_id: int, at: datetime) -> dict[str, Any]:
    source = f"instance:{source_id}"
    return {"kind": kind, "source": source, "instance_id": instance_id, "token_id": token_id, "created_at": at}
