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

from engine.bpmn import Element, Process
from engine.bpmn.starts import entries
from engine.errors import Problem
from engine.lint.subject import Subject

RULE = "unreachable-element"


def check(subject: Subject) -> Iterator[Problem]:
    reached = _reached(subject.process)
    for element in subject.elements:
        if element.id not in reached and (element.parent_id is None or element.parent_id in reached):
            message = f"no token can reach {element.name or element.id}"
            yield subject.problem(RULE, element, message, "draw a flow to it, or remove it", severity="warning")


def _reached(process: Process) -> set[str]:
    reached: set[str] = set()
    todo = list(entries(process, None))
    while todo:
        element = todo.pop()
        if element.id not in reached:
            reached.add(element.id)
            todo += _next(process, element)
    return reached


def _next(process: Process, element: Element) -> Iterator[Element]:
    for flow_id in element.outgoing:
        target = process.elements.get(process.flows[flow_id].target)
        if target is not None:
            yield target
    if element.kind == "subProcess":
        yield from entries(process, element.id)
    link = element.event.link if element.event else None
    for other in process.elements.values():
        is_link_target = link and element.kind == "intermediateThrowEvent" and other.event and other.event.link == link
        if other.attached_to == element.id or is_link_target:
            yield other
