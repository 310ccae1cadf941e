"""Carries out calls of processes in other bundles: begins them, hands back what they gave, ends what was left."""

from typing import Any

from sqlalchemy import Connection, Row

from engine.bpmn import Execution, codec
from engine.commands import instances as commands
from engine.errors import EngineError, NotFound
from engine.priority import Priority
from engine.runtime import called
from engine.runtime.advance import Act, advance_locked
from engine.runtime.cause import Cause
from engine.store import bundles, deliveries, instances


def begin(conn: Connection, delivery: Row[Any]) -> None:
    """Begin the called process; what hinders it becomes a failure of the call activity, for a person to mend."""
    try:
        with conn.begin_nested():
            commands.start(
                conn,
                delivery.bundle_id or _latest(conn, delivery.process_id),
                delivery.process_id,
                codec.unpack(delivery.payload),
                business_key=delivery.correlation_key,
                start_key=called.key(delivery.instance_id, delivery.token_id, delivery.name),
                by=delivery.source,
                priority=Priority(delivery.priority),
            )
    except EngineError as error:
        code, message = error.code, error.message
        _tell(conn, delivery, delivery.name, lambda execution: execution.fail(delivery.token_id, code, message))


def hand_back(conn: Connection, delivery: Row[Any]) -> None:
    """The called process is over."""
    attempt = delivery.correlation_key
    if delivery.name == "cancelled":
        message = "the called process was cancelled; try again to call it once more"
        _tell(conn, delivery, attempt, lambda execution: execution.fail(delivery.token_id, "call_cancelled", message))
    else:
        given = codec.unpack(delivery.payload)
        _tell(conn, delivery, attempt, lambda execution: execution.complete(delivery.token_id, given))


def throw(conn: Connection, delivery: Row[Any]) -> None:
    """The called process threw an error; where the caller does not catch it, it stays a failure there."""
    message = str(codec.unpack(delivery.payload)["message"])

    def act(execution: Execution) -> None:
        execution.throw_error(delivery.token_id, delivery.name, message)

    _tell(conn, delivery, delivery.correlation_key, act)


def end(conn: Connection, delivery: Row[Any]) -> None:
    """Nobody waits for the called process any more."""
    # First what has not begun: where another begins it now, this waits for their commit, and finds the instance then.
    deliveries.withdraw(conn, called.CALL, delivery.instance_id, delivery.token_id, delivery.name)
    found = instances.find_by_start_key(conn, called.key(delivery.instance_id, delivery.token_id, delivery.name))
    if found is None:
        return
    instance = instances.lock(conn, found)
    if instance.status == "running":
        reason = {"reason": "the activity that called it was left"}
        note = {"kind": "cancel_requested", "process_id": None, "element_id": None, "token_id": 0, "data": reason}
        advance_locked(conn, instance, lambda execution: execution.cancel(), Cause(delivery.source), before=[note])


def _tell(conn: Connection, delivery: Row[Any], attempt: str, act: Act) -> None:
    """Let `act` change the calling instance, if it still waits for this attempt."""
    instance = instances.lock(conn, delivery.instance_id)
    if instance.status != "running":
        return

    def if_it_waits(execution: Execution) -> None:
        if any(called.is_for(wait, delivery.token_id, attempt) for wait in execution.waits):
            act(execution)

    advance_locked(conn, instance, if_it_waits, Cause(delivery.source, Priority(delivery.priority)))


def _latest(conn: Connection, process_id: str) -> int:
    found = bundles.latest_with(conn, process_id)
    if found is None:
        raise NotFound(f"no bundle has the process {process_id!r}; deploy one that does")
    return found
