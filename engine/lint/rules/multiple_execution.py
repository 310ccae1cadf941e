"""Parallel branches meet where nothing waits for both: what follows runs once for each of them.

BPMN allows it, so it is a warning. What lies behind the first such place is not reported again.

Bad::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="split"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:exclusiveGateway id="culprit"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f6" sourceRef="culprit" targetRef="e"/>

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

RULE = "multiple-execution"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element, finding in subject.found("multiple"):
        path, ways = subject.in_words(finding.witness.path), ", ".join(finding.others)
        message = f"{called(element)} is passed more than once: tokens come at once by {ways}, after {path}"
        hint = "synchronise the branches with a parallel or inclusive gateway before it"
        yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
