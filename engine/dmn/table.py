"""Decision tables: which rules match, and the outputs of those that count (DMN 1.5, 8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from engine.dmn import model
from engine.dmn.columns import ColumnIndex, indexes
from engine.dmn.evaluation import DecisionRun, RuleHit
from engine.dmn.feel.comparison import equal
from engine.dmn.feel.expression import Expression
from engine.dmn.feel.run import Code, Frame
from engine.dmn.feel.tests import Test
from engine.dmn.feel.types import Type
from engine.dmn.feel.values import Value
from engine.dmn.hitpolicy import policy
from engine.dmn.workshop import Workshop, conform

_SINGLE_HIT = frozenset(["UNIQUE", "ANY", "FIRST", "PRIORITY"])


@dataclass(frozen=True, slots=True)
class Column:
    """A compiled output column; `allowed` gives its allowed values in order of priority."""

    name: str
    type: Type | None
    default: Code | None
    allowed: Code | None
    place: model.Place


class Table:
    """A compiled table; `evaluate` may run in any number of threads at once."""

    def __init__(
        self, workshop: Workshop, table: model.DecisionTable, names: frozenset[str], owner: tuple[str, str]
    ) -> None:
        self.source = table
        self.owner = owner
        self.inputs = [_input(workshop, column, names) for column in table.inputs]
        cells = [_cells(workshop, rule, names) for rule in table.rules]
        self.rules = [[(column, cell.test) for column, cell in enumerate(row) if cell is not None] for row in cells]
        self._indexes = indexes([[cell.tree if cell else None for cell in row] for row in cells])
        self._untold = _untold(self.rules, self._indexes)
        self._all_rules = (1 << len(cells)) - 1
        self._outputs = [
            [workshop.expression(cell.text.strip() or "null", names, cell.place).run for cell in rule.outputs]
            for rule in table.rules
        ]
        self._columns = [_column(workshop, column, names) for column in table.outputs]
        self.columns = len(self._columns)
        self.hits = [
            RuleHit(*owner, number, rule.id, " | ".join(filter(None, rule.annotations)))
            for number, rule in enumerate(table.rules, 1)
        ]
        self._aggregation = table.aggregation
        self._policy = policy(table.hit_policy, table.aggregation)
        self._is_single_hit = table.hit_policy in _SINGLE_HIT
        self._stops_at_first = table.hit_policy == "FIRST"
        self._element = table.place.element_id

    def evaluate(self, frame: Frame) -> Value:
        witness = cast(DecisionRun, frame.run).witness
        return self.outcome(frame) if witness is None else witness.look_up(self, frame)

    def outcome(self, frame: Frame) -> Value:
        values = [code(frame) for code in self.inputs]
        matched = self.matching(values, frame)
        if not matched:
            return self._default(frame)
        outcome = self._policy(self, matched, frame)
        if outcome.problem:
            frame.run.problem(outcome.problem, element=self._element)
        cast(DecisionRun, frame.run).hits.extend([self.hits[rule] for rule in outcome.rules])
        return outcome.value

    def matching(self, values: list[Value], frame: Frame) -> list[int]:
        """The rules (from 0) whose tests all hold, in the order of the table."""
        frame.run.spend(len(self.rules))
        candidates, rules = self._all_rules, self._untold
        for index in self._indexes:
            found = index.candidates(values[index.column])
            if found is None:
                rules = self.rules
            else:
                candidates &= found
        matched: list[int] = []
        while candidates:
            lowest = candidates & -candidates
            candidates ^= lowest
            rule = lowest.bit_length() - 1
            for column, test in rules[rule]:
                if test(values[column], frame) is not True:
                    break
            else:
                matched.append(rule)
                if self._stops_at_first:
                    break
        return matched

    def output(self, rule: int, frame: Frame) -> Value:
        codes = self._outputs[rule]
        if self.columns == 1:
            return self._cell(self._columns[0], codes[0], frame)
        return {
            column.name: self._cell(column, code, frame) for column, code in zip(self._columns, codes, strict=False)
        }

    def _cell(self, column: Column, code: Code, frame: Frame) -> Value:
        return conform(code(frame), column.type, frame, column.place, f"output {column.name}")

    def priority(self, output: Value, frame: Frame) -> tuple[int, ...]:
        values = [output] if self.columns == 1 else [output[column.name] for column in self._columns]
        return tuple(_rank(column, value, frame) for column, value in zip(self._columns, values, strict=True))

    def _default(self, frame: Frame) -> Value:
        if any(column.default for column in self._columns):
            values = [column.default(frame) if column.default else None for column in self._columns]
            value = values[0] if self.columns == 1 else {c.name: v for c, v in zip(self._columns, values, strict=True)}
            return value if self._is_single_hit else [value]
        if self._is_single_hit:
            problem = "expected a rule to match, found none; add a last rule or a default"
            frame.run.problem(problem, element=self._element)
            return None
        return self._nothing()

    def _nothing(self) -> Value:
        """What a policy of several hits gives without any: no outputs, or their number; no sum, least or greatest."""
        if self._aggregation is None:
            return []
        return Decimal(0) if self._aggregation == "COUNT" else None


def _input(workshop: Workshop, column: model.InputClause, names: frozenset[str]) -> Code:
    """The value of an input column; null with a problem where it is not one of the allowed values."""
    value = workshop.expression(column.expression.text, names, column.place).run
    if not column.allowed or not column.allowed.strip():
        return value
    allowed = workshop.expression(column.allowed, names | {"?"}, column.place, "unary")

    def checked(frame: Frame) -> Value:
        found = value(frame)
        if found is None or allowed.test(found, frame) is True:
            return found
        message = f"expected one of the allowed values {allowed.text.strip()} for {column.label}, found another"
        frame.run.problem(message, element=column.place.element_id)
        return None

    return checked


def _cells(workshop: Workshop, rule: model.Rule, names: frozenset[str]) -> list[Expression | None]:
    """The tests of a rule; a cell with `-` needs none."""
    known = names | {"?"}
    return [None if text == "-" else workshop.expression(text, known, rule.place, "unary") for text in rule.tests]


_Tests = list[list[tuple[int, Test]]]  # for each rule, the columns with a test


def _untold(rules: _Tests, found: Sequence[ColumnIndex]) -> _Tests:
    """The tests that remain where every index knew the value: those of other columns, and of cells no index knows."""
    tested = {index.column: index.tested for index in found}
    return [
        [(column, test) for column, test in row if tested.get(column, -1) >> rule & 1] for rule, row in enumerate(rules)
    ]


def _column(workshop: Workshop, column: model.OutputClause, names: frozenset[str]) -> Column:
    default = column.default
    allowed = workshop.expression(f"[{column.allowed}]", frozenset(), column.place) if column.allowed else None
    return Column(
        column.name or "",
        workshop.type_named(column.type_ref, column.place),
        workshop.expression(default.text, names, default.place).run if default else None,
        allowed.run if allowed else None,
        column.place,
    )


def _rank(column: Column, value: Value, frame: Frame) -> int:
    """The position among the allowed values; behind them all if it is not one of them."""
    allowed = column.allowed(frame) if column.allowed else []
    for position, other in enumerate(allowed):
        if equal(value, other, frame.run) is True:
            return position
    return len(allowed)


def compile_table(
    workshop: Workshop, table: model.DecisionTable, names: frozenset[str], owner: tuple[str, str]
) -> Code:
    """Code for a table; `owner` is the id and name that its rule hits carry."""
    return Table(workshop, table, names, owner).evaluate
