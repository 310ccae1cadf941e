"""A token waits at a join for ever, because one of the ways into it is never taken in that run.

Conditions count as free choices; the message names a way that leads there. A warning only where a boundary event or
an event sub-process can end the scope meanwhile.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="split" default="f3"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:parallelGateway id="culprit"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f6" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="split" default="f3"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:exclusiveGateway id="join"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="join"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="join"/>
    <bpmn:sequenceFlow id="f6" sourceRef="join" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "deadlock"
# Not an error: conditions are not evaluated, and may rule out what is found; BPMN allows the diagram.
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element, finding in subject.found("deadlock"):
        missing = ", ".join(finding.others) or "more tokens"
        message = f"{called(element)} waits for ever for {missing} after {subject.in_words(finding.witness.path)}"
        hint = "join what was split by the same kind of gateway"
        yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
