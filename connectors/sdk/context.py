"""The context of one call: which connection, which key, which attempt, how long it may take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Network(StrEnum):
    """Where the addresses of a connection may lie; everything else is refused after resolution."""

    PUBLIC = "public"
    PRIVATE = "private"  # public or private ranges (an ERP in the own data centre), never loopback or link-local
    SIMULATOR = "simulator"  # loopback only; set for the bundled simulators, not by people


@dataclass(frozen=True)
class Connection:
    """A configured system: its one allowed host and port are those of `base_url`.

    `settings` are those of the manifest's config schema; `secrets` never show in the repr.
    """

    id: str
    base_url: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    network: Network = Network.PUBLIC


@dataclass(frozen=True)
class Context:
    """What surrounds one call.

    idempotency_key: the same for every attempt at the same effect, and for nothing else.
    reference: the business key (return number), sent along for people who search the target's logs.
    attempt: 1 for the first; from 2 on an earlier one may have taken effect.
    deadline_seconds: all of the call, look-ups included, ends within it.
    """

    connection: Connection
    idempotency_key: str
    reference: str = ""
    attempt: int = 1
    deadline_seconds: float = 25.0


@dataclass(frozen=True)
class External:
    """The record that a call made or touched in the target, for the history and the links on screens."""

    system: str
    type: str
    id: str


@dataclass(frozen=True)
class Outcome:
    """What came of a call: data typed by the output schema (Decimal, date), the record, and whether it stood before."""

    data: dict[str, Any]
    external: External | None
    replayed: bool
