"""What a rule looks at: one process, and what the bundle around it holds."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from engine.bpmn import Element, Flow, Model, Process
from engine.errors import Problem, Severity


@dataclass(frozen=True)
class Bundle:
    """A model and the names that its diagrams may use; None leaves a kind of name unchecked."""

    model: Model
    forms: Collection[str] | None = None
    decisions: Collection[str] | None = None
    operations: Collection[tuple[str, str]] | None = None


@dataclass(frozen=True)
class Subject:
    """An executable process of a bundle."""

    process: Process
    bundle: Bundle

    @property
    def elements(self) -> Collection[Element]:
        return self.process.elements.values()

    def problem(
        self, rule: str, at: Element | Flow, message: str, hint: str, *, severity: Severity = "error"
    ) -> Problem:
        """A problem at an element or flow of this process."""
        return Problem(rule, message, hint, at.id, self.process.file, at.line, severity)


def suggestion(name: str, known: Collection[str]) -> str:
    """A hint that names what was probably meant, else what there is."""
    close = get_close_matches(name, list(known), n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are: {', '.join(sorted(known)[:20])}" if known else "the bundle has none yet; add it"
