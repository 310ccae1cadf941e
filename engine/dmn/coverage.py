"""Gaps, overlaps, dead and redundant rules of a table whose columns are cut into atoms."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from engine.dmn.regions import Column

_BUDGET = 500_000  # atoms and groups of atoms looked at: about half a second

Pieces = tuple[int, ...]  # for each column, the atoms (bits) of one region
Rules = int  # a set of rules (bits, from 0)


class TooLarge(Exception):
    """The table has more combinations than are looked through."""


class Coverage:
    """Answers about one table; a region is a set of atoms per column."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self.rules = len(columns[0].cells) if columns else 0
        self._takers = [_takers(column) for column in columns]
        self._takes_rest = self._rules_of_dashes()
        self._budget = _BUDGET

    def _rules_of_dashes(self) -> list[Rules]:
        """For each column, the rules that take everything from there on."""
        found = [(1 << self.rules) - 1]
        for column in reversed(self._columns):
            whole = sum(1 << rule for rule, bits in enumerate(column.cells) if bits == column.everything)
            found.append(found[-1] & whole)
        return found[::-1]

    def region(self, rule: int) -> Pieces:
        return tuple(column.cells[rule] for column in self._columns)

    def overlaps(self) -> Iterator[tuple[int, int, Pieces]]:
        """Pairs of rules (from 0) that take some combination both, and what they share."""
        regions = [self.region(rule) for rule in range(self.rules)]
        for first, second in combinations(range(self.rules), 2):
            shared = tuple(mine & other for mine, other in zip(regions[first], regions[second], strict=True))
            if all(shared):
                yield first, second, shared

    def gaps(self) -> Iterator[Pieces]:
        """Regions that no rule takes; TooLarge if there are too many to look through."""
        everything = (1 << self.rules) - 1
        yield from self.outside(tuple(column.everything for column in self._columns), everything, everything)

    def pieces(self, region: Pieces) -> Iterator[Pieces]:
        """The region in parts without holes: what a reader of the table sees as one gap each."""
        runs = (
            [bits] if bits == column.everything else column.runs(bits)
            for column, bits in zip(self._columns, region, strict=True)
        )
        return product(*runs)

    def outside(self, region: Pieces, rules: Rules, wanted: Rules) -> Iterator[Pieces]:
        """The parts of the region whose first rule out of `rules` is none of the `wanted` ones, or that have none.

        TooLarge if there are too many to look through.
        """
        yield from self._outside(region, rules, wanted, (), set())

    def _outside(
        self, region: Pieces, rules: Rules, wanted: Rules, chosen: Pieces, settled: set[tuple[int, Rules]]
    ) -> Iterator[Pieces]:
        depth = len(chosen)
        certain = rules & self._takes_rest[depth]
        if certain:
            rules &= ((certain & -certain) << 1) - 1  # behind a rule that takes all, no other one is first
        if not rules & wanted:
            yield chosen + region[depth:]
            return
        if (certain and not rules & ~wanted) or (depth, rules) in settled:
            return
        is_inside = True
        for atoms, taking in self._groups(depth, region[depth], rules):
            for found in self._outside(region, taking, wanted, (*chosen, atoms), settled):
                is_inside = False
                yield found
        if is_inside:
            settled.add((depth, rules))

    def _groups(self, depth: int, atoms: int, rules: Rules) -> list[tuple[int, Rules]]:
        """The atoms put together by the rules that take them."""
        takers = self._takers[depth]
        groups: dict[Rules, int] = {}
        while atoms:
            atom = atoms & -atoms
            atoms ^= atom
            self._budget -= 1
            taking = takers[atom.bit_length() - 1] & rules
            groups[taking] = groups.get(taking, 0) | atom
        self._budget -= 2 * len(groups)
        if self._budget < 0:
            raise TooLarge
        return [(bits, taking) for taking, bits in groups.items()]

    def touching(self, region: Pieces, rules: Rules) -> list[int]:
        """The rules out of `rules` that take a part of the region."""
        mine = (rule for rule in range(self.rules) if rules >> rule & 1)
        return [rule for rule in mine if all(a & b for a, b in zip(self.region(rule), region, strict=True))]

    def example(self, region: Pieces) -> str:
        """One combination out of a region, columns that play no part left out."""
        parts = [
            column.example(bits)
            for column, bits in zip(self._columns, region, strict=True)
            if bits != column.everything or len(self._columns) == 1
        ]
        return ", ".join(parts) or "any values"


def _takers(column: Column) -> list[Rules]:
    """For each atom, the rules that take it."""
    found = [0] * len(column.atoms)
    for rule, atoms in enumerate(column.cells):
        for index in range(atoms.bit_length()):
            if atoms >> index & 1:
                found[index] |= 1 << rule
    return found
