"""Conditions: every way out of a deciding node but the default says when it is taken."""

from collections.abc import Iterator

from engine.bpmn.elements import Process
from engine.errors import Problem

_DECIDING = ("exclusiveGateway", "inclusiveGateway")


def check(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.kind not in _DECIDING or len(element.outgoing) < 2:
            continue
        for flow_id in element.outgoing:
            flow = process.flows[flow_id]
            if flow.condition is None and flow_id != element.default_flow:
                yield Problem(
                    "missing-condition",
                    f"the flow leaves {element.id} without a condition and is not its default flow",
                    "write a condition like =amount > 100, or make it the default flow",
                    element_id=flow_id,
                    file=process.file,
                    line=flow.line,
                )
