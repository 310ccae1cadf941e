"""What each hit policy makes of the rules that matched (DMN 1.5, 8.2.10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from engine.dmn.feel.builtins import BUILT_INS
from engine.dmn.feel.comparison import equal
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Frame
from engine.dmn.feel.values import Value
from engine.dmn.model import Aggregation, HitPolicy


class Outputs(Protocol):
    """What a policy needs to know of its table."""

    columns: int

    def output(self, rule: int, frame: Frame) -> Value:
        """The output of a rule: a value, or a context for several columns."""

    def priority(self, output: Value, frame: Frame) -> tuple[int, ...]:
        """The rank of an output, lower comes first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value, the rules that made it (from 0), and why it is null if the policy was broken."""

    value: Value
    rules: Sequence[int]
    problem: str | None = None


Policy = Callable[[Outputs, list[int], Frame], Outcome]


def policy(name: HitPolicy, aggregation: Aggregation | None) -> Policy:
    """The function of a hit policy; it is never called with no rule at all."""
    if aggregation is None:
        return _POLICIES[name]
    return lambda table, matched, frame: _aggregate(table, matched, frame, aggregation)


def _numbers(rules: Sequence[int]) -> str:
    return ", ".join(str(rule + 1) for rule in rules)


def _unique(table: Outputs, matched: list[int], frame: Frame) -> Outcome:
    if len(matched) > 1:
        return Outcome(None, matched, f"expected at most one rule to match (UNIQUE), found rules {_numbers(matched)}")
    return Outcome(table.output(matched[0], frame), matched)


def _any(table: Outputs, matched: list[int], frame: Frame) -> Outcome:
    first = table.output(matched[0], frame)
    for rule in matched[1:]:
        if equal(first, table.output(rule, frame), frame.run) is not True:
            found = f"expected equal outputs of all rules that match (ANY), found rules {_numbers(matched)}"
            return Outcome(None, matched, found)
    return Outcome(first, matched)


def _first(table: Outputs, matched: list[int], frame: Frame) -> Outcome:
    return Outcome(table.output(matched[0], frame), matched[:1])


def _ordered(table: Outputs, matched: list[int], frame: Frame) -> list[tuple[int, Value]]:
    outputs = [(rule, table.output(rule, frame)) for rule in matched]
    return sorted(outputs, key=lambda found: table.priority(found[1], frame))


def _priority(table: Outputs, matched: list[int], frame: Frame) -> Outcome:
    rule, value = _ordered(table, matched, frame)[0]
    return Outcome(value, [rule])


def _output_order(table: Outputs, matched: list[int], frame: Frame) -> Outcome:
    found = _ordered(table, matched, frame)
    return Outcome([value for _, value in found], [rule for rule, _ in found])


def _rule_order(table: Outputs, matched: list[int], frame: Frame) -> Outcome:
    return Outcome([table.output(rule, frame) for rule in matched], matched)


def _aggregate(table: Outputs, matched: list[int], frame: Frame, aggregation: Aggregation) -> Outcome:
    if aggregation == "COUNT":
        return Outcome(Decimal(len(matched)), matched)
    if table.columns > 1:
        return Outcome(None, matched, f"expected one output column for COLLECT {aggregation}, found {table.columns}")
    values = [table.output(rule, frame) for rule in matched]
    try:
        return Outcome(BUILT_INS[aggregation.lower()].call([values], frame.run), matched)
    except Failure as failure:
        return Outcome(None, matched, str(failure))


_POLICIES: dict[HitPolicy, Policy] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _rule_order,
}
