"""A gateway joins several ways and splits into several again: two questions in one symbol.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="t" name="Pack"/>
    <bpmn:exclusiveGateway id="culprit" name="Done?" default="f4"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f3" name="no" sourceRef="culprit" targetRef="t">
      <bpmn:conditionExpression>=true or false</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" name="yes" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="t" name="Pack"/><bpmn:exclusiveGateway id="again"/>
    <bpmn:exclusiveGateway id="x" name="Done?" default="f5"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="again"/>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="again"/>
    <bpmn:sequenceFlow id="f3" sourceRef="again" targetRef="x"/>
    <bpmn:sequenceFlow id="f4" name="no" sourceRef="x" targetRef="t">
      <bpmn:conditionExpression>=true or false</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f5" name="yes" sourceRef="x" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.bpmn.vocabulary import GATEWAYS
from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "join-and-split"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind in GATEWAYS and len(element.incoming) > 1 and len(element.outgoing) > 1:
            message = f"the gateway {called(element)} joins and splits"
            yield subject.problem(RULE, element, message, "draw two gateways", severity=SEVERITY)
