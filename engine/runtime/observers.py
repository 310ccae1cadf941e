"""Tells the host what an advance did, inside the same transaction, so that its own rows never lag behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine


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

_observers: WeakKeyDictionary[Engine, list[Observer]] = WeakKeyDictionary()


def register(engine: Engine, observer: Observer) -> None:
    """Call `observer` after every advance made through the write engine `engine`, in its transaction.

    It belongs to one database, because a process may use several. Registering it twice changes nothing; its error
    rolls the step back.
    """
    observers = _observers.setdefault(engine, [])
    if observer not in observers:
        observers.append(observer)


def notify(conn: Connection, advance: Advance) -> None:
    for observer in _observers.get(conn.engine, ()):
        observer(conn, advance)
