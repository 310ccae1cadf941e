"""Rules of a decision table that never match, or without which every result would be the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.dmn import model
from engine.dmn.coverage import Coverage, Pieces, Rules
from engine.dmn.feel import ast
from engine.dmn.feel.constants import NotConstant, constant
from engine.dmn.feel.expression import compile
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.feel.values import Value
from engine.dmn.regions import Column

Finding = tuple[int, str, str]  # rule from 0, kind of problem, what is the matter with it


class Contest:
    """The rules in the order in which they win over each other; positions count from 0 in that order."""

    def __init__(self, table: model.DecisionTable, columns: Sequence[Column]) -> None:
        order = _order(table)
        self._policy = table.hit_policy if order else "none"
        self._order = order or range(len(table.rules))
        self._columns = columns
        self._coverage = Coverage(
            [replace(column, cells=tuple(column.cells[rule] for rule in self._order)) for column in columns]
        )
        outputs = outputs_of(table)
        self._outputs = [outputs[rule] for rule in self._order]
        self._tests = [tuple(test.strip() or "-" for test in table.rules[rule].tests) for rule in self._order]
        self._kept: Rules = (1 << len(self._order)) - 1  # without the rules that were found to be needless

    def needless(self) -> Iterator[Finding]:
        """Rules that could all be removed at once; TooLarge if there is too much to look through.

        The last of the redundant ones is looked for first: it may be what makes an earlier one needful.
        """
        positions = range(len(self._order))
        for position in positions:
            region = self._coverage.region(position)
            yield from self._noted(position, self._impossible(region) or self._unreached(position, region))
        for position in reversed([position for position in positions if self._kept >> position & 1]):
            yield from self._noted(position, self._redundant(position, self._coverage.region(position)))

    def _noted(self, position: int, found: tuple[str, str] | None) -> Iterator[Finding]:
        if found:
            self._kept &= ~(1 << position)
            yield self._order[position], *found

    def _impossible(self, region: Pieces) -> tuple[str, str] | None:
        if all(region):
            return None
        label = self._columns[region.index(0)].label
        return "dmn_dead_rule", f"never matches: no value of {label} fits its cell"

    def _unreached(self, position: int, region: Pieces) -> tuple[str, str] | None:
        earlier = self._kept & ((1 << position) - 1)
        if self._policy not in ("FIRST", "PRIORITY") or not self._is_inside(region, earlier, earlier):
            return None
        return "dmn_dead_rule", f"is never reached: before it {self._takers(region, earlier)}"

    def _redundant(self, position: int, region: Pieces) -> tuple[str, str] | None:
        if self._policy not in ("FIRST", "PRIORITY", "ANY"):
            return None
        earlier = 0 if self._policy == "ANY" else self._kept & ((1 << position) - 1)
        same = self._same(position) & self._kept & ~earlier
        others = same if self._policy == "ANY" else self._kept & ~(1 << position)
        if not same or not self._is_inside(region, others, earlier | same):
            return None
        return "dmn_redundant_rule", f"changes nothing: without it {self._takers(region, same)}, with the same output"

    def _same(self, position: int) -> Rules:
        """The other rules with the same outputs, but for fallbacks.

        A row that says what the fallback behind it says too ("GOLD: 60, STD: 30, all others: 30") is there for the
        reader and for the day when the two part; to call it needless would be noise.
        """
        mine = self._outputs[position]
        return sum(
            1 << other
            for other, found in enumerate(self._outputs)
            if found == mine and other != position and not self._is_fallback(other, position)
        )

    def _is_fallback(self, other: int, position: int) -> bool:
        """Whether `other` is the rule at `position` with some cells left open."""
        pairs = list(zip(self._tests[other], self._tests[position], strict=True))
        return any(wide == "-" != narrow for wide, narrow in pairs) and all(w in ("-", n) for w, n in pairs)

    def _is_inside(self, region: Pieces, rules: Rules, wanted: Rules) -> bool:
        return next(self._coverage.outside(region, rules, wanted), None) is None

    def _takers(self, region: Pieces, rules: Rules) -> str:
        positions = self._coverage.touching(region, rules)
        numbers = sorted(self._order[position] + 1 for position in positions)
        who = f"rule {numbers[0]} takes" if len(numbers) == 1 else f"rules {', '.join(map(str, numbers))} take"
        return f"{who} all of it, such as {self._coverage.example(region)}"


def outputs_of(table: model.DecisionTable) -> list[tuple[str, ...]]:
    """The texts of each rule's outputs."""
    return [tuple(cell.text.strip() for cell in rule.outputs) for rule in table.rules]


def _order(table: model.DecisionTable) -> list[int] | None:
    """The rules in the order in which they win; None if that depends on more than the text of the table."""
    if table.hit_policy != "PRIORITY":
        return list(range(len(table.rules)))
    try:
        allowed = [_constants(f"[{column.allowed or ''}]") for column in table.outputs]
        outputs = [[_constants(f"[{cell.text}]")[0] for cell in rule.outputs] for rule in table.rules]
    except (NotConstant, FeelSyntaxError, IndexError):
        return None
    ranks = [[_rank(value, known) for value, known in zip(row, allowed, strict=True)] for row in outputs]
    return sorted(range(len(ranks)), key=ranks.__getitem__)


def _constants(text: str) -> list[Value]:
    tree = compile(text, names=()).tree
    if not isinstance(tree, ast.ListLiteral):
        raise NotConstant
    return [constant(item) for item in tree.items]


def _rank(value: Value, allowed: Sequence[Value]) -> int:
    return allowed.index(value) if value in allowed else len(allowed)
