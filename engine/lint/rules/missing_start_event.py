"""A process without a start event: it starts at every element that no flow leads to, which is easily overlooked.

Bad::

    <bpmn:task id="a" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="a" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="a" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.bpmn.vocabulary import TASKS
from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "missing-start-event"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    inside = subject.ways.inside(None)
    is_flow = any(element.kind in TASKS for element in inside) and len(inside) > 1
    starts = [it for it in inside if it.kind == "startEvent" or it.instantiates]
    if is_flow and not starts:
        ids = ", ".join(element.id for element in subject.ways.entries(None)[:5])
        message = f"the process has no start event; it starts at {ids or 'no element'}"
        yield subject.problem(RULE, subject.process, message, "draw a start event", severity=SEVERITY)
