"""Evaluates FEEL that somebody wants to try: nothing is stored, and the limits of every expression hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine import calendars
from engine.dmn import feel
from engine.dmn.feel.text import quoted, to_text
from engine.dmn.feel.values import Value, kind
from engine.errors import InvalidInput, InvalidModel, Problem

# `diagram` is an expression that may call the functions of business calendars; its names are single words.
How = Literal["expression", "diagram", "unary"]


@dataclass(frozen=True)
class Tried:
    """A value as FEEL text (strings in quotation marks), its FEEL type, and the reasons of nulls in it."""

    text: str
    type: str
    problems: tuple[str, ...]


def evaluate(text: str, input_text: str = "", how: How = "expression") -> Tried:
    """Evaluate `text` with an input that is FEEL too.

    For an expression, of a diagram or a decision, the input is a context whose entries are the variables; for unary
    tests, the content of a table's cell, it is the value under test. InvalidModel (with a position) for a text that is
    no FEEL, InvalidInput for an input that does not fit, LimitExceeded.
    """
    given, problems = _input(input_text, how)
    scope = {"?": given} if how == "unary" else given
    value = _compiled(text, how, scope).evaluate(scope, problems)
    shown = quoted(value) if isinstance(value, str) else to_text(value)
    return Tried(shown, kind(value), tuple(str(problem) for problem in problems))


def _compiled(text: str, how: How, scope: dict[str, Value]) -> feel.Expression | calendars.CalendarExpression:
    if how == "diagram":
        return calendars.compile(text)
    return feel.compile(text, how, names=scope, members=_keys(scope))


def _input(text: str, how: How) -> tuple[Value, list[feel.FeelProblem]]:
    problems: list[feel.FeelProblem] = []
    if not text.strip():
        text = "null" if how == "unary" else "{}"
    try:
        value = feel.compile(text).evaluate({}, problems)
    except InvalidModel as error:
        raise _refusal(f"the input is no FEEL: {error.problems[0].message}") from error
    if problems:
        raise _refusal(f"the input: {problems[0]}")
    if how != "unary" and not isinstance(value, dict):
        raise _refusal(f"expected the input to be a context like {{age: 12}}, found a {kind(value)}")
    return value, problems


def _refusal(message: str) -> InvalidInput:
    return InvalidInput([Problem("input", message, "write values only, with text in quotation marks")])


def _keys(value: Value) -> Iterator[str]:
    """The names of all entries, however deep: after a dot they may have several words."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            yield from found
            pending.extend(found.values())
        elif isinstance(found, list):
            pending.extend(found)
