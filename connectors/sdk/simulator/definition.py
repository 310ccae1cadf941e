"""What a simulated system consists of: kinds of records, routes of its API, actions that people take in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.sdk.simulator.store import Tables


class RefusalError(Exception):
    """The system refuses a call: an HTTP status, its own error code and a message. Nothing is changed."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Call:
    """One authenticated API call: path arguments, query, JSON body, the idempotency key, the time."""

    args: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    key: str
    now: datetime
    root_url: str

    def required(self, *names: str) -> None:
        """Refuse with 422 unless every field of `names` is there and not empty."""
        missing = [name for name in names if self.body.get(name) in (None, "", [])]
        if missing:
            raise RefusalError(422, "MissingField", f"expected the field {', '.join(missing)}")


@dataclass(frozen=True)
class Identity:
    """What a write is about in business terms; the ledger counts effects by it, never by the caller's key."""

    return_ref: str
    line_ref: str = ""


Handler = Callable[[Tables, Call], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """One endpoint. `identity` is given for writes only and read from the body or the records."""

    operation: str
    method: str
    path: str
    handler: Handler
    identity: Callable[[Tables, Call], Identity] | None = None

    @property
    def is_write(self) -> bool:
        return self.identity is not None


@dataclass(frozen=True)
class Event:
    """Something that happened in the system and is told by webhook."""

    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """What an action did: the result for the caller and the events to send."""

    result: Mapping[str, Any]
    events: Sequence[Event] = ()


@dataclass(frozen=True)
class Action:
    """Something a person does inside the system: `run(tables, input, now)`.

    `button`: label of its button on the page, beside records of `kind` for which `is_offered` holds; the button sends
    {id_field: record id}.
    """

    name: str
    run: Callable[[Tables, Mapping[str, Any], datetime], Done]
    kind: str = ""
    button: str = ""
    choices: tuple[str, tuple[str, ...]] | None = None
    is_offered: Callable[[Mapping[str, Any]], bool] = lambda _record: True


@dataclass(frozen=True)
class Kind:
    """A kind of record: its title and columns on the page, and the field that identifies it.

    `prepare` completes a seeded record before it is stored; `link` gives the address of a document of the record.
    """

    title: str
    id_field: str
    columns: tuple[str, ...]
    prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    link: Callable[[dict[str, Any]], str] | None = None


@dataclass(frozen=True)
class Document:
    """A file that the system serves without login at an unguessable path, as carriers serve labels."""

    content: bytes
    content_type: str


@dataclass(frozen=True)
class Simulator:
    """A simulated system; `samples` are records under which every operation's example input works.

    `document` finds the file of a path below /documents/, or None.
    """

    title: str
    description: str
    kinds: Mapping[str, Kind]
    routes: tuple[Route, ...]
    actions: tuple[Action, ...] = ()
    samples: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    document: Callable[[Tables, str], Document | None] | None = None
