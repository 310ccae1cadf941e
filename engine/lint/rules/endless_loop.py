"""A loop that nothing leads out of: the instance can never complete.

A warning only where a boundary event or an event sub-process can end the scope meanwhile.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="culprit"/><bpmn:task id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f2" sourceRef="culprit" targetRef="b"/>
    <bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="culprit"/>

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

RULE = "endless-loop"
# Not an error: conditions are not evaluated, and may rule out what is found; BPMN allows the diagram.
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element, finding in subject.found("livelock"):
        path, loop = subject.in_words(finding.witness.path), subject.in_words(finding.others)
        message = f"after {path} only {loop} can go on, again and again, and no end can be reached"
        hint = "lead a way out of the loop, with a condition"
        yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
