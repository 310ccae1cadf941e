"""What a loaded model says that it cannot mean: unknown names, wrong types, overlaps, gaps, dead rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from engine.dmn import model
from engine.dmn.celltypes import type_problems
from engine.dmn.coverage import Coverage, TooLarge
from engine.dmn.decisions import DecisionModel
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.feel.types import BUILT_IN
from engine.dmn.regions import Column, NotSimple, cut
from engine.errors import Problem, Severity

_MAX_EXAMPLES = 5
_SINGLE_HIT = frozenset(["UNIQUE", "ANY", "FIRST", "PRIORITY"])


def check(decisions: DecisionModel) -> tuple[Problem, ...]:
    """Problems with element ids and concrete counter-examples.

    Errors: a name that nothing provides, a constant of another type than its column, overlapping rules of a UNIQUE
    table (or of an ANY table with other outputs).
    Warnings: combinations of inputs without a rule, rules that never match. Tables with cells that depend on other
    values than their own column, or with too many combinations, are not judged.
    """
    types = decisions.assembled.workshop.types
    items = {item.name: item for item in decisions.assembled.definitions.items}
    found = list(_unknown_names(decisions))
    for subject in _subjects(decisions.assembled.definitions):
        named = {name: types.get(ref) or BUILT_IN.get(ref) for name, ref in subject.names.items()}
        found.extend(type_problems(subject.table, {name: type_ for name, type_ in named.items() if type_}, types))
        allowed = {name: items[ref].allowed or "" for name, ref in subject.names.items() if _is_restricted(items, ref)}
        found.extend(_table_problems(subject, allowed))
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


def _is_restricted(items: Mapping[str, model.ItemDefinition], ref: str) -> bool:
    """Whether values of a type are single ones out of the allowed ones."""
    return ref in items and bool(items[ref].allowed) and not items[ref].is_collection


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


def _table_problems(subject: _Subject, allowed: dict[str, str]) -> Iterator[Problem]:
    table = subject.table
    try:
        columns = [_column(table, index, allowed) for index in range(len(table.inputs))]
    except (NotSimple, FeelSyntaxError):
        return
    if not columns or not table.rules:
        return
    at = model.Place(table.place.element_id or subject.owner, table.place.line)
    yield from _overlaps(table, columns, at)
    try:
        yield from _gaps(table, columns, at)
        yield from _dead_rules(table, columns)
    except TooLarge:
        return


def _column(table: model.DecisionTable, index: int, allowed: dict[str, str]) -> Column:
    clause = table.inputs[index]
    limits = clause.allowed or allowed.get(clause.expression.text.strip())
    return cut(clause.label, [rule.tests[index] for rule in table.rules], limits)


def _problem(rule: str, message: str, hint: str, at: model.Place, severity: Severity) -> Problem:
    return Problem(rule, message, hint, element_id=at.element_id, line=at.line, severity=severity)


def _overlaps(table: model.DecisionTable, columns: list[Column], at: model.Place) -> Iterator[Problem]:
    if table.hit_policy not in ("UNIQUE", "ANY"):
        return
    coverage = Coverage(columns)
    pairs = (
        pair
        for pair in coverage.overlaps()
        if table.hit_policy == "UNIQUE" or _outputs(table, pair[0]) != _outputs(table, pair[1])
    )
    for first, second, shared in islice(pairs, _MAX_EXAMPLES):
        yield _problem(
            "dmn_overlap",
            f"expected rules that exclude each other ({table.hit_policy}), found rules {first + 1} and {second + 1} "
            f"both matching {coverage.example(shared)}",
            "narrow one of the two rules or choose another hit policy",
            at,
            "error",
        )


def _outputs(table: model.DecisionTable, rule: int) -> list[str]:
    return [cell.text.strip() for cell in table.rules[rule].outputs]


def _gaps(table: model.DecisionTable, columns: list[Column], at: model.Place) -> Iterator[Problem]:
    if table.hit_policy not in _SINGLE_HIT or any(column.default for column in table.outputs):
        return
    coverage = Coverage(columns)
    for region in islice(coverage.gaps(), _MAX_EXAMPLES):
        yield _problem(
            "dmn_gap",
            f"expected a rule for every input, found none for {coverage.example(region)}",
            "add a rule, a last rule of dashes, or a default output",
            at,
            "warning",
        )


def _dead_rules(table: model.DecisionTable, columns: list[Column]) -> Iterator[Problem]:
    if table.hit_policy != "FIRST":
        return
    for rule in Coverage(columns).dead():
        yield _problem(
            "dmn_dead_rule",
            f"expected rule {rule + 1} to match something, found that earlier rules leave nothing for it",
            "remove the rule or move it up",
            table.rules[rule].place,
            "warning",
        )
