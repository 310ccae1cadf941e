"""Conditions, cardinalities and timers of Camunda 8: FEEL already, but for the functions that only Camunda has."""

from typing import Any

from engine.bpmn.reading.markup import local, text
from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors.conditions import rewrite
from engine.bpmn.vendors.findings import Findings

_TEXTS = frozenset(
    [
        "conditionExpression",
        "condition",
        "completionCondition",
        "activationCondition",
        "loopCardinality",
        "timeDate",
        "timeDuration",
        "timeCycle",
    ]
)


def translate(node: Any, findings: Findings) -> None:
    said = text(node) if local(node) in _TEXTS else None
    if said is not None and said.startswith("=") and camundafeel.is_special(said):
        translated = findings.translated(node, local(node), said, camundafeel.value)
        rewrite(node, "=null" if translated is None else translated)
