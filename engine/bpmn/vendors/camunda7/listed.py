"""What is left of the attributes and elements of Camunda 7: translated elsewhere, harmless, or told as a problem."""

from typing import Any

from engine.bpmn.reading.markup import tag
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.equivalents import own, settle
from engine.bpmn.vendors.findings import EXTENSION, SCRIPT, Findings

_TRANSLATED = frozenset(
    [
        "assignee",
        "candidateGroups",
        "candidateUsers",
        "dueDate",
        "priority",
        "formKey",
        "formRef",
        "formData",
        "formProperty",
        "expression",
        "class",
        "delegateExpression",
        "topic",
        "type",
        "resultVariable",
        "resultVariableName",
        "resource",
        "decisionRef",
        "decisionRefBinding",
        "decisionRefVersion",
        "decisionRefVersionTag",
        "mapDecisionResult",
        "calledElementBinding",
        "calledElementVersion",
        "calledElementVersionTag",
        "variableMappingClass",
        "variableMappingDelegateExpression",
        "collection",
        "elementVariable",
        "inputOutput",
        "in",
        "out",
        "connector",
        "errorCodeVariable",
        "errorMessageVariable",
        "failedJobRetryTimeCycle",
    ]
)
_HARMLESS = frozenset(
    [
        "async",
        "asyncBefore",
        "asyncAfter",
        "asyncLeave",
        "exclusive",
        "historyTimeToLive",
        "versionTag",
        "isStartableInTasklist",
        "jobPriority",
        "taskPriority",
        "modelerTemplate",
        "modelerTemplateVersion",
        "modelerTemplateIcon",
        "formRefBinding",
        "formRefVersion",
        "properties",
        "followUpDate",
        "diagramRelationId",
        "category",
        "businessCalendarName",
        "processHandler",
        "validateScript",
        "formFieldValidation",
        "tenantId",
        "triggerable",
        "isForCompensation",
        "localScope",
        "autoStoreVariables",
        "useLocalScopeForResultVariable",
        "storeResultVariableAsTransient",
        "potentialStarter",
        "inheritVariables",
        "inheritBusinessKey",
        "sameDeployment",
        "fallbackToDefaultTenant",
        "idm-candidate-group",
        "activiti-idm-candidate-group",
        "initiator-can-complete",
        "sendtask",
    ]
)
_CODE = {
    "executionListener": "a listener",
    "taskListener": "a listener of the task",
    "variableListener": "a listener of a variable",
    "eventListener": "a listener of events",
}
_ERRORS = {
    "initiator": "who started the process is stored in no variable; give it as a variable at the start",
    "field": "a value that is injected into Java code has no effect without that code",
    "errorEventDefinition": "an error that depends on an expression has no equivalent; let the operation raise it",
    "escalationCodeVariable": "the code of an escalation is not stored; catch each code by its own event",
    "skipExpression": "skipping an element by an expression has no equivalent; draw a gateway before it",
    "elementIndexVariable": "the index of a round has no name of its own; it is loopCounter, which begins at 1",
    "mapException": "an error made of a Java exception has no equivalent; let the operation raise it",
    "parentVariableName": "variables of parallel rounds are not aggregated so; collect them as the output of the loop",
    "variableAggregation": "variables of rounds are not aggregated so; collect them as the output of the loop",
}
_WARNINGS = {
    "candidateStarterGroups": "who may start the process is said by the roles here",
    "candidateStarterUsers": "who may start the process is said by the roles here",
    "constraint": "the constraint of a form field has no equivalent",
}

_START_FORM = "a form at the start has no equivalent"


def list_rest(node: Any, dialect: Dialect, findings: Findings) -> None:
    """Tell what was not translated; failedJobRetryTimeCycle says how often a job is tried."""
    for name in dialect.attributes(node):
        if name in ("formKey", "formRef") and node.tag == tag("startEvent"):
            findings.warning(EXTENSION, _START_FORM, "start it with variables", node)
        else:
            _tell(node, name, dialect, findings)
    for container in node.iterchildren(tag("extensionElements")):
        for child in container.iterchildren(dialect.tag("*")):
            name = child.tag.removeprefix(dialect.tag(""))
            if name in _CODE:
                _listener(child, name, findings)
            elif name == "failedJobRetryTimeCycle":
                _retry(node, child, dialect, findings)
            elif name in ("formKey", "formData", "formProperty") and node.tag == tag("startEvent"):
                findings.warning(EXTENSION, _START_FORM, "start it with variables", node)
            else:
                _tell(child, name, dialect, findings)


def _tell(node: Any, name: str, dialect: Dialect, findings: Findings) -> None:
    if name in _ERRORS and not (name == "field" and _is_settled(node)):
        findings.error(EXTENSION, f"{dialect.name}: {name}: {_ERRORS[name]}", "remove it when that is done", node)
    elif name in _WARNINGS:
        findings.warning(EXTENSION, f"{dialect.name}: {name}: {_WARNINGS[name]}", "check whether it is missed", node)
    elif name in _TRANSLATED:
        return
    elif name in _HARMLESS or name == "field":
        findings.harmless(dialect.name, name, node)
    else:
        message = f"{dialect.name}: {name} is not known here and has no effect"
        findings.warning(EXTENSION, message, "check whether it is missed", node)


def _is_settled(field: Any) -> bool:
    """Whether a field belongs to work that an operation or decision of ours does."""
    owner = field.getparent().getparent()
    return bool(own(owner, "operation") or own(owner, "decision"))


def _listener(node: Any, name: str, findings: Findings) -> None:
    said = next((value for key, value in node.attrib.items() if not key.endswith("event")), None) or "a script"
    event = node.get("event") or "its event"
    message = f"{_CODE[name]} runs {said} on {event}, which is never executed"
    findings.error(SCRIPT, message, "draw what it does as a task, and remove the listener", node)


def _retry(node: Any, cycle: Any, dialect: Dialect, findings: Findings) -> None:
    """`R3/PT10M`: three attempts; how long is waited between them is the engine's business here."""
    said = (cycle.text or "").strip()
    count = said.partition("/")[0].removeprefix("R")
    if node.tag in (tag("serviceTask"), tag("sendTask")) and count.isdecimal() and 1 <= int(count) <= 100:
        settle(node, "retry", attempts=count)
    findings.harmless(dialect.name, "failedJobRetryTimeCycle", node)
