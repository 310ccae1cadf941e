"""What a loaded model says that it cannot mean: unknown names, overlaps, gaps, rules that never match."""

from collections.abc import Iterator
from itertools import islice

from engine.dmn import model
from engine.dmn.coverage import Coverage, TooLarge
from engine.dmn.decisions import DecisionModel
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.regions import Column, NotSimple, cut
from engine.errors import Problem, Severity

_MAX_EXAMPLES = 5
_SINGLE_HIT = frozenset(["UNIQUE", "ANY", "FIRST", "PRIORITY"])


def check(decisions: DecisionModel) -> tuple[Problem, ...]:
    """Problems with element ids and concrete counter-examples.

    Errors: a name that nothing provides, overlapping rules of a UNIQUE table (or of an ANY table with other outputs).
    Warnings: combinations of inputs without a rule, rules that never match. Tables with cells that depend on other
    values than their own column, or with too many combinations, are not judged.
    """
    definitions = decisions.assembled.definitions
    allowed = _allowed_by_input(definitions)
    found = list(_unknown_names(decisions))
    for owner, table in _tables(definitions):
        found.extend(_table_problems(owner, table, allowed))
    return tuple(found)


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


def _allowed_by_input(definitions: model.Definitions) -> dict[str, str]:
    """Input names to the allowed values of their types."""
    items = {item.name: item for item in definitions.items}
    found: dict[str, str] = {}
    for data in definitions.inputs:
        item = items.get(data.type_ref or "")
        if item is not None and item.allowed and not item.is_collection:
            found[data.variable] = item.allowed
    return found


def _tables(definitions: model.Definitions) -> Iterator[tuple[str, model.DecisionTable]]:
    for decision in definitions.decisions:
        if isinstance(decision.logic, model.DecisionTable):
            yield decision.id, decision.logic
    for knowledge in definitions.knowledge_models:
        body = knowledge.function.body if knowledge.function else None
        if isinstance(body, model.DecisionTable):
            yield knowledge.id, body


def _table_problems(owner: str, table: model.DecisionTable, allowed: dict[str, str]) -> Iterator[Problem]:
    try:
        columns = [_column(table, index, allowed) for index in range(len(table.inputs))]
    except (NotSimple, FeelSyntaxError):
        return
    if not columns or not table.rules:
        return
    at = model.Place(table.place.element_id or owner, table.place.line)
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
