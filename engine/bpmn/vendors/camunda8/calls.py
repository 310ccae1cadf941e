"""Call activities and decisions."""

from typing import Any

from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import element, said
from engine.bpmn.vendors.equivalents import add, own, word
from engine.bpmn.vendors.findings import EXTENSION, Findings


def translate_call(node: Any, mappings: Mappings, findings: Findings) -> None:
    called = element(node, "calledElement")
    process_id = said(called, "processId")
    if process_id is not None:
        translated = findings.translated(node, "processId", process_id, camundafeel.value)
        node.set("calledElement", translated or process_id)
    _binding(called, "the process", findings)
    if called is None:
        return
    if mappings.inputs and called.get("propagateAllParentVariables") != "false" and not own(node, "input"):
        message = "Camunda 8 passes all variables besides the inputs; here the called process sees only its inputs"
        hint = "write every variable that it reads as returnflow:input, or let it pass no other variables"
        findings.error(EXTENSION, message, hint, node)
    if not mappings.inputs and called.get("propagateAllParentVariables") == "false":
        # Without an input the called process would see everything.
        add(node, "input", name=f"{word(node.get('id', ''))}_called", value="=true")
    _returned(node, mappings, called, findings)


def _returned(node: Any, mappings: Mappings, called: Any, findings: Findings) -> None:
    returns_all = called.get("propagateAllChildVariables", "false" if mappings.outputs else "true") != "false"
    if mappings.outputs and returns_all:
        message = "Camunda 8 returns all variables besides the outputs; here only the outputs come back"
        findings.error(EXTENSION, message, "write every variable as returnflow:output", node)
    elif not mappings.outputs and not returns_all:
        # Without an output everything that it wrote would come back.
        add(node, "output", name=f"{word(node.get('id', ''))}_called", value="=true")


def translate_decision(node: Any, mappings: Mappings, findings: Findings) -> None:  # noqa: ARG001
    called = element(node, "calledDecision")
    ref, variable = said(called, "decisionId"), said(called, "resultVariable")
    if ref is not None:
        add(node, "decision", ref=ref)
        _binding(called, "the decision", findings)
        if variable is not None:
            add(node, "result", variable=variable)


def _binding(called: Any | None, what: str, findings: Findings) -> None:
    """Here the bundle that an instance runs on says which version is called."""
    if said(called, "bindingType") == "versionTag":
        message = f"{what} is called in the version {said(called, 'versionTag')}; here it is the one of the same bundle"
        findings.warning(EXTENSION, message, "put the wanted version into the bundle", called)
