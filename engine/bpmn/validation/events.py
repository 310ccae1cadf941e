"""Events: only definitions that run rightly, at the places where they run, and references that resolve."""

from collections.abc import Iterator

from engine.bpmn.elements import Element, EventDefinition, Process
from engine.bpmn.vocabulary import ACTIVITIES
from engine.errors import Problem

SUPPORTED = {
    "startEvent": {"none"},
    "endEvent": {"none", "error", "terminate", "message"},
    "intermediateCatchEvent": {"timer", "message", "link"},
    "intermediateThrowEvent": {"none", "link", "message"},
    "boundaryEvent": {"timer", "message", "error"},
}
_CAUGHT_BY_GATEWAY = {"timer", "message"}


def check(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.event is None or element.kind not in SUPPORTED:
            pass
        elif element.event.kind not in SUPPORTED[element.kind]:
            supported = ", ".join(sorted(SUPPORTED[element.kind]))
            message = f"a {element.kind} with a {element.event.kind} definition is not supported yet"
            yield _problem(process, element, "unsupported-element", message, f"supported here: {supported}")
        else:
            yield from _check_definition(process, element, element.event)
        if element.kind == "boundaryEvent":
            yield from _check_boundary(process, element)
        if element.kind == "eventBasedGateway":
            yield from _check_gateway(process, element)


def _problem(process: Process, element: Element, rule: str, message: str, hint: str) -> Problem:
    return Problem(rule, message, hint, element_id=element.id, file=process.file, line=element.line)


def _check_definition(process: Process, element: Element, event: EventDefinition) -> Iterator[Problem]:
    if event.kind == "message" and element.kind in ("endEvent", "intermediateThrowEvent") and element.operation is None:
        message = "a throwing message event sends by a connector operation, and none is given"
        yield _problem(process, element, "missing-operation", message, "choose connector and operation")
    elif event.kind != "message" and element.operation is not None:
        message = f"a {event.kind} event calls no operation"
        yield _problem(process, element, "misplaced-extension", message, "use a service task, or a message event")
    if event.kind == "error" and element.kind == "endEvent" and event.error_code is None:
        yield _problem(process, element, "unresolved-reference", "the error end event has no error", "choose one")
    if event.kind == "link":
        yield from _check_link(process, element, event)


def _check_link(process: Process, element: Element, event: EventDefinition) -> Iterator[Problem]:
    if not event.link:
        yield _problem(process, element, "missing-name", "the link event has no name", "name it like its other end")
        return
    other = "intermediateCatchEvent" if element.kind == "intermediateThrowEvent" else "intermediateThrowEvent"
    ends = [
        candidate
        for candidate in process.inside(element.parent_id)
        if candidate.kind == other and candidate.event and candidate.event.link == event.link
    ]
    if not ends or (other == "intermediateCatchEvent" and len(ends) > 1):
        message = f"expected one {other} for the link {event.link!r} beside it, found {len(ends)}"
        yield _problem(process, element, "unresolved-reference", message, "give both ends the same link name")


def _check_boundary(process: Process, element: Element) -> Iterator[Problem]:
    host = process.elements.get(element.attached_to or "")
    if host is None or host.kind not in ACTIVITIES or host.parent_id != element.parent_id:
        message = f"expected an activity beside it as attachedToRef, found {element.attached_to!r}"
        yield _problem(process, element, "unresolved-reference", message, "attach it to a task or sub-process again")
    if element.event and element.event.kind == "error" and not element.is_interrupting:
        message = "an error boundary event always interrupts"
        yield _problem(process, element, "boundary", message, "make it interrupting")


def _check_gateway(process: Process, element: Element) -> Iterator[Problem]:
    for flow_id in element.outgoing:
        target = process.elements.get(process.flows[flow_id].target)
        if target is None:
            continue
        is_catching = target.kind == "intermediateCatchEvent" and target.event is not None
        waits = target.kind == "receiveTask" or (is_catching and target.event.kind in _CAUGHT_BY_GATEWAY)  # type: ignore[union-attr]
        if not waits or len(target.incoming) > 1 or target.loop is not None:
            message = f"behind an event-based gateway, {target.id} is no message or timer event with this one way in"
            yield _problem(process, element, "event-gateway", message, "lead each flow to a catching event of its own")
    if not element.outgoing:
        yield _problem(process, element, "event-gateway", "the gateway has no outgoing flow", "add catching events")
