"""Indexes over the input columns of a table: which rules can match, looked up instead of tested rule by rule."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.dmn.cellsets import ORDERED, CellSet, cell_set
from engine.dmn.feel import ast
from engine.dmn.feel.values import Value

Rules = int  # a set of rules (bits, from 0)

_WORTH = 4  # cells that the index knows; with fewer, testing them one by one is as fast
_MAX_BITS = 32_000_000  # of one index: 4 MB


class ColumnIndex:
    """For the values of one type in one column: the rules that take them.

    `tested` are the rules whose cells must be tested all the same. A value of another type says nothing.
    """

    __slots__ = ("_find", "column", "tested", "type")

    def __init__(self, column: int, type_: type, find: Callable[[Any], Rules], tested: Rules) -> None:
        self.column = column
        self.type = type_
        self.tested = tested
        self._find = find

    def candidates(self, value: Value) -> Rules | None:
        """The rules that take the value, and those that must be tested; None for a value of another type."""
        return self._find(value) if type(value) is self.type else None


def indexes(trees: Sequence[Sequence[ast.Node | None]]) -> list[ColumnIndex]:
    """Indexes for the columns that gain from one; `trees` holds a row per rule, None for a cell with `-`."""
    width = len(trees[0]) if trees else 0
    found = (_index(column, [row[column] for row in trees if column < len(row)]) for column in range(width))
    return [index for index in found if index is not None]


def _index(column: int, cells: Sequence[ast.Node | None]) -> ColumnIndex | None:
    sets = [cell_set(cell) for cell in cells]
    types = Counter(found.type for found in sets if found)
    if not types:
        return None
    type_, count = types.most_common(1)[0]
    if count < _WORTH:
        return None
    known = {rule: found for rule, found in enumerate(sets) if found and found.type is type_}
    tested = sum(1 << rule for rule, cell in enumerate(cells) if cell is not None and rule not in known)
    everywhere = ((1 << len(cells)) - 1) & ~sum(1 << rule for rule in known)
    if type_ not in ORDERED:
        return ColumnIndex(column, type_, _listed(known, everywhere), tested)
    ends = {end for found in known.values() for low, _, high, _ in found.intervals for end in (low, high)}
    bounds = sorted(ends - {None})
    if (2 * len(bounds) + 1) * len(cells) > _MAX_BITS:
        return None
    return ColumnIndex(column, type_, _ordered(known, everywhere, bounds), tested)


def _listed(known: Mapping[int, CellSet], everywhere: Rules) -> Callable[[Any], Rules]:
    """Rules by value; a value that no cell lists is taken by those that exclude others."""
    excluding = sum(1 << rule for rule, found in known.items() if found.negated)
    by_value: dict[Value, Rules] = {}
    for rule, found in known.items():
        for value in set(found.values):
            by_value[value] = by_value.get(value, excluding) ^ 1 << rule  # adds it, or takes it from the excluding
    taken = {value: rules | everywhere for value, rules in by_value.items()}
    others = excluding | everywhere
    return lambda value: taken.get(value, others)


def _ordered(known: Mapping[int, CellSet], everywhere: Rules, bounds: list[Any]) -> Callable[[Any], Rules]:
    """Rules by piece: piece 2i + 1 is the i-th bound itself, piece 2i all between the one before and it."""
    place = {bound: 2 * index + 1 for index, bound in enumerate(bounds)}
    turns = [0] * (2 * len(bounds) + 2)  # the rules that begin or end to take values at a piece
    for rule, found in known.items():
        for piece in _turns(found, place, len(turns) - 1):
            turns[piece] ^= 1 << rule
    pieces, taking = [], everywhere
    for turn in turns[:-1]:
        taking ^= turn
        pieces.append(taking)

    def find(value: Any) -> Rules:
        index = bisect_left(bounds, value)
        return pieces[2 * index + (index < len(bounds) and bounds[index] == value)]

    return find


def _turns(found: CellSet, place: Mapping[Any, int], end: int) -> list[int]:
    """The pieces at which a cell begins or ends to take values."""
    spans = []
    for low, low_included, high, high_included in found.intervals:
        first = 0 if low is None else place[low] + (not low_included)
        last = end if high is None else place[high] + high_included  # the first piece behind
        if first < last:
            spans.append((first, last))
    turns, behind = [0] if found.negated else [], -1
    for first, last in sorted(spans):
        if first > behind:
            turns += [first, last]
        elif last > behind:
            turns[-1] = last
        behind = max(behind, last)
    return turns
