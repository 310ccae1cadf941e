"""Events: what a caught error leaves in variables, and messages that code sends."""

from typing import Any

from engine.bpmn.reading.markup import local
from engine.bpmn.vendors.camunda7 import services
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.equivalents import add
from engine.bpmn.vendors.findings import EXTENSION, Findings
from engine.bpmn.vendors.operations import name_operation

_CAUGHT = {"errorCodeVariable": "=result.code", "errorMessageVariable": "=result.message"}


def translate(node: Any, dialect: Dialect, findings: Findings) -> None:
    """`node` is an event definition."""
    event = node.getparent()
    for name, value in _CAUGHT.items():
        variable = dialect.get(node, name)
        if variable is not None:
            add(event, "output", name=variable, value=value)
    if local(node) == "messageEventDefinition":
        topic, kind = dialect.get(node, "topic"), dialect.get(node, "type")
        if topic or kind:
            name_operation(event, topic or kind or "", "the external task with the topic", findings)
        services.code(node, dialect, findings)
        if dialect.get(node, "expression"):
            message = f"the expression {dialect.get(node, 'expression')} sends the message; it is never executed"
            findings.error(EXTENSION, message, "choose a connector operation that sends it", node)
    for mapping in dialect.elements(node, "in"):
        findings.error(EXTENSION, "variables that go along with a signal have no equivalent", "leave them out", mapping)
