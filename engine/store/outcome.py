"""What prepared statements take and give, whichever database runs them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Otherwise = Callable[[], Exception] | None  # makes what is raised when a statement changes no row
Conversions = tuple[tuple[int, Convert], ...]  # (place, what is done to the value there)


class Outcome(NamedTuple):
    """What a statement gave: `rows` have attributes named as the columns."""

    rows: Sequence[Any]
    rowcount: int

    def first(self) -> Any | None:
        return self.rows[0] if self.rows else None

    def one(self) -> Any:
        (row,) = self.rows
        return row

    def scalar(self) -> Any | None:
        return self.rows[0][0] if self.rows else None

    def scalars(self) -> list[Any]:
        return [row[0] for row in self.rows]


@dataclass(frozen=True)
class Parameters:
    """`passed` makes of the values of a statement what is passed to the driver, in the order of `names`."""

    names: tuple[str, ...]
    passed: Callable[[Values], Sequence[Any]]

    @classmethod
    def of(cls, names: tuple[str, ...], conversions: Conversions) -> "Parameters":
        picked: Callable[[Values], Sequence[Any]]
        picked = itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]
        return cls(names, (lambda values: converted(picked(values), conversions)) if conversions else picked)


@dataclass(frozen=True)
class Columns:
    """How the tuples of a driver become rows."""

    row: Callable[[Sequence[Any]], Any]
    conversions: Conversions

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        if self.conversions:
            return [self.row(converted(one, self.conversions)) for one in found]
        return list(map(self.row, found))


def converted(values: Sequence[Any], conversions: Conversions) -> list[Any]:
    changed = list(values)
    for place, convert in conversions:
        changed[place] = convert(changed[place])
    return changed
