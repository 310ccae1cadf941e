"""Functions that relate points and ranges (DMN 1.5, 10.3.4.11, Allen's algebra), and `range`."""

from collections.abc import Callable

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.comparison import compare
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Range, Value

library = Library()


class _Endless:
    """An end of a range that has none: below or above everything."""


_LOW, _HIGH = _Endless(), _Endless()


def _same(first: Value, second: Value) -> bool:
    if isinstance(first, _Endless) or isinstance(second, _Endless):
        return first is second
    return compare("<=", first, second) and compare(">=", first, second)


def _less(first: Value, second: Value) -> bool:
    if isinstance(first, _Endless) or isinstance(second, _Endless):
        return first is not second and (first is _LOW or second is _HIGH)
    return compare("<", first, second)


def _ends(value: Value) -> Range:
    """A point as the range that holds it alone."""
    if not isinstance(value, Range):
        return Range(value, value, True, True)
    start = _LOW if value.start is None else value.start
    end = _HIGH if value.end is None else value.end
    return Range(start, end, value.start_included, value.end_included)


def _is_before(a: Range, b: Range) -> bool:
    return _less(a.end, b.start) or (_same(a.end, b.start) and not (a.end_included and b.start_included))


def _same_start(a: Range, b: Range) -> bool:
    return _same(a.start, b.start) and a.start_included == b.start_included


def _same_end(a: Range, b: Range) -> bool:
    return _same(a.end, b.end) and a.end_included == b.end_included


def _starts_no_later(a: Range, b: Range) -> bool:
    return _less(a.start, b.start) or (_same(a.start, b.start) and (a.start_included or not b.start_included))


def _ends_no_sooner(a: Range, b: Range) -> bool:
    return _less(b.end, a.end) or (_same(a.end, b.end) and (a.end_included or not b.end_included))


def _includes(outer: Range, inner: Range) -> bool:
    return _starts_no_later(outer, inner) and _ends_no_sooner(outer, inner)


def _overlaps_before(a: Range, b: Range) -> bool:
    return not _starts_no_later(b, a) and not _is_before(a, b) and _ends_no_sooner(b, a)


def _relation(name: str, check: Callable[[Range, Range], bool], *signatures: str) -> None:
    @library.function(name, *signatures)
    def relate(_run: Run, first: Value, second: Value) -> Value:
        return check(_ends(first), _ends(second))


_POINTS = "number|string|date|time|datetime|duration"
_PAIRS = (
    f"point1: {_POINTS}, point2: {_POINTS}",
    f"point: {_POINTS}, range: range",
    f"range: range, point: {_POINTS}",
    "range1: range, range2: range",
)

_relation("before", _is_before, *_PAIRS)
_relation("after", lambda a, b: _is_before(b, a), *_PAIRS)
_relation(
    "meets", lambda a, b: _same(a.end, b.start) and a.end_included and b.start_included, "range1: range, range2: range"
)
_relation(
    "met by", lambda a, b: _same(a.start, b.end) and a.start_included and b.end_included, "range1: range, range2: range"
)
_relation("overlaps", lambda a, b: not _is_before(a, b) and not _is_before(b, a), "range1: range, range2: range")
_relation("overlaps before", _overlaps_before, "range1: range, range2: range")
_relation("overlaps after", lambda a, b: _overlaps_before(b, a), "range1: range, range2: range")
_relation("finishes", lambda a, b: _same_end(a, b) and _includes(b, a), _PAIRS[1], _PAIRS[3])
_relation("finished by", lambda a, b: _same_end(a, b) and _includes(a, b), _PAIRS[2], _PAIRS[3])
_relation("includes", _includes, _PAIRS[2], _PAIRS[3])
_relation("during", lambda a, b: _includes(b, a), _PAIRS[1], _PAIRS[3])
_relation("starts", lambda a, b: _same_start(a, b) and _includes(b, a), _PAIRS[1], _PAIRS[3])
_relation("started by", lambda a, b: _same_start(a, b) and _includes(a, b), _PAIRS[2], _PAIRS[3])
_relation("coincides", lambda a, b: _same_start(a, b) and _same_end(a, b), _PAIRS[0], _PAIRS[3])
