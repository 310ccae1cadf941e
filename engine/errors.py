"""The error tree of the engine: one class per decision that a caller can take.

EngineError
├── NotFound          the id names nothing; look again
├── Conflict          the thing has moved on (done already, other revision); read it again
├── Refused           the rules forbid it (segregation of duties, not in the group); somebody else must
├── InvalidInput      data break their schema; `problems` lists every place
├── InvalidModel      a BPMN, DMN or form file cannot be used; `problems` lists everything that hinders it
└── LimitExceeded     a cap on size, steps or depth was reached; the message names it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# An error hinders a deployment, a warning should be looked at, an info is good to know.
Severity = Literal["error", "warning", "info"]
EditAction = Literal["set", "extension", "timer", "condition", "become", "remove", "bypass"]


@dataclass(frozen=True)
class Edit:
    """One change to an element of a diagram.

    set         the attribute `name` becomes `value`; None takes it away
    extension   the same for an attribute of an extension element, both in `name`: "task.form"
    timer       the text of its timer becomes `value`
    condition   the condition of the flow becomes `value`; None takes it away
    become      it is a `value` from now on: "userTask"
    remove      the flow goes
    bypass      the node goes; its only way in leads where its only way out led
    """

    action: EditAction
    element_id: str
    name: str = ""
    value: str | None = None


@dataclass(frozen=True)
class Fix:
    """A quick fix: `label` says on a button what `edits` do together."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a model or with data: what was found, and in `hint` what to do about it."""

    rule: str
    message: str
    hint: str = ""
    element_id: str | None = None
    file: str | None = None
    line: int | None = None
    severity: Severity = "error"
    fix: Fix | None = None

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.element_id) if part)
        return f"{where}: {self.message}" if where else self.message


class EngineError(Exception):
    """Root of all errors that the engine raises on purpose; `code` is stable, `details` is safe to show."""

    code = "engine_error"

    def __init__(self, message: str, *, code: str | None = None, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.details = dict(details or {})


class NotFound(EngineError):
    code = "not_found"


class Conflict(EngineError):
    code = "conflict"


class Refused(EngineError):
    code = "refused"


class LimitExceeded(EngineError):
    code = "limit_exceeded"


class _WithProblems(EngineError):
    """An error that lists every problem at once, so that nobody mends one only to meet the next."""

    def __init__(self, problems: Sequence[Problem], message: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__(message or "; ".join(str(problem) for problem in self.problems[:5]))


class InvalidInput(_WithProblems):
    code = "invalid_input"


class InvalidModel(_WithProblems):
    code = "invalid_model"
