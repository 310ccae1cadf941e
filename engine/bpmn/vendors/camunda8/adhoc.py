"""Ad-hoc sub-processes: which activities begin by themselves."""

from typing import Any

from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import element, said
from engine.bpmn.vendors.equivalents import add, own
from engine.bpmn.vendors.findings import EXTENSION, OPERATION, Findings


def translate(node: Any, mappings: Mappings, findings: Findings) -> None:
    settings = element(node, "adHoc")
    active = said(settings, "activeElementsCollection")
    if active is not None and not own(node, "adHoc"):
        value = findings.translated(
            node, "activeElementsCollection", active, lambda text: camundafeel.value(text, mappings.inputs)
        )
        if value is not None:
            add(node, "adHoc", activate=value)
    if said(settings, "outputCollection") or said(settings, "outputElement"):
        message = "values of the activities of an ad-hoc sub-process are not collected"
        findings.error(EXTENSION, message, "write them to variables in each activity", node)
    job = said(element(node, "taskDefinition"), "type")
    if job is not None:
        message = f"the job {job!r} chooses the activities there; here people do, or an expression"
        findings.error(OPERATION, message, "write the activities as returnflow:adHoc activate", node)
