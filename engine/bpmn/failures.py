"""Failures that are expected: they park a token and wait for a person, they never stop the program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a token cannot go on; `code` is stable, `details` is JSON-safe."""

    token_id: int
    element_id: str
    process_id: str
    code: str
    message: str
    details: Mapping[str, Any] = field(default_factory=dict)


class Failed(Exception):
    """Raised by a node that cannot go on; the execution parks the token."""

    def __init__(self, code: str, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = dict(details or {})
