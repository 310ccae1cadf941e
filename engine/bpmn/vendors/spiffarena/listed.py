"""What is left of the attributes and elements of SpiffArena: translated elsewhere, harmless, or told as a problem."""

from typing import Any

from engine.bpmn.reading.markup import local, tag
from engine.bpmn.vendors.equivalents import own
from engine.bpmn.vendors.findings import EXTENSION, Findings
from engine.bpmn.vendors.spiffarena.markup import NAME, SPIFF

_TRANSLATED = frozenset(
    [
        "preScript",
        "postScript",
        "calledDecisionId",
        "messageVariable",
        "processVariableCorrelation",
        "serviceTaskOperator",
        "properties",
        "variableName",
        "scriptsOnInstances",
    ]
)
_HARMLESS = frozenset(
    [
        "instructionsForEndUser",
        "unitTests",
        "taskMetadataValues",
        "guestConfirmation",
        "signalButtonLabel",
        "category",
        "isMatchingCorrelation",
        "isOutputSynced",
        "jsonSchemaId",
    ]
)
_ERRORS = {
    "payloadExpression": "what goes along with a signal, error or escalation has no equivalent",
    "processModelToStartOnTaskAvailable": "a process that starts when a task is offered has no equivalent",
}


def list_rest(node: Any, findings: Findings) -> None:
    prefix = f"{{{SPIFF}}}"
    for name in node.attrib:
        if name.startswith(prefix):
            _tell(node, node, name.removeprefix(prefix), findings)
    for container in node.iterchildren(tag("extensionElements")):
        for child in container.iterchildren(f"{prefix}*"):
            _tell(child, node, local(child), findings)


def _tell(node: Any, owner: Any, name: str, findings: Findings) -> None:
    if name in _ERRORS:
        findings.error(EXTENSION, f"{NAME}: {_ERRORS[name]}", "draw it otherwise, and remove it", node)
    elif name == "messagePayload":
        if not own(owner, "input"):
            message = "the content of a sent message is given as inputs of the operation that sends it"
            findings.warning(EXTENSION, f"{NAME}: {message}", "write it as returnflow:input", node)
    elif name == "allowGuest":
        message = "guests do no tasks here; the portal is for customers and suppliers"
        findings.warning(EXTENSION, f"{NAME}: {message}", "check who does the task", node)
    elif name in _HARMLESS:
        findings.harmless(NAME, name, node)
    elif name not in _TRANSLATED:
        message = f"{NAME}: {name} is not known here and has no effect"
        findings.warning(EXTENSION, message, "check whether it is missed", node)
