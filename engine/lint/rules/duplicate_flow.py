"""Two flows lead from the same element to the same element: what follows is done twice, or one of them is too many.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="t" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
    <bpmn:sequenceFlow id="culprit" sourceRef="t" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="t" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject

RULE = "duplicate-flow"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    first: dict[tuple[str, str, str | None], str] = {}
    for flow in subject.process.flows.values():
        other = first.setdefault((flow.source, flow.target, flow.condition), flow.id)
        if other != flow.id:
            message = f"the flow {flow.id} leads where {other} leads already"
            source = subject.process.elements.get(flow.source)
            is_default = source is not None and source.default_flow == flow.id
            fix = None if is_default else Fix("Remove this flow", (Edit("remove", flow.id),))
            yield subject.problem(RULE, flow, message, "remove one of them", severity=SEVERITY, fix=fix)
