"""Multi-instance: collections and their elements; numbers of rounds are called as they are here."""

from typing import Any

from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import element, said
from engine.bpmn.vendors.equivalents import settle
from engine.bpmn.vendors.findings import Findings


def translate(node: Any, mappings: Mappings, findings: Findings) -> None:  # noqa: ARG001
    loop = element(node, "loopCharacteristics")
    if loop is None:
        return
    texts: dict[str, str | None] = {}
    for name, ours in (("inputCollection", "collection"), ("outputElement", "output")):
        text = said(loop, name)
        texts[ours] = None if text is None else findings.translated(node, name, text, camundafeel.value)
    settle(node, "loop", element=said(loop, "inputElement"), outputCollection=said(loop, "outputCollection"), **texts)
