"""What a loaded model says that it cannot mean: unknown names, unused inputs, wrong types, and what tables lack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.dmn import model
from engine.dmn.celltypes import type_problems
from engine.dmn.decisions import DecisionModel
from engine.dmn.feel.types import BUILT_IN
from engine.dmn.graph import DecisionNode
from engine.dmn.tablecheck import table_problems
from engine.errors import Problem


def check(decisions: DecisionModel) -> tuple[Problem, ...]:
    """Problems with element ids and concrete counter-examples.

    Errors: a name that nothing provides, a constant of another type than its column, overlapping rules of a UNIQUE
    table (or of an ANY table with other outputs).
    Warnings: combinations of inputs without a rule, rules that never match or that change nothing, inputs that nothing
    reads, tables with too many combinations. A table with a cell that depends on more than its own column and
    constants is not judged, which a warning says.
    """
    types = decisions.assembled.workshop.types
    items = {item.name: item for item in decisions.assembled.definitions.items}
    found = [*_unknown_names(decisions), *_unused_inputs(decisions)]
    for subject in _subjects(decisions.assembled.definitions):
        named = {name: types.get(ref) or BUILT_IN.get(ref) for name, ref in subject.names.items()}
        found.extend(type_problems(subject.table, {name: type_ for name, type_ in named.items() if type_}, types))
        allowed = {name: limits for name, ref in subject.names.items() if (limits := _limits(items, ref))}
        found.extend(table_problems(subject.table, subject.owner, allowed))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Subject:
    """A table, the element that holds it, and the type references of the names that its columns may test."""

    owner: str
    table: model.DecisionTable
    names: Mapping[str, str]


def _subjects(definitions: model.Definitions) -> Iterator[_Subject]:
    inputs = {data.variable: data.type_ref or "" for data in definitions.inputs}
    required = {decision.variable: decision.type_ref or "" for decision in definitions.decisions}
    for decision in definitions.decisions:
        if isinstance(decision.logic, model.DecisionTable):
            yield _Subject(decision.id, decision.logic, inputs | required)
    for knowledge in definitions.knowledge_models:
        function = knowledge.function
        if function is not None and isinstance(function.body, model.DecisionTable):
            yield _Subject(knowledge.id, function.body, {name: ref or "" for name, ref in function.parameters})


def _limits(items: Mapping[str, model.ItemDefinition], ref: str) -> str | None:
    """The tests that single values of a type must pass; a name of another type is followed to its own."""
    for _ in range(len(items)):
        item = items.get(ref)
        if item is None or item.is_collection:
            return None
        if item.allowed or item.constraint:
            return item.allowed or item.constraint
        ref = item.type_ref or ""
    return None


def _unknown_names(decisions: DecisionModel) -> Iterator[Problem]:
    for compiled in decisions.assembled.workshop.compiled:
        for name in sorted(compiled.expression.names - compiled.names):
            yield Problem(
                "dmn_unknown_name",
                f"expected a name in scope, found {name!r} in {' '.join(compiled.expression.text.split())[:80]!r}",
                "add the requirement, or correct the name",
                element_id=compiled.place.element_id,
                line=compiled.place.line,
            )


def _unused_inputs(decisions: DecisionModel) -> Iterator[Problem]:
    definitions, read = decisions.assembled.definitions, decisions.assembled.reads
    for decision in definitions.decisions:
        node = decisions.assembled.graph.nodes[definitions.namespace, decision.id]
        for name in node.plan if isinstance(node, DecisionNode) and decision.logic else ():
            if name not in read[decision.id]:
                message = f"expected {decision.name!r} to read what it requires, found that it never reads {name!r}"
                yield _unused(message, decision.place)
    required = {r.id for d in definitions.decisions for r in d.requires}
    required |= {r.id for service in definitions.services for r in service.input_data}
    for data in definitions.inputs:
        if data.id not in required and data.name not in required and definitions.decisions:
            yield _unused(f"expected a decision that requires the input {data.name!r}, found none", data.place)


def _unused(message: str, at: model.Place) -> Problem:
    hint = "remove the requirement or the input, or use it"
    return Problem("dmn_unused_input", message, hint, element_id=at.element_id, line=at.line, severity="warning")
