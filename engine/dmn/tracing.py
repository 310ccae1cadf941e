"""Remembers what an evaluation does while it does it, so that `engine.dmn.account` can tell it afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union, cast

from engine.dmn.evaluation import DecisionRun, RuleHit, Scope
from engine.dmn.feel.functions import Callee
from engine.dmn.feel.problems import FeelProblem
from engine.dmn.feel.run import Frame, Run
from engine.dmn.feel.values import Value
from engine.dmn.graph import DecisionNode, InputNode
from engine.dmn.table import Table

MAX_STEPS = 300  # tables, calls and contexts of one evaluation; a function in a loop is called very often

Step = Union["TableStep", "CallStep", "ContextStep"]


@dataclass(slots=True)
class TableStep:
    """A table that was evaluated in `scope`; `applied` are the rules (from 1) that made its value."""

    table: Table
    scope: Mapping[str, Value]
    value: Value = None
    applied: tuple[int, ...] = ()
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class CallStep:
    """A knowledge model or decision service that was called; `decisions` are those of the service."""

    function: Callee
    arguments: Sequence[Value]
    value: Value = None
    steps: list[Step] = field(default_factory=list)
    decisions: list["DecisionStep"] = field(default_factory=list)


@dataclass(slots=True)
class ContextStep:
    """The entries of a boxed context."""

    entries: Mapping[str, Value]


@dataclass(slots=True)
class InputStep:
    """A value that was taken from the caller's data, or not found there."""

    node: InputNode | DecisionNode
    value: Value
    given: bool


@dataclass(slots=True)
class DecisionStep:
    """A decision that was worked out: the names that it read, what came of it, its rules and its own problems."""

    node: DecisionNode
    read: Mapping[str, Value] = field(default_factory=dict)
    value: Value = None
    hits: Sequence[RuleHit] = ()
    problems: list[FeelProblem] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


class Tracer:
    """The witness of one evaluation; what it holds is told when the evaluation is over."""

    def __init__(self) -> None:
        self.inputs: list[InputStep] = []
        self.decisions: list[DecisionStep] = []
        self.steps: list[Step] = []
        self.problems: list[FeelProblem] = []
        self.omitted = 0
        self._noted = 0
        # Where the next of each belongs, and how much of what the run collects belongs somewhere already.
        self._decisions = self.decisions
        self._steps = self.steps
        self._problems = self.problems
        self._settled_problems = 0
        self._settled_hits = 0

    def read(self, node: Any, value: Value, *, given: bool) -> None:
        self.inputs.append(InputStep(node, value, given))

    def decide(self, node: Any, frame: Frame, work: Callable[[], Value]) -> Value:
        run, step = cast(DecisionRun, frame.run), DecisionStep(node)
        outside = self._steps, self._problems, self._settled_hits
        self.settle(run)
        self._steps, self._problems, self._settled_hits = step.steps, step.problems, 0
        step.value = work()
        self.settle(run)
        self._steps, self._problems, self._settled_hits = outside
        step.read, step.hits = dict(frame.values), tuple(run.hits)
        self._decisions.append(step)
        return step.value

    def settle(self, run: Run) -> None:
        """Give the problems that are new to the decision under way."""
        self._problems += run.problems[self._settled_problems :]
        self._settled_problems = len(run.problems)

    def call(self, function: Any, arguments: Sequence[Value], work: Callable[[], Value]) -> Value:
        step = CallStep(function, arguments)
        outside = self._steps, self._decisions
        self._note(step)
        self._steps, self._decisions = step.steps, step.decisions
        step.value = work()
        self._steps, self._decisions = outside
        return step.value

    def look_up(self, table: Any, frame: Frame) -> Value:
        run, step = cast(DecisionRun, frame.run), TableStep(table, _kept(frame.values))
        outside = self._steps
        self._note(step)
        self._steps = step.steps
        self._settled_hits = len(run.hits)
        step.value = table.outcome(frame)
        step.applied = tuple(hit.rule for hit in run.hits[self._settled_hits :])
        self._settled_hits = len(run.hits)
        self._steps = outside
        return step.value

    def build(self, entries: Mapping[str, Value]) -> None:
        self._note(ContextStep(entries))

    def _note(self, step: Step) -> None:
        if self._noted < MAX_STEPS:
            self._noted += 1
            self._steps.append(step)
        else:
            self.omitted += 1


def _kept(scope: Mapping[str, Value]) -> Mapping[str, Value]:
    """The scope as it is now: further entries of a context will come into the same dicts."""
    return Scope(dict(scope), _kept(scope.outer)) if isinstance(scope, Scope) else scope
