"""Messages: the correlation key of those who wait for them."""

from typing import Any

from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import element, said
from engine.bpmn.vendors.equivalents import add
from engine.bpmn.vendors.findings import Findings


def translate(node: Any, mappings: Mappings, findings: Findings) -> None:  # noqa: ARG001
    key = said(element(node, "subscription"), "correlationKey")
    if key is not None:
        value = findings.translated(node, "correlationKey", key, camundafeel.value)
        if value is not None:
            add(node, "correlation", key=value)
