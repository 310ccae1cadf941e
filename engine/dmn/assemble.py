"""Builds the requirements graph of a model: every reference resolved, every expression compiled, cycles refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.dmn import model
from engine.dmn.boxed import Bench, BoxedFunction, compile_boxed, compile_function
from engine.dmn.cycles import report_cycles
from engine.dmn.feel.collector import collector_paused
from engine.dmn.feel.functions import Callee
from engine.dmn.graph import DecisionNode, InputNode, Key, Plan, Required, ServiceFunction, ServiceNode
from engine.dmn.itemtypes import define_types
from engine.dmn.membernames import member_names
from engine.dmn.workshop import Workshop
from engine.errors import Problem

_MAX_DEPTH = 200

Node = InputNode | DecisionNode | ServiceNode | BoxedFunction


@dataclass(slots=True)
class Graph:
    """Everything one model and its imports define, by namespace and id."""

    nodes: dict[Key, Node] = field(default_factory=dict)
    prefixes: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    functions: dict[Key, Callee] = field(default_factory=dict)


def assemble(
    definitions: model.Definitions, imported: Mapping[str, "Assembled"], problems: list[Problem]
) -> "Assembled":
    """The model compiled; what is wrong with it is appended to `problems`."""
    with collector_paused():
        return _Assembly(definitions, imported, problems).assemble()


@dataclass(frozen=True, slots=True)
class Assembled:
    """A compiled model; `reads` holds the names that the expressions of each decision read, by its id."""

    definitions: model.Definitions
    graph: Graph
    workshop: Workshop
    reads: Mapping[str, frozenset[str]]


class _Assembly:
    def __init__(
        self, definitions: model.Definitions, imported: Mapping[str, Assembled], problems: list[Problem]
    ) -> None:
        self.definitions = definitions
        self.imported = imported
        self.problems = problems
        self.graph = Graph()
        members = set(member_names(definitions))
        for other in imported.values():
            members |= other.workshop.members
        self.workshop = Workshop(problems, members)
        self.reads: dict[str, frozenset[str]] = {}

    def assemble(self) -> Assembled:
        self._import()
        define_types(self.workshop, self.definitions.items)
        self._inputs()
        report_cycles(self.workshop, self.definitions)
        self._declare()
        self._connect()
        return Assembled(self.definitions, self.graph, self.workshop, self.reads)

    # -- imports

    def _import(self) -> None:
        for entry in self.definitions.imports:
            other = self.imported.get(entry.namespace)
            if other is None:
                continue
            self.graph.nodes |= other.graph.nodes
            self.graph.functions |= other.graph.functions
            self.graph.prefixes.setdefault(entry.namespace, []).append((entry.name,))
            for namespace, paths in other.graph.prefixes.items():
                longer = [(entry.name, *path) for path in paths]
                self.graph.prefixes.setdefault(namespace, []).extend([*longer, *paths])
            for name, type_ in other.workshop.types.items():
                self.workshop.types[f"{entry.name}.{name}" if entry.name else name] = type_

    # -- nodes

    def _key(self, id_: str) -> Key:
        return self.definitions.namespace, id_

    def _inputs(self) -> None:
        for data in self.definitions.inputs:
            type_ = self.workshop.type_named(data.type_ref, data.place)
            self.graph.nodes[self._key(data.id)] = InputNode(self._key(data.id), data.variable, type_, data.place)

    def _declare(self) -> None:
        """Make all nodes before any is compiled, so that they can refer to each other in any order."""
        for decision in self.definitions.decisions:
            type_ = self.workshop.type_named(decision.type_ref, decision.place)
            key = self._key(decision.id)
            self.graph.nodes[key] = DecisionNode(key, decision.variable, decision.name, type_, decision.place)
        for service in self.definitions.services:
            key = self._key(service.id)
            type_ = self.workshop.type_named(service.type_ref, service.place)
            type_ = type_.result if type_ and type_.name == "function" else type_
            node = ServiceNode(key, service.variable, type_, service.place)
            node.parameters = tuple(
                found
                for found in self._found((*service.input_data, *service.input_decisions), service.place)
                if isinstance(found, InputNode | DecisionNode)
            )
            node.outputs = tuple(
                found for found in self._found(service.outputs, service.place) if isinstance(found, DecisionNode)
            )
            self.graph.nodes[key] = node
            self.graph.functions[key] = ServiceFunction(node)

    def _found(self, references: Sequence[model.Reference], at: model.Place) -> Iterator[Node]:
        for reference in references:
            key = self._target(reference)
            if key in self.graph.nodes:
                yield self.graph.nodes[key]
            else:
                self._missing(reference, at)

    def _target(self, reference: model.Reference) -> Key:
        return reference.namespace or self.definitions.namespace, reference.id

    def _missing(self, reference: model.Reference, at: model.Place) -> None:
        where = f" in {reference.namespace}" if reference.namespace else ""
        self.workshop.problem(
            "dmn_reference",
            f"expected an element with the id {reference.id!r}{where}, found none",
            at,
            "correct the href",
        )

    # -- compiling

    def _connect(self) -> None:
        for knowledge in self._knowledge_in_order():
            self._knowledge_model(knowledge)
        for decision in self.definitions.decisions:
            node = self.graph.nodes[self._key(decision.id)]
            if isinstance(node, DecisionNode):
                node.logic = decision.logic
                node.plan = self._plan((*decision.requires, *decision.knowledge), decision.place)
                bench = Bench(self.workshop, decision.id, decision.name)
                before = len(self.workshop.compiled)
                if decision.logic is not None:
                    node.code = compile_boxed(bench, decision.logic, frozenset(node.plan))
                own = node.expressions = self.workshop.compiled[before:]
                self.reads[decision.id] = frozenset(
                    name for it in own for name in it.expression.names | it.expression.filter_names
                )

    def _knowledge_in_order(self) -> list[model.KnowledgeModel]:
        """Required models first; cycles were refused before."""
        by_id = {knowledge.id: knowledge for knowledge in self.definitions.knowledge_models}
        done: dict[str, model.KnowledgeModel] = {}

        def visit(knowledge: model.KnowledgeModel, depth: int) -> None:
            if depth > _MAX_DEPTH:
                message = f"expected at most {_MAX_DEPTH} knowledge models that require one another in a row"
                self.workshop.problem("dmn_depth", message, knowledge.place)
                return
            for reference in knowledge.knowledge:
                other = by_id.get(reference.id)
                if other is not None and other.id not in done and other.id != knowledge.id:
                    visit(other, depth + 1)
            done[knowledge.id] = knowledge

        for knowledge in by_id.values():
            if knowledge.id not in done:
                visit(knowledge, 0)
        return list(done.values())

    def _knowledge_model(self, knowledge: model.KnowledgeModel) -> None:
        key = self._key(knowledge.id)
        definition = knowledge.function or model.FunctionDefinition((), None, place=knowledge.place)
        plan = self._plan(tuple(r for r in knowledge.knowledge if r.id != knowledge.id), knowledge.place)
        type_ = self.workshop.type_named(knowledge.type_ref, knowledge.place)
        result = type_.result if type_ and type_.name == "function" else type_
        bench = Bench(self.workshop, knowledge.id, knowledge.name)
        own = knowledge.variable
        function = compile_function(bench, definition, frozenset(plan) | {own}, own, result)()
        function.scope = _static(plan) | {own: function}
        self.graph.nodes[key] = function
        self.graph.functions[key] = function

    def _plan(self, references: Sequence[model.Reference], at: model.Place) -> Plan:
        """Names to what they stand for; elements of imported models lie below the import's name."""
        plan: dict[str, Any] = {}
        for reference in references:
            key = self._target(reference)
            required = self._required(key)
            if required is None:
                self._missing(reference, at)
                continue
            prefix = self._prefix(key[0])
            place = plan.setdefault(prefix, {}) if prefix else plan
            place[required.name] = required
        return plan

    def _required(self, key: Key) -> InputNode | DecisionNode | Callee | None:
        if key in self.graph.functions:
            return self.graph.functions[key]
        node = self.graph.nodes.get(key)
        return node if isinstance(node, InputNode | DecisionNode) else None

    def _prefix(self, namespace: str) -> str:
        if namespace == self.definitions.namespace:
            return ""
        return next((entry.name for entry in self.definitions.imports if entry.namespace == namespace), "")


def _static(plan: Mapping[str, Required]) -> dict[str, Any]:
    """The functions that a knowledge model may call."""
    return {
        name: required if isinstance(required, Callee) else _static(required)
        for name, required in plan.items()
        if isinstance(required, Callee | dict)
    }
