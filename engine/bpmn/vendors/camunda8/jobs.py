"""taskDefinition: work for a job worker or a connector of Camunda, as a connector operation."""

from typing import Any

from engine.bpmn.reading.markup import local, tag
from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import NAME, element, elements, said
from engine.bpmn.vendors.equivalents import add, own, settle
from engine.bpmn.vendors.findings import EXTENSION, Findings
from engine.bpmn.vendors.operations import name_operation, warn_of_lost_results
from engine.bpmn.vendors.substitution import substitute
from engine.dmn.feel import ast


def translate(node: Any, mappings: Mappings, findings: Findings) -> None:
    definition = element(node, "taskDefinition")
    kind = said(definition, "type")
    if kind is None or own(node, "decision"):
        return
    if local(node) in ("businessRuleTask", "scriptTask"):
        # A job worker does it, so it is the service task that it works as.
        node.tag = tag("serviceTask")
    calls = name_operation(node, kind, "the job of the type", findings)
    _retries(node, said(definition, "retries"), findings)
    headers = {one.get("key"): one.get("value") or "" for group in elements(node, "taskHeaders") for one in group}
    _results(node, headers, findings)
    for key in sorted(headers.keys() - {"resultVariable", "resultExpression"}, key=str):
        findings.harmless(NAME, f"header {key}", node)
    if calls and not mappings.outputs:
        warn_of_lost_results(node, findings)


def _retries(node: Any, retries: str | None, findings: Findings) -> None:
    if retries is None:
        return
    if retries.isdecimal() and 1 <= int(retries) <= 100:
        settle(node, "retry", attempts=retries)
    else:
        message = f"expected a number of retries from 1 to 100, found {retries}"
        findings.warning(EXTENSION, message, "say how often it is tried here", node)


def _results(node: Any, headers: dict[str, str], findings: Findings) -> None:
    """Connectors of Camunda name in headers what becomes of the answer, which they call `response`."""
    variable = headers.get("resultVariable")
    if variable:
        settle(node, "result", variable=variable)
    if headers.get("errorExpression"):
        message = "errors that depend on an expression have no equivalent"
        findings.error(EXTENSION, message, "catch the errors that the operation declares", node)
    expression = headers.get("resultExpression", "").strip()
    if not expression:
        return

    def translated(text: str) -> str:
        tree = camundafeel.tree(text.removeprefix("="))
        if not isinstance(tree, ast.ContextLiteral):
            raise feel.Untranslatable("expected a context like {total: response.total}")
        for name, value in tree.entries:
            made = feel.written(substitute(value, {"response": ast.Name("result")}))
            add(node, "output", name=name, value=made)
        return text

    findings.translated(node, "resultExpression", expression, translated)
