"""The compiled requirements graph: inputs, decisions, functions and how one evaluation walks them (DMN 1.5, 6.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from engine.dmn import model
from engine.dmn.evaluation import DecisionRun, LazyScope
from engine.dmn.feel.functions import Callee
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame, Run
from engine.dmn.feel.types import Type
from engine.dmn.feel.values import Value, to_feel
from engine.dmn.workshop import Compiled, conform

Key = tuple[str, str]  # namespace and id
Names = tuple[str, ...]  # of imports, from the outermost


@dataclass(slots=True, eq=False)
class InputNode:
    """An input."""

    key: Key
    name: str
    type: Type | None
    place: model.Place


@dataclass(slots=True, eq=False)
class DecisionNode:
    """A decision; `name` is the one of its variable; `plan` says for each name in scope where its value comes from."""

    key: Key
    name: str
    title: str
    type: Type | None
    place: model.Place
    plan: "Plan" = field(default_factory=dict)
    code: Code | None = None
    logic: model.Boxed | None = None
    expressions: Sequence[Compiled] = ()


@dataclass(slots=True, eq=False)
class ServiceNode:
    """A decision service; its parameters are input data, then input decisions (DMN 1.5, 10.4)."""

    key: Key
    name: str
    type: Type | None
    place: model.Place
    parameters: tuple["InputNode | DecisionNode", ...] = ()
    outputs: tuple[DecisionNode, ...] = ()


Required = InputNode | DecisionNode | Callee | Mapping[str, Any]
Plan = dict[str, Required]
_VALUED = (InputNode, DecisionNode)


class State:
    """One evaluation: the caller's data, and each decision's value once it is known."""

    def __init__(self, context: Mapping[str, Any], run: DecisionRun, prefixes: Mapping[str, Sequence[Names]]) -> None:
        self.run = run
        self.values: dict[Key, Value] = {}
        self.context = context
        self._prefixes = prefixes
        self._alone = (context,)

    def value(self, node: InputNode | DecisionNode) -> Value:
        """The value of an input or decision, worked out at most once."""
        values, key = self.values, node.key
        if key not in values:
            if type(node) is InputNode:
                self.supply_from_context(node)
            else:
                values[key] = self._decision(cast(DecisionNode, node))
        return values[key]

    def supply(self, node: InputNode | DecisionNode, value: Value) -> None:
        """Take `value` for the node instead of working it out."""
        if node.type is not None:
            value = conform(value, node.type, Frame({}, self.run), node.place, node.name)
        self.values[node.key] = value

    def supply_from_context(self, node: InputNode | DecisionNode) -> None:
        """Take the value of an input, or of a decision that is not to be worked out, from the caller's data."""
        name, is_given = node.name, False
        for context in self._contexts_for(node.key[0]):
            if name in context:
                self.supply(node, to_feel(context[name]))
                is_given = True
                break
        else:
            self.run.problem(f"expected a value for {name!r}, found none", element=node.key[1])
            self.values[node.key] = None
        if self.run.witness is not None:
            self.run.witness.read(node, self.values[node.key], given=is_given)

    def _contexts_for(self, namespace: str) -> Sequence[Mapping[str, Any]]:
        """The caller's data: what is under the names of the imports first, then all."""
        if namespace not in self._prefixes:
            return self._alone
        found: list[Mapping[str, Any]] = []
        for path in self._prefixes[namespace]:
            below: Any = self.context
            for name in path:
                below = below.get(name) if isinstance(below, Mapping) else None
            if isinstance(below, Mapping):
                found.append(below)
        return [*found, self.context]

    def _decision(self, node: DecisionNode) -> Value:
        scope = LazyScope(node.plan, self._resolve)
        frame = Frame(scope, self.run)
        run = self.run
        outer, run.hits = run.hits, []
        run.enter()
        if run.witness is None:
            value = _worked_out(node, frame)
        else:
            value = run.witness.decide(node, frame, lambda: _worked_out(node, frame))
        run.leave()
        run.earlier.extend(run.hits)
        run.hits = outer
        return value

    def _resolve(self, required: Required) -> Value:
        if isinstance(required, _VALUED):
            return self.value(required)
        if isinstance(required, Callee):
            return required
        return {name: self._resolve(inner) for name, inner in required.items()}


def _worked_out(node: DecisionNode, frame: Frame) -> Value:
    return conform(node.code(frame), node.type, frame, node.place, node.name) if node.code else None


class ServiceFunction(Callee):
    """A decision service as a function: each call is an evaluation of its own."""

    __slots__ = ("node",)

    def __init__(self, node: ServiceNode) -> None:
        super().__init__(node.name, tuple(parameter.name for parameter in node.parameters))
        self.node = node

    def call(self, arguments: Sequence[Value], run: Run) -> Value:
        if len(arguments) != len(self.parameters):
            raise Failure(f"{self.name}: expected {len(self.parameters)} arguments, found {len(arguments)}")
        if not isinstance(run, DecisionRun):
            raise Failure(f"{self.name}: expected a call from within a decision")
        if run.witness is None:
            return self._call(arguments, run)
        return run.witness.call(self, arguments, lambda: self._call(arguments, run))

    def _call(self, arguments: Sequence[Value], run: DecisionRun) -> Value:
        state = State({}, run, {})
        for node, argument in zip(self.node.parameters, arguments, strict=True):
            state.supply(node, argument)
            if state.values[node.key] is None and argument is not None:
                return None
        return service_value(self.node, state)


def service_value(node: ServiceNode, state: State) -> Value:
    """The value of the one output decision, or a context of several."""
    values = {output.name: state.value(output) for output in node.outputs}
    value = next(iter(values.values())) if len(values) == 1 else values
    return conform(value, node.type, Frame({}, state.run), node.place, node.name)


@dataclass(frozen=True, slots=True)
class Reach:
    """What an evaluation may need: the values that the caller gives, and the decisions that are worked out."""

    given: tuple[InputNode | DecisionNode, ...]
    decisions: tuple[DecisionNode, ...]


def reach(node: Any) -> Reach:
    """What an evaluation of a decision or decision service may need."""
    given: dict[Key, InputNode | DecisionNode] = {}
    decisions: dict[Key, DecisionNode] = {}
    if isinstance(node, ServiceNode):
        given.update((parameter.key, parameter) for parameter in node.parameters)
    pending: list[Any] = list(node.outputs) if isinstance(node, ServiceNode) else [node]
    while pending:
        found = pending.pop()
        if isinstance(found, Mapping):
            pending.extend(found.values())
        elif isinstance(found, InputNode):
            given[found.key] = found
        elif isinstance(found, DecisionNode) and found.key not in given and found.key not in decisions:
            decisions[found.key] = found
            pending.extend(found.plan.values())
    return Reach(tuple(given.values()), tuple(decisions.values()))
