"""Flows lead to an element and yet no run can ever pass it, because it waits for what cannot come together.

Bad::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="p"/><bpmn:task id="t"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:exclusiveGateway id="split" default="f5"/><bpmn:parallelGateway id="culprit"/><bpmn:task id="c"/>
    <bpmn:endEvent id="e"/><bpmn:endEvent id="stop"><bpmn:terminateEventDefinition/></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="p"/>
    <bpmn:sequenceFlow id="f2" sourceRef="p" targetRef="t"/>
    <bpmn:sequenceFlow id="f3" sourceRef="p" targetRef="split"/>
    <bpmn:sequenceFlow id="f4" sourceRef="split" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f5" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f6" sourceRef="a" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f7" sourceRef="b" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f8" sourceRef="culprit" targetRef="c"/>
    <bpmn:sequenceFlow id="f9" sourceRef="c" targetRef="e"/>
    <bpmn:sequenceFlow id="f10" sourceRef="t" targetRef="stop"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="split"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:parallelGateway id="join"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="join"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="join"/>
    <bpmn:sequenceFlow id="f6" sourceRef="join" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "never-executed"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element, finding in subject.found("dead"):
        behind = f"; nor what is behind it: {', '.join(finding.others[:10])}" if finding.others else ""
        message = f"{called(element)} can never be passed, even after {subject.in_words(finding.witness.path)}{behind}"
        yield subject.problem(RULE, element, message, "mend the join before it", severity=SEVERITY)
