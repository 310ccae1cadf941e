"""Texts of a diagram as things to evaluate: plain text is itself, a leading `=` starts FEEL."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol

from engine.bpmn import limits
from engine.bpmn.elements import Element, EventDefinition, Process
from engine.bpmn.failures import Failed
from engine.dmn import feel
from engine.errors import InvalidModel, LimitExceeded, Problem

Scope = Mapping[str, Any]

# The settings of a user task that are texts.
TASK_TEXTS = ("form", "candidate_groups", "assignee", "due", "priority", "title", "excluded_users")
_SHOWN = 200  # characters of an expression in a message


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
        return compiled(text[1:])
    return Text(text)


@lru_cache(maxsize=4096)
def compiled(text: str) -> feel.Expression:
    """The FEEL `text`, compiled once for all who check or run it: an expression never changes."""
    return feel.compile(text)


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
    for place, assignments in (
        ("input", element.inputs),
        ("output", element.outputs),
        ("data", (*element.data.inputs, *element.data.outputs, *element.data.writes)),
    ):
        for assignment in assignments:
            yield f"{place} {assignment.name}", assignment.value
    for place, owner, names in (
        ("task", element.task, TASK_TEXTS),
        ("loop", element.loop, ("collection", "cardinality", "output", "completion", "condition")),
        ("ad-hoc", element.ad_hoc, ("completion", "activate")),
        ("element", element, ("script", "activation")),
    ):
        for name in names:
            text = getattr(owner, name, None)
            if text:
                yield f"{place} {name}", text
    for thrown in element.loop.throws if element.loop is not None else ():
        if thrown.when.startswith("="):
            yield "loop event", thrown.when
    for definition in element.event.every if element.event is not None else ():
        yield from _texts_of_event(definition)


def _texts_of_event(event: EventDefinition) -> Iterator[tuple[str, str]]:
    if event.timer is not None:
        yield "timer", event.timer.text
    if event.condition is not None:
        yield "condition", event.condition
    if event.message is not None and event.message.correlation is not None:
        yield "correlation", event.message.correlation


def syntax_problems(process: Process) -> Iterator[Problem]:
    """Every FEEL text of `process` that cannot be compiled, with its element and position."""
    places = [(e.id, e.line, name, text) for e in process.elements.values() for name, text in texts(e)]
    places += [(f.id, f.line, "condition", f.condition) for f in process.flows.values() if f.condition]
    expressions = [place for place in places if place[3].startswith("=")]
    size = sum(len(text) for _, _, _, text in expressions)
    if size > limits.FEEL_CHARS:
        message = f"the process has {size:,} characters of FEEL, at most {limits.FEEL_CHARS:,} are compiled"
        hint = "move tables and long texts into decisions"
        yield Problem("too-big", message, hint, element_id=process.id, file=process.file, line=process.line)
        return
    for element_id, line, name, text in expressions:
        for reason, hint in _reasons(text[1:]):
            message = f"{name} {_short(text)!r} is no FEEL: {reason}"
            yield Problem("feel-syntax", message, hint, element_id=element_id, file=process.file, line=line)


def _reasons(text: str) -> Iterator[tuple[str, str]]:
    """Why `text` cannot be compiled, each with what to do."""
    try:
        compiled(text)
    except InvalidModel as error:
        for problem in error.problems:
            yield problem.message, problem.hint or "mend the expression behind the leading ="
    except LimitExceeded as error:
        yield error.message, "make it shorter, or move parts into decisions"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
