"""The public face of a DMN model: load it once, evaluate its decisions often."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from engine import clock
from engine.dmn import model
from engine.dmn.account import account
from engine.dmn.assemble import Assembled, assemble
from engine.dmn.boxed import BoxedFunction
from engine.dmn.definitions import read_definitions
from engine.dmn.evaluation import DecisionRun, Evaluation
from engine.dmn.feel.limits import exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import measure
from engine.dmn.feel.values import Value, to_feel
from engine.dmn.graph import DecisionNode, InputNode, ServiceNode, State, reach, service_value
from engine.dmn.markup import Reader
from engine.dmn.needs import Needed, needs, typed
from engine.dmn.read import parse
from engine.dmn.shown import shown
from engine.dmn.tracing import Tracer
from engine.errors import InvalidInput, InvalidModel, NotFound, Problem


class DecisionModel:
    """A compiled DMN file; immutable, shared by threads."""

    def __init__(self, assembled: Assembled, digest: str) -> None:
        self.assembled = assembled
        self.hash = digest
        definitions = assembled.definitions
        self.id = definitions.id
        self.name = definitions.name
        self.namespace = definitions.namespace
        self.decisions: Mapping[str, model.Decision] = MappingProxyType({d.id: d for d in definitions.decisions})
        self.inputs: Mapping[str, model.InputData] = MappingProxyType({d.id: d for d in definitions.inputs})
        self._by_ref = self._references()
        self._reach: dict[int, frozenset[str]] = {}

    def _references(self) -> dict[str, Any]:
        """Ids before names of variables, these before names of elements."""
        own = {key[1]: node for key, node in self.assembled.graph.nodes.items() if key[0] == self.namespace}
        found = {id_: node for id_, node in own.items() if not isinstance(node, InputNode)}
        for node in list(found.values()):
            found.setdefault(node.name, node)
        for element in self.assembled.definitions.elements:
            if element.id in found:
                found.setdefault(element.name, found[element.id])
        return found

    def required_inputs(self, ref: str) -> tuple[str, ...]:
        """The names of the input data that a decision needs, directly or through others."""
        return tuple(needed.name for needed in self.needs(ref))

    def needs(self, ref: str) -> tuple[Needed, ...]:
        """What a caller gives to a decision or decision service, as the model describes it; in the model's order."""
        node = self._node(ref)
        return () if isinstance(node, BoxedFunction) else needs(reach(node), self.assembled)

    def read_json(self, ref: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """JSON data as FEEL values of the types that the model gives its inputs; see `engine.dmn.needs.typed`."""
        node = self._node(ref)
        types = {} if isinstance(node, BoxedFunction) else {found.name: found.type for found in reach(node).given}
        return {name: typed(value, types.get(name)) for name, value in data.items()}

    def basis(self, ref: str, context: Mapping[str, Any]) -> dict[str, Any]:
        """The part of `context` that an evaluation of `ref` may read: all that is needed to repeat it."""
        node = self._node(ref)
        names = self._reach.get(id(node))
        if names is None:
            names = self._reach[id(node)] = self._readable(node)
        return {name: context[name] for name in context if name in names}

    def _readable(self, node: Any) -> frozenset[str]:
        """Names of what the caller gives, and of the imports that it may be below."""
        if isinstance(node, BoxedFunction):
            return frozenset(node.parameters)
        prefixes = self.assembled.graph.prefixes
        given = reach(node).given
        paths = (path[0] for found in given for path in prefixes.get(found.key[0], ()))
        return frozenset([*(found.name for found in given), *paths])

    def evaluate(
        self, ref: str, context: Mapping[str, Any], *, trace: bool = False, strict: bool = False
    ) -> Evaluation:
        """Evaluate the decision, decision service or knowledge model with the id or name `ref`.

        `context` holds the input data by name (JSON or Python values; imported ones may lie below the import's name);
        only what is needed is read from it.
        With `strict`, a problem raises InvalidInput instead of giving null. NotFound for an unknown `ref`;
        LimitExceeded.
        """
        node = self._node(ref)
        if not trace:
            return self._evaluate(node, context, None, strict=strict)
        tracer = Tracer()
        with clock.at(clock.now()):  # so that what the trace tells again comes out the same
            found = self._evaluate(node, context, tracer, strict=strict)
            return replace(found, trace=self._told(node, found, tracer))

    def _evaluate(self, node: Any, context: Mapping[str, Any], tracer: Tracer | None, *, strict: bool) -> Evaluation:
        run = DecisionRun(tracer)
        state = State(context, run, self.assembled.graph.prefixes)
        try:
            value = self._value(node, state)
        except RecursionError as error:
            raise exceeded("recursion") from error
        measure(value)
        if strict and run.problems:
            raise InvalidInput([Problem("feel", str(found), element_id=found.element) for found in run.problems])
        if tracer is not None:
            tracer.settle(run)
            run.witness = None
        return Evaluation(value, tuple(run.problems), (*run.earlier, *run.hits))

    def _node(self, ref: str) -> Any:
        if ref not in self._by_ref:
            known = ", ".join(sorted(self.decisions)[:20])
            raise NotFound(f"expected the id or name of a decision of {self.name!r}, found {ref!r}; it has {known}")
        return self._by_ref[ref]

    def _value(self, node: Any, state: State) -> Value:
        if isinstance(node, DecisionNode):
            return state.value(node)
        if isinstance(node, ServiceNode):
            for parameter in node.parameters:
                state.supply_from_context(parameter)
            return service_value(node, state)
        return _called(node, state)

    def _told(self, node: Any, found: Evaluation, tracer: Tracer) -> dict[str, Any]:
        id_ = next(id_ for id_, known in self._by_ref.items() if known is node)
        name = node.title if isinstance(node, DecisionNode) else node.name
        return {
            "model": {"id": self.id, "name": self.name, "namespace": self.namespace, "hash": self.hash},
            "evaluated": {"id": id_, "name": name, "kind": _kind(node)},
            "at": clock.now().isoformat(),
            **account(tracer),
            "result": shown(found.value),
        }


def _kind(node: Any) -> str:
    if isinstance(node, DecisionNode):
        return "decision"
    return "decision service" if isinstance(node, ServiceNode) else "knowledge model"


def _called(function: BoxedFunction, state: State) -> Value:
    """A knowledge model with its parameters taken from the context."""
    try:
        return function.call([to_feel(state.context.get(name)) for name in function.parameters], state.run)
    except Failure as failure:
        state.run.problem(str(failure), element=function.at.element_id)
        return None


def load(
    xml: bytes | str, imports: Iterable[DecisionModel | bytes | str] = (), *, lenient: bool = False
) -> DecisionModel:
    """Read and compile a DMN file.

    `imports` are the models that its <import> elements name by namespace. Raises InvalidModel with every problem
    (element id and line), LimitExceeded. A `lenient` load keeps what can be used: an expression that is not FEEL gives
    null with the reason when it is evaluated, as section 10.3.2 of the specification wants.
    """
    loaded = [other if isinstance(other, DecisionModel) else load(other, lenient=lenient) for other in imports]
    reader = Reader()
    try:
        assembled = _assembled(reader, xml, {other.namespace: other.assembled for other in loaded})
    except RecursionError as error:
        raise exceeded("nesting") from error
    if reader.problems and not lenient:
        raise InvalidModel(reader.problems)
    content = xml.encode() if isinstance(xml, str) else xml
    return DecisionModel(assembled, hashlib.sha256(content).hexdigest())


def _assembled(reader: Reader, xml: bytes | str, known: Mapping[str, Assembled]) -> Assembled:
    definitions = read_definitions(reader, parse(xml))
    for entry in definitions.imports:
        if entry.namespace not in known:
            reader.problem(
                "dmn_import",
                f"expected the imported model {entry.namespace!r} ({entry.name}) among the given ones",
                entry.place,
                "deploy the imported file together with this one",
            )
    return assemble(definitions, known, reader.problems)
