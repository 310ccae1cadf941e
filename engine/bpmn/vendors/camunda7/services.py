"""Service tasks and what works like them: code, expressions, external tasks."""

from typing import Any

from engine.bpmn.reading.markup import local, tag
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import juel
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.camunda7.parameters import Parameters
from engine.bpmn.vendors.equivalents import add, own
from engine.bpmn.vendors.findings import OPERATION, Findings
from engine.bpmn.vendors.operations import name_operation, warn_of_lost_results
from engine.dmn.feel import ast

_CODE = ("class", "delegateExpression")


def translate(node: Any, dialect: Dialect, parameters: Parameters, findings: Findings) -> None:
    if own(node, "decision"):
        return
    topic, kind = dialect.get(node, "topic"), dialect.get(node, "type")
    if kind == "external" or topic:
        if name_operation(node, topic or "", "the external task with the topic", findings) and not parameters.outputs:
            warn_of_lost_results(node, findings)
    elif kind:
        name_operation(node, kind, "the built-in task of the type", findings)
    said = dialect.get(node, "expression")
    if said is not None:
        _expression(node, said, dialect, parameters, findings)
    code(node, dialect, findings)
    for one in dialect.elements(node, "connector"):
        connector = one.findtext(dialect.tag("connectorId"), "")
        name_operation(node, connector.strip(), "the connector", findings)


def code(node: Any, dialect: Dialect, findings: Findings) -> None:
    """Java classes and beans: nothing here runs them."""
    for name in _CODE:
        said = dialect.get(node, name)
        if said is None:
            continue
        host = node.getparent().getparent() if local(node).endswith("EventDefinition") else node
        if own(node, "operation") or own(host, "operation"):
            findings.harmless(dialect.name, f"{name}, replaced by a connector operation", node)
            continue
        message = f"the Java code {said} ({name}) is never executed"
        findings.error(OPERATION, message, "choose a connector operation that does its work", node)


def _expression(node: Any, said: str, dialect: Dialect, parameters: Parameters, findings: Findings) -> None:
    """An expression that is a mere value is an assignment; one that calls code is not translated."""
    if own(node, "operation"):
        findings.harmless(dialect.name, "expression, replaced by a connector operation", node)
        return
    bindings = parameters.inputs

    def translate_value(text: str) -> str:
        tree = juel.dynamic(text, bindings) if juel.is_expression(text) else ast.Literal(text)
        return feel.written(tree)

    value = findings.translated(node, "expression", said, translate_value)
    variable = dialect.get(node, "resultVariable") or dialect.get(node, "resultVariableName")
    if value is None:
        return
    node.tag = tag("scriptTask")
    if variable is not None:
        add(node, "output", name=variable, value=value)
