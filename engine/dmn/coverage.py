"""Gaps, overlaps and dead rules of a table whose columns are cut into atoms."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from engine.dmn.regions import Column

_BUDGET = 50_000

Pieces = tuple[int, ...]  # for each column, the atoms of one region


class TooLarge(Exception):
    """The table has more combinations than are looked through."""


class Coverage:
    """Answers about one table; a region is a set of atoms per column."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self.rules = len(columns[0].cells) if columns else 0
        self._budget = _BUDGET

    def overlaps(self) -> Iterator[tuple[int, int, Pieces]]:
        """Pairs of rules (from 0) that take some combination both, and what they share."""
        for first, second in combinations(range(self.rules), 2):
            shared = tuple(column.cells[first] & column.cells[second] for column in self._columns)
            if all(shared):
                yield first, second, shared

    def gaps(self) -> Iterator[Pieces]:
        """Regions that no rule takes; TooLarge if there are too many to look through."""
        whole = tuple(column.everything for column in self._columns)
        yield from self._uncovered(whole, list(range(self.rules)), ())

    def dead(self) -> Iterator[int]:
        """Rules that earlier rules leave nothing for."""
        for rule in range(self.rules):
            region = tuple(column.cells[rule] for column in self._columns)
            if not all(region) or next(self._uncovered(region, list(range(rule)), ()), None) is None:
                yield rule

    def _uncovered(self, region: Pieces, rules: list[int], chosen: Pieces) -> Iterator[Pieces]:
        """The parts of the region, behind the columns chosen already, that none of the rules takes."""
        self._budget -= 1
        if self._budget < 0:
            raise TooLarge
        if not rules:
            yield chosen + region[len(chosen) :]
            return
        if len(chosen) == len(region):
            return
        column = self._columns[len(chosen)]
        for atoms, taking in self._groups(column, region[len(chosen)], rules):
            yield from self._uncovered(region, taking, (*chosen, atoms))

    def _groups(self, column: Column, atoms: int, rules: list[int]) -> list[tuple[int, list[int]]]:
        """The atoms put together by the rules that take them."""
        groups: dict[tuple[int, ...], int] = {}
        while atoms:
            atom = atoms & -atoms
            atoms ^= atom
            taking = tuple(rule for rule in rules if column.cells[rule] & atom)
            groups[taking] = groups.get(taking, 0) | atom
        return [(bits, list(taking)) for taking, bits in groups.items()]

    def example(self, region: Pieces) -> str:
        """One combination out of a region, columns that play no part left out."""
        parts = [
            column.example(bits)
            for column, bits in zip(self._columns, region, strict=True)
            if bits != column.everything or len(self._columns) == 1
        ]
        return ", ".join(parts) or "any values"
