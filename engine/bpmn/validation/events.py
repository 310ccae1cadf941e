"""Events: only definitions that may stand there (BPMN 2.0.2, tables 10.84 to 10.92), and references that resolve."""

from collections.abc import Iterator

from engine.bpmn.elements import Element, EventDefinition, Process
from engine.bpmn.vocabulary import ACTIVITIES
from engine.errors import Problem

ALLOWED = {
    "endEvent": {"none", "error", "terminate", "message", "signal", "escalation", "cancel", "compensate"},
    "intermediateCatchEvent": {"timer", "message", "link", "signal", "conditional"},
    "intermediateThrowEvent": {"none", "link", "message", "signal", "escalation", "compensate"},
    "boundaryEvent": {"timer", "message", "error", "signal", "conditional", "escalation", "cancel", "compensate"},
}
_CAUGHT_BY_GATEWAY = {"timer", "message", "signal", "conditional"}
_ALWAYS_INTERRUPTING = {"error", "cancel"}
_CAUGHT_ON_ITS_WAY = {"error", "escalation", "cancel", "compensate"}


def check(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.event is not None and element.kind in ALLOWED:
            for definition in element.event.every:
                yield from _check_definition(process, element, definition)
            yield from _check_together(process, element, element.event)
        if element.kind == "boundaryEvent":
            yield from _check_boundary(process, element)
        if element.kind == "eventBasedGateway":
            yield from _check_gateway(process, element)


def _problem(process: Process, element: Element, rule: str, message: str, hint: str) -> Problem:
    return Problem(rule, message, hint, element_id=element.id, file=process.file, line=element.line)


def _check_definition(process: Process, element: Element, event: EventDefinition) -> Iterator[Problem]:
    if event.kind not in ALLOWED[element.kind]:
        allowed = ", ".join(sorted(ALLOWED[element.kind]))
        message = f"a {element.kind} cannot have a {event.kind} definition"
        yield _problem(process, element, "event-definition", message, f"possible here: {allowed}")
        return
    is_sending = event.kind == "message" and element.kind in ("endEvent", "intermediateThrowEvent")
    if event.kind != "message" and element.operation is not None:
        message = f"a {event.kind} event calls no operation"
        yield _problem(process, element, "misplaced-extension", message, "use a service task, or a message event")
    if is_sending and element.operation is None and event.message is None:
        message = "a throwing message event names neither a connector operation nor a message"
        yield _problem(process, element, "missing-operation", message, "choose an operation, or a message")
    if event.kind == "error" and element.kind == "endEvent" and event.error_code is None:
        yield _problem(process, element, "unresolved-reference", "the error end event has no error", "choose one")
    if event.kind == "link":
        yield from _check_link(process, element, event)
    if event.kind == "compensate" and event.compensated is not None:
        yield from _check_compensated(process, element, event.compensated)
    if event.kind == "cancel":
        yield from _check_cancel(process, element)


def _check_together(process: Process, element: Element, event: EventDefinition) -> Iterator[Problem]:
    if not event.parts:
        return
    kinds = [one.kind for one in event.parts]
    if "link" in kinds or "none" in kinds:
        message = f"the definitions {', '.join(kinds)} cannot stand in one event"
        yield _problem(process, element, "event-definition", message, "keep one of them")
    if event.is_parallel and _CAUGHT_ON_ITS_WAY & set(kinds):
        message = "errors, escalations, cancel and compensation cannot be waited for together with others"
        yield _problem(process, element, "event-definition", message, "give them an event of their own")


def _check_link(process: Process, element: Element, event: EventDefinition) -> Iterator[Problem]:
    if not event.link:
        yield _problem(process, element, "missing-name", "the link event has no name", "name it like its other end")
        return
    other = "intermediateCatchEvent" if element.kind == "intermediateThrowEvent" else "intermediateThrowEvent"
    ends = process.link_ends(other, element.parent_id, event.link)
    if not ends or (other == "intermediateCatchEvent" and len(ends) > 1):
        message = f"expected one {other} for the link {event.link!r} beside it, found {len(ends)}"
        yield _problem(process, element, "unresolved-reference", message, "give both ends the same link name")


def _check_compensated(process: Process, element: Element, activity_id: str) -> Iterator[Problem]:
    activity = process.elements.get(activity_id)
    if activity is None or activity.kind not in ACTIVITIES:
        message = f"expected an activity of this process as activityRef, found {activity_id!r}"
        yield _problem(process, element, "unresolved-reference", message, "choose an activity")


def _check_cancel(process: Process, element: Element) -> Iterator[Problem]:
    if element.kind == "boundaryEvent":
        host = process.elements.get(element.attached_to or "")
        if host is None or host.kind != "transaction":
            message = "a cancel boundary event belongs on a transaction"
            yield _problem(process, element, "cancel", message, "attach it to a transaction, or use an error")
        return
    place: Element | None = element
    while place is not None and place.kind != "transaction":
        place = process.elements.get(place.parent_id or "")
    if place is None:
        message = "a cancel end event belongs into a transaction"
        yield _problem(process, element, "cancel", message, "make the sub-process a transaction, or use an error")


def _check_boundary(process: Process, element: Element) -> Iterator[Problem]:
    host = process.elements.get(element.attached_to or "")
    if host is None or host.kind not in ACTIVITIES or host.parent_id != element.parent_id:
        message = f"expected an activity beside it as attachedToRef, found {element.attached_to!r}"
        yield _problem(process, element, "unresolved-reference", message, "attach it to a task or sub-process again")
    elif host.is_event_sub_process:
        message = "an event sub-process cannot have boundary events"
        yield _problem(process, element, "boundary", message, "catch it inside, or around it")
    kinds = {one.kind for one in element.event.every} if element.event is not None else {"none"}
    if kinds & _ALWAYS_INTERRUPTING and not element.is_interrupting:
        message = f"a boundary event for {' and '.join(sorted(kinds & _ALWAYS_INTERRUPTING))} always interrupts"
        yield _problem(process, element, "boundary", message, "make it interrupting")
    if kinds == {"compensate"} and element.handler is None:
        message = "the compensation event leads to no handler"
        yield _problem(process, element, "missing-handler", message, "draw an association to the activity that undoes")
    if kinds == {"compensate"} and element.outgoing:
        message = "a compensation event has no outgoing flow: an association leads to its handler"
        yield _problem(process, element, "flow-sides", message, "draw an association instead")


def _check_gateway(process: Process, element: Element) -> Iterator[Problem]:
    for flow_id in element.outgoing:
        target = process.elements.get(process.flows[flow_id].target)
        if target is None:
            continue
        if not _waits(target) or len(target.incoming) > 1 or target.loop is not None:
            message = f"behind an event-based gateway, {target.id} is no event that waits, with this one way in"
            yield _problem(process, element, "event-gateway", message, "lead each flow to a catching event of its own")
    if not element.outgoing:
        yield _problem(process, element, "event-gateway", "the gateway has no outgoing flow", "add catching events")
    if element.awaits_all and not element.instantiates:
        message = "a parallel event-based gateway can only begin a process"
        yield _problem(process, element, "event-gateway", message, "use a parallel gateway before the events")


def _waits(target: Element) -> bool:
    if target.kind == "receiveTask":
        return True
    return (
        target.kind == "intermediateCatchEvent"
        and target.event is not None
        and all(one.kind in _CAUGHT_BY_GATEWAY for one in target.event.every)
    )
