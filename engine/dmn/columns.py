"""An index over the input columns of a table: which rules can match, found by equality instead of rule by rule."""

from collections.abc import Sequence
from decimal import Decimal

from engine.dmn.feel import ast
from engine.dmn.feel.values import Value

_KEYS = (str, Decimal)
_WORTH = 4  # rules with a constant; with fewer, testing them one by one is as fast


class ColumnIndex:
    """For one column: the rules (bits) that a text or number can match; `rest` are those that must be tested."""

    __slots__ = ("_by_value", "_rest", "column")

    def __init__(self, column: int, by_value: dict[str | Decimal, int], rest: int) -> None:
        self.column = column
        self._by_value = {value: bits | rest for value, bits in by_value.items()}
        self._rest = rest

    def candidates(self, value: Value, rules: int) -> int:
        """The rules out of `rules` that remain; values that are no text or number exclude none."""
        if type(value) not in _KEYS:
            return rules
        return rules & self._by_value.get(value, self._rest)


def indexes(trees: Sequence[Sequence[ast.Node | None]]) -> list[ColumnIndex]:
    """Indexes for the columns that gain from one; `trees` holds a row per rule, None for a cell with `-`."""
    width = len(trees[0]) if trees else 0
    found = (_index(column, [row[column] for row in trees if column < len(row)]) for column in range(width))
    return [index for index in found if index is not None]


def _index(column: int, cells: Sequence[ast.Node | None]) -> ColumnIndex | None:
    by_value: dict[str | Decimal, int] = {}
    rest = keyed = 0
    for rule, cell in enumerate(cells):
        keys = _keys(cell)
        if keys is None:
            rest |= 1 << rule
            continue
        keyed += 1
        for key in keys:
            by_value[key] = by_value.get(key, 0) | 1 << rule
    return ColumnIndex(column, by_value, rest) if keyed >= _WORTH else None


def _keys(cell: ast.Node | None) -> list[str | Decimal] | None:
    """The texts and numbers that a cell lists; None if it tests in another way."""
    if not isinstance(cell, ast.UnaryTests) or cell.negated:
        return None
    values = [test.value for test in cell.tests if isinstance(test, ast.Literal)]
    keys = [value for value in values if isinstance(value, _KEYS)]
    return keys if len(keys) == len(cell.tests) else None
