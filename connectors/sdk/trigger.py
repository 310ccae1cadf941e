"""Triggers: what a system tells us by webhook, and which process message that becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError

from connectors.sdk import json_schema
from connectors.sdk.errors import InvalidResponse


@dataclass(frozen=True)
class Trigger:
    """The event `event` of the system becomes the message `message`.

    `read` turns the event's data into the fields of `schema`; the field `key` is the correlation key.
    """

    event: str
    title: str
    message: str
    key: str
    schema: Schema
    read: Callable[[Mapping[str, Any]], dict[str, Any]]

    def payload(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The typed payload of the message; InvalidResponse when the data do not fit."""
        try:
            loaded: dict[str, Any] = self.schema.load(self.read(data))
        except ValidationError as error:
            raise InvalidResponse(f"event {self.event}: wrong fields: {', '.join(map(str, error.messages))}") from error
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise InvalidResponse(f"event {self.event}: a field is missing or of the wrong kind ({error})") from error
        return loaded

    def json_schema(self) -> dict[str, Any]:
        """JSON-safe description with the payload as JSON Schema."""
        return {
            "event": self.event,
            "title": self.title,
            "message": self.message,
            "key": self.key,
            "payload": json_schema.export(self.schema),
        }
