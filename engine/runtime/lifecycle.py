"""Which state may follow which: every state change of a row goes along these tables."""

from collections.abc import Mapping
from typing import Final

from engine.errors import Conflict

Table = Mapping[str, frozenset[str]]


def _table(**moves: str) -> Table:
    return {before: frozenset(after.split()) for before, after in moves.items()}


INSTANCE: Final = _table(running="completed cancelled", completed="", cancelled="")
TASK: Final = _table(open="completed cancelled", completed="", cancelled="")
JOB: Final = _table(
    due="leased cancelled",
    leased="due leased done failed incident cancelled",
    incident="due done failed cancelled",
    done="",
    failed="",
    cancelled="",
)
TIMER: Final = _table(waiting="fired cancelled", fired="", cancelled="")
INCIDENT: Final = _table(open="resolved", resolved="")
INBOX: Final = _table(buffered="correlated expired", correlated="", expired="")

TERMINAL_JOB_STATES: Final = frozenset(state for state, after in JOB.items() if not after)


def check(table: Table, thing: str, before: str, after: str) -> None:
    """Raise Conflict unless `table` lets `thing` go from `before` to `after`."""
    if after not in table[before]:
        raise Conflict(f"{thing} is {before}; it cannot become {after}", details={"state": before})
