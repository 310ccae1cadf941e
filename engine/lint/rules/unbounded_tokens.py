"""Each round of a loop leaves one more token behind, without end.

A branch that runs on by itself to an end of its own may be started again and again.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="again"/><bpmn:parallelGateway id="split"/>
    <bpmn:exclusiveGateway id="x" default="f6"/><bpmn:parallelGateway id="culprit"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="again"/>
    <bpmn:sequenceFlow id="f2" sourceRef="again" targetRef="split"/>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="x"/>
    <bpmn:sequenceFlow id="f4" sourceRef="x" targetRef="again">
      <bpmn:conditionExpression>=count > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f5" sourceRef="split" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f6" sourceRef="x" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f7" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="a"/><bpmn:exclusiveGateway id="x" default="f4"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="x"/>
    <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=count > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="x" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "unbounded-tokens"
# Not an error: conditions are not evaluated, and may rule out what is found; BPMN allows the diagram.
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element, finding in subject.found("growth"):
        path, ways = subject.in_words(finding.witness.path), ", ".join(finding.others)
        message = f"more and more tokens gather at {called(element)} by {ways}, each time after {path}"
        hint = "join the branches before the loop goes back"
        yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
