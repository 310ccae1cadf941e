"""Equality and order of FEEL values (DMN 1.5, 10.3.2.2 and tables 42, 43): null where values do not compare."""

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.dmn.feel.calendar import (
    Moment,
    date_days,
    duration_nanos,
    instant_nanos,
    moment,
    offset_seconds,
    time_parts,
)
from engine.dmn.feel.far import NANOS_PER_SECOND
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Range, Value, kind

_ORDERED = frozenset(
    ["number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"]
)
LONG = 4096  # characters that are compared in one step
_PARTS = 3  # steps that looking into a list or context is worth
ORDER: dict[str, Callable[[Any, Any], Any]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def equal(left: Value, right: Value, run: Run) -> bool | None:
    """True or False; None for values of different kinds."""
    type_ = type(left)
    if type_ is type(right) and (type_ is Decimal or type_ is str or type_ is bool):
        if type_ is str and len(left) > LONG:
            run.spend(len(left) // LONG)
        return bool(left == right)
    if left is None or right is None:
        return left is right
    found = kind(left)
    if found != kind(right):
        return None
    structural = _STRUCTURAL.get(found)
    if structural is not None:
        return structural(left, right, run)
    first, second = _sort_keys(found, left, right)
    return bool(first == second)


def _equal_lists(left: list[Value], right: list[Value], run: Run) -> bool | None:
    run.spend(_PARTS + len(left))
    if len(left) != len(right):
        return False
    return all(equal(a, b, run) is True for a, b in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value], run: Run) -> bool | None:
    run.spend(_PARTS + len(left))
    if left.keys() != right.keys():
        return False
    return all(equal(left[key], right[key], run) is True for key in left)


def _equal_ranges(left: Range, right: Range, run: Run) -> bool | None:
    if (left.start_included, left.end_included) != (right.start_included, right.end_included):
        return False
    return equal(left.start, right.start, run) is True and equal(left.end, right.end, run) is True


_STRUCTURAL: dict[str, Callable[[Any, Any, Run], bool | None]] = {
    "list": _equal_lists,
    "context": _equal_contexts,
    "range": _equal_ranges,
    "function": lambda left, right, _run: left is right,
}


def _time_instant(value: Value) -> int:
    nanos, zone = time_parts(value)
    return nanos - (offset_seconds(Moment(0, nanos, zone)) or 0) * NANOS_PER_SECOND


# temporal values as whole numbers that order as FEEL says
KEYS: dict[str, Callable[[Any], int]] = {
    "date": date_days,
    "time": _time_instant,
    "date and time": lambda value: instant_nanos(moment(value)),
    "days and time duration": duration_nanos,
    "years and months duration": lambda value: int(value.months),
}


_LOCAL: dict[str, Callable[[Any], tuple[int, ...]]] = {
    "time": lambda value: time_parts(value)[:1],
    "date and time": lambda value: moment(value)[:2],
}


def _sort_keys(found: str, left: Value, right: Value) -> tuple[Any, Any]:
    """What to compare instead of two values of a kind; one without a zone takes the other's offset (table 54)."""
    local = _LOCAL.get(found)
    if local is not None and (left.tzinfo is None) != (right.tzinfo is None):
        return local(left), local(right)
    key = KEYS.get(found)
    return (key(left), key(right)) if key else (left, right)


def compare(operator: str, left: Value, right: Value) -> bool:
    """`left operator right` for `<`, `<=`, `>`, `>=`; Failure if the two have no order."""
    type_ = type(left)
    if type_ is type(right) and (type_ is Decimal or type_ is str):
        return bool(ORDER[operator](left, right))
    found = kind(left)
    if found != kind(right) or found not in _ORDERED:
        raise Failure(f"expected two values with an order for {operator}, found {found} and {kind(right)}")
    return bool(ORDER[operator](*_sort_keys(found, left, right)))


def contains(range_: Range, value: Value) -> bool:
    """Whether `value` lies in the range; Failure if it does not compare with the ends."""
    if range_.start is None and range_.end is None:
        raise Failure("expected a range with an end, found one without any")
    if range_.start is not None and not compare(">=" if range_.start_included else ">", value, range_.start):
        return False
    return range_.end is None or compare("<=" if range_.end_included else "<", value, range_.end)


def is_in(value: Value, test: Value, run: Run) -> bool | None:
    """`value in test`: inside a range, equal to the value or to one of a list; None if nothing compares."""
    if isinstance(test, Range):
        return contains(test, value)
    if not isinstance(test, list):
        return equal(value, test, run)
    run.spend(len(test))
    if isinstance(value, list) and equal(value, test, run) is True:
        return True
    return any(_is_member(value, item, run) for item in test)


def _is_member(value: Value, item: Value, run: Run) -> bool:
    if isinstance(item, Range) and not isinstance(value, Range):
        try:
            return contains(item, value)
        except Failure:
            return False
    return equal(value, item, run) is True
