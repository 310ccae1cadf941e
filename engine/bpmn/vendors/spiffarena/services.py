"""Service tasks and decisions."""

from typing import Any

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import python
from engine.bpmn.vendors.equivalents import add, own, settle
from engine.bpmn.vendors.findings import EXTENSION, Findings
from engine.bpmn.vendors.operations import name_operation
from engine.bpmn.vendors.spiffarena.markup import elements, said, spiff
from engine.bpmn.vendors.spiffarena.scripts import before
from engine.bpmn.vendors.substitution import Bindings, substitute


def translate(node: Any, findings: Findings) -> None:
    for operator in elements(node, "serviceTaskOperator"):
        name_operation(node, operator.get("id", ""), "the service", findings)
        settle(node, "result", variable=operator.get("resultVariable"))
        bindings = dict(before(node))
        for parameter in operator.iter(spiff("parameter")):
            _parameter(node, parameter, bindings, findings)
        for retry in operator.iter(spiff("retry")):
            retries = retry.get("retries", "")
            if retries.isdecimal() and int(retries) < 100:
                settle(node, "retry", attempts=str(int(retries) + 1))


def _parameter(node: Any, parameter: Any, bindings: Bindings, findings: Findings) -> None:
    name = parameter.get("id") or parameter.get("name") or ""

    def translated(text: str) -> str:
        feel.name(name)
        return feel.written(substitute(python.translate(text), bindings))

    value = findings.translated(parameter, f"parameter {name}", parameter.get("value") or "None", translated)
    if value is not None:
        add(node, "input", name=name, value=value)


def translate_decision(node: Any, findings: Findings) -> None:
    ref = said(node, "calledDecisionId")
    if ref is None:
        return
    add(node, "decision", ref=ref)
    if not own(node, "result") and not own(node, "output"):
        message = f"SpiffArena makes each output of the decision {ref} a variable; here one says which"
        hint = 'write for each <returnflow:output name="fee" value="=result.fee"/>, or name a result variable'
        findings.error(EXTENSION, message, hint, node)
