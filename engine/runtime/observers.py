"""Tells the host what an advance did, inside the same transaction, so that its own rows never lag behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True)
class Advance:
    """What one commit changed in one instance.

    `events` are dicts {kind, process_id, element_id, token_id, data}; `variables` are FEEL values of the root scope.
    """

    instance_id: int
    business_key: str
    bundle_id: int
    process_id: str
    revision: int
    status: str
    at: datetime
    actor: str
    events: Sequence[Mapping[str, Any]]
    variables: Mapping[str, Any]


Observer = Callable[[Connection, Advance], None]

_observers: list[Observer] = []


def register(observer: Observer) -> None:
    """Call `observer` after every advance made here; registering it twice changes nothing. An error rolls back."""
    if observer not in _observers:
        _observers.append(observer)


def notify(conn: Connection, advance: Advance) -> None:
    for observer in _observers:
        observer(conn, advance)
