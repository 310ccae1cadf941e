"""A deciding gateway without a default flow: when no condition is true, the instance is stuck with an incident.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="culprit"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f2" sourceRef="culprit" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="culprit" targetRef="b">
      <bpmn:conditionExpression>=amount &lt; 50</bpmn:conditionExpression></bpmn:sequenceFlow>

Good::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x" default="f3"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "missing-default-flow"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind not in ("exclusiveGateway", "inclusiveGateway") or element.default_flow:
            continue
        flows = [subject.process.flows[flow_id] for flow_id in element.outgoing]
        if flows and all(flow.condition for flow in flows):
            message = f"{element.name or element.id} has no default flow for the case that no condition is true"
            hint = "make the usual way the default flow"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
