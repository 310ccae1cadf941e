"""Carries out deliveries, each in a transaction of its own: what instances throw to others, what begins new ones."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Row

from engine.bpmn import Execution, codec
from engine.commands import calls, messages, starts
from engine.commands.starts import Trigger
from engine.errors import NotFound
from engine.runtime import called, keys
from engine.runtime.advance import advance_locked
from engine.runtime.cause import Cause
from engine.store import deliveries as rows
from engine.store import instances

Fate = Literal["done", "gone", "taken"]


def due_ids(conn: Connection, limit: int = 100) -> list[int]:
    """Ids of what is to be carried out, in this order: the most urgent first, and always the oldest of all."""
    return rows.due_ids(conn, limit)


def carry_out(conn: Connection, delivery_id: int) -> Fate:
    """Carry out one delivery: "gone" when nobody waits for it any more, "taken" when another carries it out.

    What raises has changed nothing: roll back, then `give_up` in a transaction of its own.
    """
    delivery = rows.find(conn, delivery_id)
    if delivery is None:
        return "taken"
    if delivery.kind == "signal":
        return _hand_over_signal(conn, delivery)
    if not rows.take(conn, delivery_id):
        return "taken"
    _CARRIERS[delivery.kind](conn, delivery)
    return "done"


def give_up(conn: Connection, delivery_id: int, error: str) -> None:
    """Keep what cannot be carried out for people to see and to retry."""
    rows.fail(conn, delivery_id, error)


def retry(conn: Connection, delivery_id: int) -> None:
    """Try once more what was given up; NotFound when there is no such delivery."""
    if not rows.retry(conn, delivery_id):
        raise NotFound(f"there is no delivery {delivery_id} that failed")


def _hand_over_signal(conn: Connection, delivery: Row[Any]) -> Fate:
    # The instance is locked first, as everywhere: what is struck out before could be waited for by its owner.
    try:
        instance = instances.lock(conn, delivery.instance_id)
    except NotFound:
        rows.take(conn, delivery.id)
        return "gone"
    if not rows.take(conn, delivery.id):
        return "taken"
    if instance.status != "running":
        return "gone"
    is_received = False

    def act(execution: Execution) -> None:
        nonlocal is_received
        is_received = execution.waits_for_signal(delivery.token_id, delivery.name)
        if is_received:
            execution.deliver(delivery.token_id, codec.unpack(delivery.payload))

    note = {"kind": "signal_received", "process_id": None, "element_id": None, "token_id": delivery.token_id,
            "data": {"signal": delivery.name, "source": delivery.source}}  # fmt: skip
    advance_locked(conn, instance, act, Cause(f"signal:{delivery.source}"[:100]), before=[note])
    return "done" if is_received else "gone"


def _publish(conn: Connection, delivery: Row[Any]) -> None:
    # With what stands for the thrower: a process that the message begins takes the keys of its effects from it.
    stands_for_it = delivery.element_id or _key_of_earlier_releases(conn, delivery)
    messages.publish(
        conn, delivery.name, delivery.correlation_key, codec.unpack(delivery.payload), source=delivery.source,
        message_id=f"{delivery.token_id}{keys.BEGUN}{stands_for_it}",
    )  # fmt: skip


def _key_of_earlier_releases(conn: Connection, delivery: Row[Any]) -> str:
    thrower = instances.start_key_of(conn, int(delivery.source.removeprefix("instance:")))
    return keys.begun_key(thrower or delivery.source, f"message:{delivery.token_id}")


def _start(conn: Connection, delivery: Row[Any]) -> None:
    # The same wherever the throw is repeated, so that effects after a restore have the keys that they had before.
    stands_for_it = keys.begun_key(delivery.correlation_key, f"{delivery.process_id}:{delivery.element_id}")
    trigger = Trigger(
        delivery.bundle_id,
        delivery.process_id,
        delivery.element_id,
        codec.unpack(delivery.payload),
        start_key=f"signal:{stands_for_it}",
        business_key=f"{delivery.process_id[:180]}:{stands_for_it[:12]}",
        by=f"signal:{delivery.source}"[:100],
    )
    starts.begin(conn, trigger)


_CARRIERS: Mapping[str, Callable[[Connection, Row[Any]], None]] = {
    "message": _publish,
    "start": _start,
    called.CALL: calls.begin,
    called.RETURN: calls.hand_back,
    called.ERROR: calls.throw,
    called.CANCEL: calls.end,
}
