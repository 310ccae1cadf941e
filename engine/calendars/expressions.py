"""FEEL with the functions of business calendars in scope."""

import re
from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from engine.calendars.functions import FUNCTIONS
from engine.dmn import feel
from engine.dmn.feel.values import Value

_MENTION = re.compile("|".join(r"\s+".join(name.split()) for name in FUNCTIONS))


class CalendarExpression:
    """A compiled expression that calls a function of the calendars; in all else like feel.Expression.

    A variable of the same name hides a function, as everywhere in FEEL.
    """

    __slots__ = ("expression", "filter_names", "kind", "names", "text")

    def __init__(self, expression: feel.Expression) -> None:
        self.expression = expression
        self.text = expression.text
        self.kind = expression.kind
        self.names = expression.names - FUNCTIONS.keys()
        self.filter_names = expression.filter_names - FUNCTIONS.keys()

    def evaluate(self, scope: Mapping[str, Value], problems: list[feel.FeelProblem] | None = None) -> Value:
        """The value in `scope`, as feel.Expression.evaluate gives it."""
        visible: Mapping[str, Any] = ChainMap(scope, FUNCTIONS)  # type: ignore[arg-type] # nothing writes to it
        return self.expression.evaluate(visible, problems)


def compile(text: str) -> feel.Expression | CalendarExpression:
    """Compile the FEEL of a diagram; what calls no calendar is compiled as ever and costs nothing more.

    FeelSyntaxError (an InvalidModel) with a position, LimitExceeded.
    """
    if _MENTION.search(text) is None:
        return feel.compile(text)
    compiled = feel.compile(text, names=FUNCTIONS)
    used = (compiled.names | compiled.filter_names) & FUNCTIONS.keys()
    return CalendarExpression(compiled) if used else feel.compile(text)
