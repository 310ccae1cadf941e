"""What is left of the attributes and elements of Camunda 8: translated elsewhere, harmless, or told as a problem."""

from typing import Any

from engine.bpmn.reading.markup import local, tag
from engine.bpmn.vendors.camunda8.markup import NAME, ZEEBE
from engine.bpmn.vendors.findings import EXTENSION, SCRIPT, Findings

_TRANSLATED = frozenset(
    [
        "taskDefinition",
        "ioMapping",
        "taskHeaders",
        "assignmentDefinition",
        "formDefinition",
        "calledDecision",
        "calledElement",
        "subscription",
        "loopCharacteristics",
        "script",
        "priorityDefinition",
        "userTaskForm",
        "adHoc",
    ]
)
_HARMLESS = frozenset(
    [
        "modelerTemplate",
        "modelerTemplateVersion",
        "modelerTemplateIcon",
        "userTask",
        "versionTag",
        "properties",
        "retryCounter",
        "linkedResources",
        "bindingType",
    ]
)
_LISTENERS = {"executionListeners": "a listener", "taskListeners": "a listener of the task"}


def list_rest(node: Any, findings: Findings) -> None:
    prefix = f"{{{ZEEBE}}}"
    for name in node.attrib:
        if name.startswith(prefix):
            _tell(node, name.removeprefix(prefix), findings)
    for container in node.iterchildren(tag("extensionElements")):
        for child in container.iterchildren(f"{prefix}*"):
            _tell(child, local(child), findings)


def _tell(node: Any, name: str, findings: Findings) -> None:
    if name in _LISTENERS:
        for one in node:
            message = (
                f"{_LISTENERS[name]} runs the job {one.get('type')!r} on {one.get('eventType')}, which is never done"
            )
            findings.error(SCRIPT, message, "draw what it does as a task, and remove the listener", one)
    elif name == "taskSchedule":
        if node.get("followUpDate"):
            findings.harmless(NAME, "followUpDate", node)
    elif name in _HARMLESS:
        findings.harmless(NAME, name, node)
    elif name not in _TRANSLATED:
        message = f"{NAME}: {name} is not known here and has no effect"
        findings.warning(EXTENSION, message, "check whether it is missed", node)
