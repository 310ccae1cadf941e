"""Processes of other bundles that call activities call: instances of their own, linked by their start key.

Calling, coming back, erring and cancelling are deliveries, so that a step locks one instance only.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from engine.bpmn import CallWait, Execution, Wait, codec
from engine.priority import Priority
from engine.runtime import keys
from engine.store import deliveries

CALL, RETURN, ERROR, CANCEL = "call", "return", "error", "cancel"
_KEY = re.compile(rf"call:(\d+):(\d+):(\d+(?:{re.escape(keys.BEGUN)}[0-9a-f]{{40}})?)")


def key(instance_id: int, token_id: int, name: str) -> str:
    """The start key of the instance that `token_id` of this instance calls; each attempt is a call of its own."""
    return f"call:{instance_id}:{token_id}:{name}"


def is_for(wait: Wait, token_id: int, name: str) -> bool:
    """Whether it waits for the call `name` of this token: what came of an earlier attempt is not for the next."""
    # Earlier releases did not say which attempt came back.
    attempt = name.partition(keys.BEGUN)[0]
    return isinstance(wait, CallWait) and wait.token_id == token_id and attempt in ("", str(wait.attempt))


def _name(instance: Row[Any], wait: CallWait) -> str:
    """The attempt, and what stands for the called instance in the keys of its effects: row ids may be given again."""
    return f"{wait.attempt}{keys.BEGUN}{keys.begun_key(instance.start_key, f'{wait.occurrence}:{wait.attempt}')}"


def make(conn: Connection, instance: Row[Any], calls: Sequence[CallWait], at: datetime, priority: Priority) -> None:
    """Ask for an instance of each called process, as urgent as the step that calls."""
    rows = [
        {
            **_row(CALL, instance, wait, at),
            "bundle_id": wait.bundle_id,
            "process_id": wait.called,
            "element_id": wait.element_id,
            "correlation_key": instance.business_key,
            "payload": codec.pack(dict(wait.input)),
            "priority": int(priority),
        }
        for wait in calls
    ]
    deliveries.add(conn, rows)


def cancel(conn: Connection, instance: Row[Any], calls: Sequence[CallWait], at: datetime) -> None:
    """Ask for the end of what was called by tokens that wait no more; one that has ended stays as it is."""
    deliveries.add(conn, [_row(CANCEL, instance, wait, at) for wait in calls])


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
    call = _KEY.fullmatch(instance.start_key)
    if call is None:
        return
    told: list[dict[str, Any]] = []
    if status == "completed":
        told.append({"kind": RETURN, "payload": codec.pack(execution.variables)})
    elif status == "cancelled":
        told.append({"kind": RETURN, "name": "cancelled"})
    for failure in execution.failures:
        if failure.code == "uncaught_error" and failure.token_id in raised:
            payload = codec.pack({"message": failure.message})
            told.append({"kind": ERROR, "name": str(failure.details.get("error", "")), "payload": payload})
    if told:
        to_caller = {
            "source": f"instance:{instance.id}",
            "instance_id": int(call[1]),
            "token_id": int(call[2]),
            "correlation_key": call[3],
            "priority": int(priority),
            "created_at": at,
        }
        deliveries.add(conn, [{**to_caller, **one} for one in told])


def _row(kind: str, caller: Row[Any], wait: CallWait, at: datetime) -> dict[str, Any]:
    return {
        "kind": kind,
        "source": f"instance:{caller.id}",
        "instance_id": caller.id,
        "token_id": wait.token_id,
        "name": _name(caller, wait),
        "created_at": at,
    }
