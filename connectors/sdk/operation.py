"""Operations: what a connector can do, with what effect, and how a repeated call is kept from doing it twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marshmallow import Schema

from connectors.sdk import json_schema
from connectors.sdk.error_map import BusinessError
from connectors.sdk.http import Answer, HttpClient
from connectors.sdk.lookup import FIND_BY_KEY

# A call with its look-ups ends within this time: the worker's lease of 60 s is never lengthened.
LONGEST_CALL_SECONDS = 25.0


class Effect(StrEnum):
    """What a call changes in the target; money and inventory must declare how they are kept idempotent."""

    READ = "read"
    WRITE = "write"
    MONEY = "money"
    INVENTORY = "inventory"


@dataclass(frozen=True)
class Key:
    """The target itself dedupes by the key sent in `header`: sending again is safe."""

    header: str = "Idempotency-Key"


@dataclass(frozen=True)
class Lookup:
    """`operation` finds the effect by our key; it is asked before any second sending and after an unclear answer.

    The key goes along in `header` as well, so that a target which does dedupe closes the gap between look-up and call.
    """

    operation: str = FIND_BY_KEY
    header: str = "Idempotency-Key"


@dataclass(frozen=True)
class NotSafe:
    """There is no way to find out: an unclear outcome goes to a person. `reason` is shown to that person."""

    reason: str


Idempotency = Key | Lookup | NotSafe


@dataclass(frozen=True)
class Operation:
    """One operation.

    `call` sends the JSON-safe input and returns the target's answer; `read` turns the answered document into the
    fields of `output_schema`; both live in the connector, all guarding (schemas, time-outs, look-up) in the SDK.
    `record` names the target's record type and the output field that holds its number. `reverse` is the operation
    that undoes this one. `example` is an input that works on the simulator's sample records.
    """

    name: str
    title: str
    effect: Effect
    input_schema: Schema
    output_schema: Schema
    call: Callable[[HttpClient, Mapping[str, Any]], Answer]
    read: Callable[[Mapping[str, Any]], dict[str, Any]]
    example: Mapping[str, Any]
    idempotency: Idempotency | None = None
    record: tuple[str, str] | None = None
    errors: tuple[BusinessError, ...] = ()
    timeout_seconds: float = 10.0
    reverse: str | None = None
    description: str = field(default="")

    def __post_init__(self) -> None:
        if not 0 < self.timeout_seconds <= LONGEST_CALL_SECONDS:
            raise ValueError(
                f"{self.name}: expected a time-out of at most {LONGEST_CALL_SECONDS:.0f} s, found "
                f"{self.timeout_seconds}; "
                "let the target take the order and tell by a webhook when it is done"
            )

    @property
    def is_read(self) -> bool:
        return self.effect is Effect.READ

    @property
    def key_header(self) -> str | None:
        """The header that carries the idempotency key, or None for reads and operations without one."""
        return self.idempotency.header if isinstance(self.idempotency, Key | Lookup) else None

    def json_schema(self) -> dict[str, Any]:
        """JSON-safe description with input and output as JSON Schema 2020-12."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "effect": self.effect.value,
            "idempotency": _idempotency(self.idempotency),
            "timeout_seconds": self.timeout_seconds,
            "reverse": self.reverse,
            "input": json_schema.export(self.input_schema),
            "output": json_schema.export(self.output_schema),
            "errors": [
                {"class": error.raises.class_code, "code": error.code, "meaning": error.meaning}
                for error in self.errors
            ],
            "example": dict(self.example),
        }


def _idempotency(idempotency: Idempotency | None) -> dict[str, str] | None:
    if isinstance(idempotency, Key):
        return {"kind": "key", "header": idempotency.header}
    if isinstance(idempotency, Lookup):
        return {"kind": "lookup", "operation": idempotency.operation, "header": idempotency.header}
    if isinstance(idempotency, NotSafe):
        return {"kind": "not_safe", "reason": idempotency.reason}
    return None
