"""A way that just stops where the diagram has ends of its own: an end event or a flow was forgotten.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="culprit"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="a"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called, is_about

RULE = "dead-end"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    drawn = {element.parent_id for element in subject.elements if element.kind in ("startEvent", "endEvent")}
    for element in subject.elements:
        if element.outgoing or _may_end(element) or element.parent_id not in drawn:
            continue
        message = f"nothing follows {called(element)}"
        yield subject.problem(RULE, element, message, "lead it to an end event or onwards", severity=SEVERITY)


def _may_end(element: Element) -> bool:
    is_link = element.kind == "intermediateThrowEvent" and is_about(element, "link")
    is_compensation = element.kind == "boundaryEvent" and is_about(element, "compensate")
    return (
        element.kind == "endEvent"
        or is_link
        or is_compensation
        or element.is_event_sub_process
        or element.is_for_compensation
    )
