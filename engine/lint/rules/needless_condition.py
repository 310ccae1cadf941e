"""A condition where none is asked: on a default flow, or out of a parallel or event-based gateway.

Bad::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="both"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="both"/>
    <bpmn:sequenceFlow id="culprit" sourceRef="both" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="both" targetRef="b"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:inclusiveGateway id="some" name="What is to be done?" default="f3"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="some"/>
    <bpmn:sequenceFlow id="f2" sourceRef="some" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="some" targetRef="b"/>
"""

from collections.abc import Iterator

from engine.bpmn import Flow
from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject

RULE = "needless-condition"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for flow in subject.process.flows.values():
        reason = _reason(subject, flow) if flow.condition else None
        if reason:
            message = f"the condition of the flow {flow.name or flow.id} is never looked at: {reason}"
            fix = Fix("Remove the condition", (Edit("condition", flow.id),))
            hint = "remove it, or use a gateway that decides"
            yield subject.problem(RULE, flow, message, hint, severity=SEVERITY, fix=fix)


def _reason(subject: Subject, flow: Flow) -> str | None:
    source = subject.process.elements.get(flow.source)
    if source is None:
        return None
    if source.kind in ("parallelGateway", "eventBasedGateway"):
        return f"a {source.kind} does not decide by conditions"
    if source.default_flow == flow.id:
        return "it is the default flow"
    return None
