"""What an evaluation gives, and the run and scopes in which it happens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.dmn.feel.problems import FeelProblem
from engine.dmn.feel.run import Frame, Run
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

    The shape of the trace is that of `engine.dmn.account`.
    """

    value: Value
    problems: tuple[FeelProblem, ...]
    rules: tuple[RuleHit, ...]
    trace: dict[str, Any] | None = None


class Witness(Protocol):
    """Who is told of what a run does, if a trace is wanted; each method does the work and gives its value."""

    def read(self, node: Any, value: Value, *, given: bool) -> None:
        """The value of an input, or of a decision that is not worked out, was taken from the caller's data."""

    def decide(self, node: Any, frame: Frame, work: Callable[[], Value]) -> Value: ...

    def call(self, function: Any, arguments: Sequence[Value], work: Callable[[], Value]) -> Value: ...

    def look_up(self, table: Any, frame: Frame) -> Value: ...

    def build(self, entries: Mapping[str, Value]) -> None:
        """The entries of a boxed context were worked out."""


class DecisionRun(Run):
    """A run that also records which rules matched: `hits` for the decision under way, `earlier` for finished ones."""

    __slots__ = ("earlier", "hits", "witness")

    def __init__(self, witness: Witness | None = None) -> None:
        super().__init__()
        self.hits: list[RuleHit] = []
        self.earlier: list[RuleHit] = []
        self.witness = witness


def witness_of(run: Run) -> Witness | None:
    """Who is told of what `run` does; a run outside of decisions has no witness."""
    return run.witness if isinstance(run, DecisionRun) else None


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
