"""Where a process, and each embedded sub-process, begins (BPMN 2.0.2, 13.2 and 13.5.1)."""

from engine.bpmn.elements import Element, Process


def entries(process: Process, parent_id: str | None) -> tuple[Element, ...]:
    """The nodes that get a token when the process (None) or the sub-process `parent_id` starts without an event.

    Its none start events or, where it has no start events, the nodes that nothing leads to.
    """
    inside = process.inside(parent_id)
    starts = tuple(element for element in inside if element.kind == "startEvent")
    if starts:
        return tuple(element for element in starts if element.event is None or element.event.kind == "none")
    return tuple(element for element in inside if _begins_by_itself(process, element))


def instance_starts(process: Process, element: Element) -> tuple[Element, ...]:
    """The elements with which `element`, being a start of an instance, lets one begin; none for any other element.

    A start event or instantiating receive task itself; the events behind an instantiating event-based gateway.
    """
    if element.parent_id is not None:
        return ()
    if element.kind == "startEvent" or (element.kind == "receiveTask" and element.instantiates):
        return (element,)
    if element.kind == "eventBasedGateway" and element.instantiates:
        return tuple(process.elements[process.flows[flow_id].target] for flow_id in element.outgoing)
    return ()


def is_event_start(process: Process, element: Element) -> bool:
    """Whether `element` is the start event of an event sub-process."""
    if element.kind != "startEvent" or element.parent_id is None:
        return False
    return process.elements[element.parent_id].is_event_sub_process


def _begins_by_itself(process: Process, element: Element) -> bool:
    if element.incoming or element.kind == "boundaryEvent":
        return False
    if element.is_for_compensation or element.is_event_sub_process or _is_link_target(element):
        return False
    return not instance_starts(process, element)


def _is_link_target(element: Element) -> bool:
    return element.kind == "intermediateCatchEvent" and element.event is not None and element.event.kind == "link"
