"""An element that no token can ever reach: a flow was forgotten or deleted.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="a"/><bpmn:task id="culprit"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "unreachable-element"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    reached = subject.ways.reachable()
    for element in subject.elements:
        if element.id not in reached and (element.parent_id is None or element.parent_id in reached):
            message = f"no token can reach {called(element)}"
            yield subject.problem(RULE, element, message, "draw a flow to it, or remove it", severity=SEVERITY)
