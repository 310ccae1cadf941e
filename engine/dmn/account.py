"""The trace of an evaluation as JSON-safe data: what was read, which rules matched and why the others did not.

    {"model": {id, name, namespace, hash}, "evaluated": {id, name, kind}, "at": ISO 8601,
     "inputs": [{id, name, source, **shown}], "decisions": [decision], "steps": [step], "result": shown,
     "problems": [problem], "omitted": number of steps beyond `tracing.MAX_STEPS`}

- `hash` is the SHA-256 of the file. `source` is "caller", or "missing" for what the caller did not give.
- shown: {value, type, text}: JSON (numbers as text; null for what is too large), the FEEL type, FEEL text cut to 300
  characters.
- decision: {id, name, namespace, logic: {kind, text}, inputs: [{name, source: {kind, id}, **shown}],
  rules: [{table, rule, rule_id, annotation}], steps: [step], problems: [problem], **shown}, in the order in which they
  finished. `source.kind` is "input data", "decision", "knowledge model" or "decision service".
- step, told by `kind`:
  "table": {id, name, element, hit_policy, aggregation, inputs: [{label, expression, allowed, **shown}],
  outputs: [{name, label}], rules: [rule], omitted: rules that are not shown, steps, **shown};
  "call": {name, function, arguments: [{name, **shown}], steps, decisions, **shown};
  "context": {entries: [{name, **shown}]}.
- rule: {rule: from 1, rule_id, annotation, result, applied, cells: [{text, result, problem}],
  outputs: [{expression}], and **shown of rules that matched}. `result` is "matched", "failed" or "not reached": cells
  are tested from left to right up to the first that fails, rules of hit policy FIRST up to the first that matches.
  `applied` rules made the value.
- problem: {message, line, column, element_id}.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.dmn import model
from engine.dmn.boxed import BoxedFunction
from engine.dmn.evaluation import DecisionRun
from engine.dmn.feel.functions import Callee
from engine.dmn.feel.problems import FeelProblem
from engine.dmn.feel.run import Frame
from engine.dmn.feel.values import Value
from engine.dmn.graph import DecisionNode, InputNode, ServiceFunction
from engine.dmn.shown import shown
from engine.dmn.tracing import CallStep, ContextStep, DecisionStep, InputStep, Step, TableStep, Tracer
from engine.errors import LimitExceeded

MAX_RULES = 100  # rules of one table that matched, and as many others
MAX_CELLS = 20_000  # of all tables of an evaluation
_KINDS: dict[type[model.Boxed], str] = {
    model.LiteralExpression: "literal expression",
    model.BoxedContext: "context",
    model.BoxedList: "list",
    model.Relation: "relation",
    model.Invocation: "invocation",
    model.FunctionDefinition: "function",
    model.Conditional: "conditional",
    model.BoxedFilter: "filter",
    model.Iterator: "iterator",
    model.DecisionTable: "decision table",
}


def account(tracer: Tracer) -> dict[str, Any]:
    """What the tracer saw: `inputs`, `decisions`, `steps`, `problems` and `omitted`; the rest is the model's to say.

    Cells are tested again for it, with a budget of their own and beside the evaluation, whose result is fixed.
    """
    teller = _Teller()
    return {
        "inputs": [_input(step) for step in tracer.inputs],
        "decisions": teller.decisions(tracer.decisions),
        "steps": teller.steps(tracer.steps),
        "problems": problems(tracer.problems),
        "omitted": tracer.omitted,
    }


def problems(found: Iterable[FeelProblem]) -> list[dict[str, Any]]:
    """Each reason with its place: `line` and `column` in the expression, the id of the element that holds it."""
    return [
        {"message": it.message, "line": it.position.line, "column": it.position.column, "element_id": it.element}
        for it in found
    ]


def _input(step: InputStep) -> dict[str, Any]:
    source = "caller" if step.given else "missing"
    return {"id": step.node.key[1], "name": step.node.name, "source": source, **shown(step.value)}


def _logic(logic: model.Boxed | None) -> dict[str, Any]:
    text = logic.text.strip() if isinstance(logic, model.LiteralExpression) else None
    return {"kind": _KINDS[type(logic)] if logic is not None else "none", "text": text}


def _read(values: Mapping[str, Value], plan: Mapping[str, Any], prefix: str = "") -> list[dict[str, Any]]:
    """What a decision read, by name; elements of an imported model have the import's name before theirs."""
    told: list[dict[str, Any]] = []
    for name, value in values.items():
        required = plan[name]
        if isinstance(required, Mapping):
            told += _read(value, required, f"{prefix}{name}.")
        else:
            told.append({"name": f"{prefix}{name}", "source": _source(required), **shown(value)})
    return told


def _source(required: InputNode | DecisionNode | Callee) -> dict[str, Any]:
    if isinstance(required, Callee):
        return {"kind": _function_kind(required), "id": _function_id(required)}
    return {"kind": "input data" if isinstance(required, InputNode) else "decision", "id": required.key[1]}


def _function_kind(function: Callee) -> str:
    return "decision service" if isinstance(function, ServiceFunction) else "knowledge model"


def _function_id(function: Callee) -> str | None:
    if isinstance(function, ServiceFunction):
        return function.node.key[1]
    return function.at.element_id if isinstance(function, BoxedFunction) else None


class _Teller:
    """Tells steps; all tables share one budget of work."""

    def __init__(self) -> None:
        self._run = DecisionRun()
        self._cells = MAX_CELLS

    def decisions(self, steps: Sequence[DecisionStep]) -> list[dict[str, Any]]:
        return [self._decision(step) for step in steps]

    def _decision(self, step: DecisionStep) -> dict[str, Any]:
        namespace, id_ = step.node.key
        return {
            "id": id_,
            "name": step.node.title,
            "namespace": namespace,
            "logic": _logic(step.node.logic),
            "inputs": _read(step.read, step.node.plan),
            "rules": [
                {"table": hit.decision_id, "rule": hit.rule, "rule_id": hit.rule_id, "annotation": hit.annotation}
                for hit in step.hits
            ],
            "steps": self.steps(step.steps),
            "problems": problems(step.problems),
            **shown(step.value),
        }

    def steps(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        return [self._step(step) for step in steps]

    def _step(self, step: Step) -> dict[str, Any]:
        if isinstance(step, TableStep):
            return self._table(step)
        if isinstance(step, ContextStep):
            return {"kind": "context", "entries": _named(step.entries.items())}
        return self._call(step)

    def _call(self, step: CallStep) -> dict[str, Any]:
        return {
            "kind": "call",
            "name": step.function.name,
            "function": _function_kind(step.function),
            "arguments": _named(zip(step.function.parameters, step.arguments, strict=False)),
            "steps": self.steps(step.steps),
            "decisions": self.decisions(step.decisions),
            **shown(step.value),
        }

    def _table(self, step: TableStep) -> dict[str, Any]:
        source = step.table.source
        owner = step.table.owner
        frame = Frame(step.scope, self._run)
        try:
            values: list[Value] = [code(frame) for code in step.table.inputs]
            rules = _Rules(step, values, frame).told() if self._cells > 0 else []
        except (LimitExceeded, RecursionError):  # of the telling alone: the evaluation came to its end
            values, rules = [None] * len(source.inputs), []
        self._cells -= len(rules) * len(source.inputs)
        inputs = zip(source.inputs, values, strict=True)
        return {
            "kind": "table",
            "id": owner[0],
            "name": owner[1],
            "element": source.place.element_id,
            "hit_policy": source.hit_policy,
            "aggregation": source.aggregation,
            "inputs": [
                {
                    "label": " ".join((column.label or column.expression.text).split()),
                    "expression": column.expression.text.strip(),
                    "allowed": column.allowed,
                    **shown(value),
                }
                for column, value in inputs
            ],
            "outputs": [{"name": column.name, "label": column.label or column.name} for column in source.outputs],
            "rules": rules,
            "omitted": len(source.rules) - len(rules),
            "steps": self.steps(step.steps),
            **shown(step.value),
        }


def _named(values: Iterable[tuple[str, Value]]) -> list[dict[str, Any]]:
    return [{"name": name, **shown(value)} for name, value in values]


class _Rules:
    """Tests the rules of a table again, as the specification reads: one after another, from left to right."""

    def __init__(self, step: TableStep, values: Sequence[Value], frame: Frame) -> None:
        self._table = step.table
        self._applied = frozenset(step.applied)
        self._values = values
        self._frame = frame
        self._is_over = False

    def told(self) -> list[dict[str, Any]]:
        found = []
        room = {True: MAX_RULES, False: MAX_RULES}
        for number, rule in enumerate(self._table.source.rules, 1):
            told = self._rule(number, rule)
            has_matched = told["result"] == "matched"
            if has_matched and self._table.source.hit_policy == "FIRST":
                self._is_over = True
            room[has_matched] -= 1
            if room[has_matched] >= 0:
                found.append(told)
        return found

    def _rule(self, number: int, rule: model.Rule) -> dict[str, Any]:
        cells = [{"text": text, "result": "not reached", "problem": None} for text in rule.tests]
        result = "not reached" if self._is_over else "matched" if self._test(number, cells) else "failed"
        return {
            "rule": number,
            "rule_id": rule.id,
            "annotation": self._table.hits[number - 1].annotation,
            "result": result,
            "applied": number in self._applied,
            "cells": cells,
            "outputs": self._outputs(number, rule, has_matched=result == "matched"),
        }

    def _test(self, number: int, cells: Sequence[dict[str, Any]]) -> bool:
        tests = dict(self._table.rules[number - 1])
        reasons = self._frame.run.problems
        for column, cell in enumerate(cells):
            reasons.clear()
            has_matched = column not in tests or tests[column](self._values[column], self._frame) is True
            cell["result"] = "matched" if has_matched else "failed"
            if not has_matched:
                cell["problem"] = reasons[0].message if reasons else None
                return False
        return True

    def _outputs(self, number: int, rule: model.Rule, *, has_matched: bool) -> list[dict[str, Any]]:
        if not has_matched:
            return [{"expression": cell.text.strip()} for cell in rule.outputs]
        value = self._table.output(number - 1, self._frame)
        values = [value] if self._table.columns == 1 else list(value.values())
        return [{"expression": cell.text.strip(), **shown(it)} for cell, it in zip(rule.outputs, values, strict=False)]
