"""What a table cell takes, as a plain set, where its text alone says so: listed values, or intervals of an order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.constants import NotConstant, constant
from engine.dmn.feel.values import Range, Value

ORDERED = (Decimal, date)
LISTED = (str, bool)

Interval = tuple[Value, bool, Value, bool]  # start, whether it belongs, end, whether it belongs; None is no end


@dataclass(frozen=True, slots=True)
class CellSet:
    """`intervals` of values of `type`, single values too; `negated` takes all others of that type."""

    type: type
    intervals: tuple[Interval, ...]
    negated: bool

    @property
    def values(self) -> list[Value]:
        """The single values; only for types without intervals."""
        return [start for start, *_ in self.intervals]


def cell_set(tree: ast.Node | None) -> CellSet | None:
    """The set of a cell; None for a cell without tests, and for one that tests in another way or mixes types."""
    if not isinstance(tree, ast.UnaryTests) or not tree.tests:
        return None
    try:
        intervals = tuple(found for test in tree.tests for found in _intervals(test))
    except NotConstant:
        return None
    types = {type(end) for start, _, stop, _ in intervals for end in (start, stop) if end is not None}
    if len(types) != 1:
        return None
    only = types.pop()
    if only in ORDERED or (only in LISTED and all(_is_single(interval) for interval in intervals)):
        return CellSet(only, intervals, tree.negated)
    return None


def _is_single(interval: Interval) -> bool:
    return interval[0] is not None and interval[0] == interval[2]


def _intervals(test: ast.Node) -> Iterator[Interval]:
    if isinstance(test, ast.UnaryComparison):
        yield _compared(test.operator, constant(test.operand))
        return
    found = constant(test)
    if isinstance(found, Range):
        yield found.start, found.start_included, found.end, found.end_included
    elif found is not None:  # null is none of the values that an index holds
        yield found, True, found, True


def _compared(operator: str, value: Any) -> Interval:
    if value is None:
        raise NotConstant
    match operator:
        case "<" | "<=":
            return None, False, value, operator == "<="
        case ">" | ">=":
            return value, operator == ">=", None, False
        case "=":
            return value, True, value, True
    raise NotConstant
