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

from engine.errors import Problem
from engine.lint.subject import Subject

RULE = "dead-end"


def check(subject: Subject) -> Iterator[Problem]:
    drawn = {element.parent_id for element in subject.elements if element.kind in ("startEvent", "endEvent")}
    for element in subject.elements:
        is_link = element.event is not None and element.event.kind == "link"
        if element.outgoing or element.kind == "endEvent" or is_link or element.parent_id not in drawn:
            continue
        message = f"nothing follows {element.name or element.id}"
        yield subject.problem(RULE, element, message, "lead it to an end event or onwards", severity="warning")
