"""Texts of a diagram as things to evaluate: plain text is itself, a leading `=` starts FEEL."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from engine.bpmn.elements import Element, Process
from engine.bpmn.failures import Failed
from engine.dmn import feel
from engine.errors import InvalidModel, Problem

Scope = Mapping[str, Any]


class Evaluable(Protocol):
    """Something with a value in a scope; reasons of a null are appended to `problems`."""

    def evaluate(self, scope: Scope, problems: list[Any] | None = None) -> Any: ...


class Text:
    """A plain text: always itself."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def evaluate(self, scope: Scope, problems: list[Any] | None = None) -> str:  # noqa: ARG002
        return self.text


def compile_text(text: str) -> Evaluable:
    """`text` as text or, after its leading `=`, as FEEL; InvalidModel (with a position) if that is no FEEL."""
    if text.startswith("="):
        compiled: Evaluable = feel.compile(text[1:])
        return compiled
    return Text(text)


def require(value: Any, expected: str, what: str, text: str, problems: Iterable[Any]) -> Any:
    """`value`, unless it is null: then a Failed that says what was expected and why it came to nothing."""
    if value is None:
        raise refusal(value, expected, what, text, problems)
    return value


def refusal(value: Any, expected: str, what: str, text: str, problems: Iterable[Any]) -> Failed:
    reasons = [str(problem) for problem in problems]
    found = "null" if value is None else f"{value!r}"[:120]
    because = f" ({reasons[0]})" if reasons else ""
    return Failed(
        "expression", f"{what}: expected {expected}, found {found} from {text}{because}", {"problems": reasons}
    )


def texts(element: Element) -> Iterator[tuple[str, str]]:
    """Every text of `element` that may be FEEL, with the name of its place."""
    for assignment in element.inputs:
        yield f"input {assignment.name}", assignment.value
    for assignment in element.outputs:
        yield f"output {assignment.name}", assignment.value
    if element.task is not None:
        for name in ("form", "candidate_groups", "assignee", "due", "priority", "title", "excluded_users"):
            text = getattr(element.task, name)
            if text:
                yield f"task {name}", text
    if element.loop is not None:
        for name in ("collection", "cardinality", "output", "completion", "condition"):
            text = getattr(element.loop, name)
            if text:
                yield f"loop {name}", text
    if element.event is not None:
        if element.event.timer is not None:
            yield "timer", element.event.timer.text
        if element.event.message is not None and element.event.message.correlation is not None:
            yield "correlation", element.event.message.correlation


def syntax_problems(process: Process) -> Iterator[Problem]:
    """Every FEEL text of `process` that cannot be compiled, with its element and position."""
    places = [(e.id, e.line, name, text) for e in process.elements.values() for name, text in texts(e)]
    places += [(f.id, f.line, "condition", f.condition) for f in process.flows.values() if f.condition]
    for element_id, line, name, text in places:
        if not text.startswith("="):
            continue
        try:
            feel.compile(text[1:])
        except InvalidModel as error:
            for problem in error.problems:
                message = f"{name} {text!r} is no FEEL: {problem.message}"
                hint = problem.hint or "mend the expression behind the leading ="
                yield Problem("feel-syntax", message, hint, element_id=element_id, file=process.file, line=line)
