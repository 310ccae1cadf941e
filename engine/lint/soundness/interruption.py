"""Whether a scope that would go on for ever can be ended from outside."""

from engine.bpmn import Element, Process


def can_be_ended(process: Process, parent_id: str | None) -> bool:
    """Whether an interrupting event sub-process in the scope, or a boundary event on it or around it, may end it."""
    scope = parent_id
    while True:
        if any(_interrupts(process, element, scope) for element in process.elements.values()):
            return True
        if scope is None:
            return False
        scope = process.elements[scope].parent_id


def _interrupts(process: Process, element: Element, scope: str | None) -> bool:
    if element.kind == "boundaryEvent":
        is_compensation = element.event is not None and element.event.kind == "compensate"
        return element.attached_to == scope and element.is_interrupting and not is_compensation
    if element.is_event_sub_process and element.parent_id == scope:
        return any(one.kind == "startEvent" and one.is_interrupting for one in process.inside(element.id))
    return False
