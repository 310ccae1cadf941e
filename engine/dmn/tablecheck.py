"""What a decision table lacks or has too much of: gaps, overlaps, dead and redundant rules, each with an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from engine.dmn import model
from engine.dmn.atoms import NotSimple
from engine.dmn.coverage import Coverage, TooLarge
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.needless import Contest, outputs_of
from engine.dmn.regions import Column, cut
from engine.errors import Problem, Severity

_MAX_EXAMPLES = 5
_Found = TypeVar("_Found")
_SINGLE_HIT = frozenset(["UNIQUE", "ANY", "FIRST", "PRIORITY"])


def table_problems(table: model.DecisionTable, owner: str, allowed: Mapping[str, str]) -> Iterator[Problem]:
    """Findings about a table of the element `owner`; `allowed` are the allowed values of the expressions in columns."""
    at = model.Place(table.place.element_id or owner, table.place.line)
    if not table.inputs or not table.rules:
        return
    columns: list[Column] = []
    for index, clause in enumerate(table.inputs):
        try:
            columns.append(_column(table, index, allowed))
        except FeelSyntaxError:
            return  # said where the cell was compiled
        except NotSimple as reason:
            yield _not_judged(clause.label, str(reason), at)
            return
    subject = _Subject(table, columns, at)
    yield from _overlaps(subject)
    yield from _gaps(subject)
    yield from _needless_rules(subject)


def _not_judged(label: str, reason: str, at: model.Place) -> Problem:
    return _problem(
        "dmn_not_judged",
        f"expected cells that can be judged from their text, found a column {label} where {reason}; "
        "gaps and overlaps were not looked for",
        "compare an input with constants, or work the condition out in a decision of its own",
        at,
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    table: model.DecisionTable
    columns: list[Column]
    at: model.Place


def _column(table: model.DecisionTable, index: int, allowed: Mapping[str, str]) -> Column:
    clause = table.inputs[index]
    limits = clause.allowed or allowed.get(clause.expression.text.strip())
    return cut(clause.label, [rule.tests[index] for rule in table.rules], limits)


def _problem(rule: str, message: str, hint: str, at: model.Place, severity: Severity = "warning") -> Problem:
    return Problem(rule, message, hint, element_id=at.element_id, line=at.line, severity=severity)


def _overlaps(subject: _Subject) -> Iterator[Problem]:
    policy = subject.table.hit_policy
    if policy not in ("UNIQUE", "ANY"):
        return
    coverage, outputs = Coverage(subject.columns), outputs_of(subject.table)
    pairs = (pair for pair in coverage.overlaps() if policy == "UNIQUE" or outputs[pair[0]] != outputs[pair[1]])
    for (first, second, shared), more in _some(pairs):
        yield _problem(
            "dmn_overlap",
            f"expected rules that exclude each other ({policy}), found rules {first + 1} and {second + 1} "
            f"both matching {coverage.example(shared)}{more}",
            "narrow one of the two rules or choose another hit policy",
            subject.at,
            "error",
        )


def _some(found: Iterator[_Found]) -> Iterator[tuple[_Found, str]]:
    """The first examples; the last one says so if there are more."""
    some = list(islice(found, _MAX_EXAMPLES + 1))
    for index, one in enumerate(some[:_MAX_EXAMPLES], 1):
        yield one, "; there are more" if index == _MAX_EXAMPLES < len(some) else ""


def _gaps(subject: _Subject) -> Iterator[Problem]:
    table = subject.table
    if table.hit_policy not in _SINGLE_HIT or any(column.default for column in table.outputs):
        return
    coverage = Coverage(subject.columns)
    try:
        for region, more in _some(found for gap in coverage.gaps() for found in coverage.pieces(gap)):
            yield _problem(
                "dmn_gap",
                f"expected a rule for every input, found none for {coverage.example(region)}{more}",
                "add a rule, a last rule of dashes, or a default output",
                subject.at,
            )
    except TooLarge:
        yield _too_large(subject, "gaps")


def _too_large(subject: _Subject, what: str) -> Problem:
    return _problem(
        "dmn_too_large",
        f"expected a table that can be looked through, found too many combinations to look for {what}",
        "split the table, or leave it if you are sure of it",
        subject.at,
    )


def _needless_rules(subject: _Subject) -> Iterator[Problem]:
    contest = Contest(subject.table, subject.columns)
    try:
        for rule, kind, message in contest.needless():
            yield _problem(
                kind,
                f"expected every rule to have an effect, found that rule {rule + 1} {message}",
                "remove the rule, narrow others or change the order",
                subject.table.rules[rule].place,
            )
    except TooLarge:
        yield _too_large(subject, "rules without effect")
