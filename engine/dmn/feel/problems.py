"""Why an expression gave null, and why a text is not FEEL."""

import re
from dataclasses import dataclass

from engine.errors import InvalidModel, Problem


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a source text: `offset` from 0, `line` and `column` from 1."""

    offset: int
    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


START = Position(0, 1, 1)


@dataclass(frozen=True, slots=True)
class FeelProblem:
    """A null that came from an error: what was expected and found, and where. `element` is a DMN id, if known."""

    message: str
    position: Position = START
    element: str | None = None

    def __str__(self) -> str:
        where = f"{self.element}, {self.position}" if self.element else str(self.position)
        return f"{where}: {self.message}"


class Failure(Exception):
    """Raised inside an operation or a built-in; becomes null and a FeelProblem."""


class FeelSyntaxError(InvalidModel):
    """A text is not FEEL; `position` says where."""

    code = "feel_syntax"

    def __init__(self, message: str, position: Position, source: str) -> None:
        self.position = position
        self.source = source
        start = position.offset - position.column + 1
        hint = re.split(r"[\r\n]", source[start : start + 120], maxsplit=1)[0].strip()
        problem = Problem(rule="feel_syntax", message=f"{position}: {message}", hint=hint, line=position.line)
        super().__init__([problem])
