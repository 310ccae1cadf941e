"""Decisions: what a bundle has, evaluating one, and why a recorded evaluation came out as it did."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine import clock
from engine.bpmn import codec
from engine.dmn import Evaluation, feel, load_all
from engine.dmn.account import problems as described
from engine.dmn.feel.problems import FeelProblem
from engine.dmn.needs import Needed
from engine.dmn.shown import as_json, shown
from engine.errors import Conflict, InvalidInput, InvalidModel, NotFound, Problem
from engine.queries import instances
from engine.queries.instances import HistoryEntry
from engine.runtime import bundles
from engine.runtime.decisions import Decisions

__all__ = [
    "DecisionView", "Explanation", "Library", "Needed", "answer", "evaluate", "explain", "library", "literal",
    "of_files",
]  # fmt: skip

EVENT = "decision_evaluated"


@dataclass(frozen=True)
class DecisionView:
    """A decision and what it needs; `hash` is the SHA-256 of its file."""

    id: str
    name: str
    question: str
    type: str
    file: str
    hash: str
    inputs: tuple[Needed, ...]


@dataclass(frozen=True)
class Explanation:
    """A recorded evaluation, worked out again.

    `trace` has the shape of `engine.dmn.account`; `differences` says in words what came out otherwise than it was
    recorded: none, as long as the engine is the one of then.
    """

    entry: HistoryEntry
    decision_id: str
    decision_name: str
    at: datetime
    evaluation: Evaluation
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences

    @property
    def trace(self) -> Mapping[str, Any]:
        return self.evaluation.trace or {}


class Library:
    """Decisions of files that import each other, under one roof."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions

    def all(self) -> tuple[DecisionView, ...]:
        """Every decision, by name."""
        found = (self.get(decision_id) for decision_id in self._decisions.ids)
        return tuple(sorted(found, key=lambda view: (view.name.casefold(), view.id)))

    def get(self, ref: str) -> DecisionView:
        """The decision with this id or unique name; NotFound names the ones there are."""
        model, decision_id = self._decisions.find(ref)
        decision = model.decisions[decision_id]
        file = self._decisions.file_of(decision_id)
        inputs = model.needs(decision_id)
        return DecisionView(
            decision_id, decision.name, decision.question, decision.type_ref or "Any", file, model.hash, inputs
        )

    def read(self, ref: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """JSON data as FEEL values of the types that the decision's inputs have."""
        model, decision_id = self._decisions.find(ref)
        return model.read_json(decision_id, data)

    def evaluate(
        self, ref: str, context: Mapping[str, Any], *, trace: bool = False, strict: bool = False
    ) -> Evaluation:
        """Evaluate a decision; nothing is recorded. NotFound; InvalidInput if `strict`; LimitExceeded."""
        return self._decisions.evaluate(ref, context, trace=trace, strict=strict)


def library(conn: Connection, bundle_id: int) -> Library:
    """The decisions of a bundle."""
    return Library(bundles.compiled(conn, bundle_id).decisions)


def of_files(files: Mapping[str, bytes], only: str | None = None) -> Library:
    """The decisions of DMN files by name, or of `only` one of them: files that it does not need may then be broken.

    InvalidModel with every problem of each file.
    """
    problems: list[Problem] = []
    models = load_all(files, problems)
    if only in models:
        problems.clear()
    decisions = Decisions((name, model) for name, model in models.items() if only in (None, name))
    problems += decisions.problems
    if problems:
        raise InvalidModel(problems)
    return Library(decisions)


def literal(text: str) -> Any:
    """The value that FEEL text stands for by itself. InvalidModel if it is no FEEL, InvalidInput if it has no value."""
    problems: list[FeelProblem] = []
    value = feel.compile(text, names=()).evaluate({}, problems)
    if problems:
        raise InvalidInput([Problem("feel", str(found)) for found in problems])
    return value


def answer(evaluation: Evaluation) -> dict[str, Any]:
    """JSON-safe, numbers as text, so that they stay exact: {value, type, text,
    problems: [{message, line, column, element_id}], rules: [{decision_id, decision_name, rule, rule_id, annotation}]},
    and `trace` if there is one.
    """
    told = {
        **shown(evaluation.value),
        "value": as_json(evaluation.value),
        "problems": described(evaluation.problems),
        "rules": [asdict(hit) for hit in evaluation.rules],
    }
    return told if evaluation.trace is None else {**told, "trace": evaluation.trace}


def evaluate(
    conn: Connection,
    bundle_id: int,
    ref: str,
    context: Mapping[str, Any],
    *,
    trace: bool = False,
    strict: bool = False,
) -> Evaluation:
    """Evaluate a decision of the bundle; nothing is recorded."""
    return library(conn, bundle_id).evaluate(ref, context, trace=trace, strict=strict)


def explain(conn: Connection, instance_id: int, number: int) -> Explanation:
    """Work out again what event `number` (from 0) of the instance's history recorded, at the moment of then.

    NotFound if there is no such event; Conflict if it was recorded without its inputs, before these were kept.
    """
    history = instances.history(conn, instance_id)
    if not 0 <= number < len(history) or history[number].kind != EVENT:
        raise NotFound(f"expected an evaluated decision as event {number} of instance {instance_id}, found none")
    entry = history[number]
    if "inputs" not in entry.data:
        message = f"event {number} of instance {instance_id} was recorded without its inputs; only its rules are known"
        raise Conflict(message, code="not_repeatable")
    decisions = bundles.compiled(conn, instances.get(conn, instance_id).bundle_id).decisions
    data = entry.data
    with clock.at(data["at"]):
        evaluation = decisions.evaluate(data["decision_id"], data["inputs"], trace=True)
    return Explanation(
        entry,
        data["decision_id"],
        data["decision_name"],
        data["at"],
        evaluation,
        tuple(_differences(data, evaluation)),
    )


def _differences(recorded: Mapping[str, Any], found: Evaluation) -> Iterable[str]:
    if codec.pack(recorded["value"]) != codec.pack(found.value):
        yield f"the value was {as_json(recorded['value'])}, and is {as_json(found.value)} now"
    then = [(hit["decision"], hit["rule"]) for hit in recorded["rules"]]
    now = [(hit.decision_id, hit.rule) for hit in found.rules]
    if then != now:
        yield f"the rules were {_listed(then)}, and are {_listed(now)} now"
    if list(recorded["problems"]) != [str(problem) for problem in found.problems]:
        yield "the reasons of nulls are others now"
    digest = (found.trace or {}).get("model", {}).get("hash")
    if recorded["model"]["hash"] != digest:
        yield "the model is another"


def _listed(rules: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{decision} {rule}" for decision, rule in rules) or "none"
