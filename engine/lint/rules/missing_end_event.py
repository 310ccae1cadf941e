"""A process without an end event: it just stops where no flow goes on, and nobody sees how it came out.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="a" name="Pack"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="a" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.bpmn.vocabulary import TASKS
from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "missing-end-event"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    inside = subject.ways.inside(None)
    is_flow = any(element.kind in TASKS for element in inside) and len(inside) > 1
    if is_flow and all(element.kind != "endEvent" for element in inside):
        message = "the process has no end event"
        hint = "draw one per outcome, named like it: Credited, Rejected"
        yield subject.problem(RULE, subject.process, message, hint, severity=SEVERITY)
