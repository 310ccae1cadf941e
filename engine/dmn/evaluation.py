"""What an evaluation gives, and the run and scopes in which it happens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.feel.problems import FeelProblem
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that matched; `rule` counts from 1 as the table shows it, `decision_*` may name a knowledge model."""

    decision_id: str
    decision_name: str
    rule: int
    rule_id: str | None
    annotation: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The value of a decision, why parts of it are null, the rules that matched, and the trace if one was wanted.

    The trace is JSON-safe: {"model": {id, name, namespace}, "decisions": [{id, name, inputs: {name: value},
    rules: [int], value}]}, decisions in the order in which they finished.
    """

    value: Value
    problems: tuple[FeelProblem, ...]
    rules: tuple[RuleHit, ...]
    trace: dict[str, Any] | None = None


class DecisionRun(Run):
    """A run that also records which rules matched: `hits` for the decision under way, `earlier` for finished ones."""

    __slots__ = ("earlier", "hits")

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[RuleHit] = []
        self.earlier: list[RuleHit] = []


class Scope(dict[str, Value]):
    """Names on top of an outer scope."""

    __slots__ = ("outer",)

    def __init__(self, values: Mapping[str, Value], outer: Mapping[str, Value]) -> None:
        super().__init__(values)
        self.outer = outer

    def __missing__(self, name: str) -> Value:
        return self.outer[name]


class LazyScope(dict[str, Value]):
    """Names whose values are worked out, from what `plan` holds for them, when they are first read."""

    __slots__ = ("_plan", "_resolve")

    def __init__(self, plan: Mapping[str, Any], resolve: Callable[[Any], Value]) -> None:
        super().__init__()
        self._plan = plan
        self._resolve = resolve

    def __missing__(self, name: str) -> Value:
        value = self[name] = self._resolve(self._plan[name])
        return value
