"""A gateway decides between several ways and does not say what it asks.

Bad::

    <bpmn:exclusiveGateway id="culprit" default="f2"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" name="yes" sourceRef="culprit" targetRef="a">
      <bpmn:conditionExpression>=true or false</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f2" name="no" sourceRef="culprit" targetRef="b"/>

Good::

    <bpmn:exclusiveGateway id="x" name="Goods damaged?" default="f2"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" name="yes" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=true or false</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f2" name="no" sourceRef="x" targetRef="b"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "unasked-gateway"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        is_deciding = element.kind in ("exclusiveGateway", "inclusiveGateway") and len(element.outgoing) > 1
        if is_deciding and not element.name.strip():
            message = f"the gateway {element.id} decides and does not say what it asks"
            hint = "name it as a question (Goods damaged?) and its ways out as the answers (yes, no)"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
