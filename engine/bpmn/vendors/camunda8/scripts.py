"""Script tasks: a FEEL expression and the variable for its value."""

from typing import Any

from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import element, said
from engine.bpmn.vendors.equivalents import add
from engine.bpmn.vendors.findings import Findings


def translate(node: Any, mappings: Mappings, findings: Findings) -> None:
    script = element(node, "script")
    expression, variable = said(script, "expression"), said(script, "resultVariable")
    if expression is None or variable is None:
        return

    def translated(text: str) -> str:
        if not text.startswith("="):
            return feel.plain(text)
        return feel.written(camundafeel.tree(text[1:], mappings.inputs))

    value = findings.translated(node, "script", expression, translated)
    if value is not None:
        add(node, "output", name=variable, value=value)
