"""Where a process and each embedded sub-process begins: one none start event, or the nodes without incoming flows."""

from collections.abc import Iterator

from engine.bpmn.elements import Element, Process
from engine.errors import Problem


def entries(process: Process, parent_id: str | None) -> tuple[Element, ...]:
    """The nodes that get a token when the process (None) or the sub-process `parent_id` starts (BPMN 2.0.2, 13.2.1)."""
    inside = process.inside(parent_id)
    starts = tuple(element for element in inside if element.kind == "startEvent")
    return starts or tuple(element for element in inside if _begins_by_itself(element))


def _begins_by_itself(element: Element) -> bool:
    is_link_target = element.event is not None and element.event.kind == "link"
    return not element.incoming and element.kind != "boundaryEvent" and not is_link_target


def check(process: Process) -> Iterator[Problem]:
    yield from _check_one(process, None, process.id, process.line)
    for element in process.elements.values():
        if element.kind == "subProcess":
            yield from _check_one(process, element.id, element.id, element.line)


def _check_one(process: Process, parent_id: str | None, element_id: str, line: int | None) -> Iterator[Problem]:
    starts = [element for element in process.inside(parent_id) if element.kind == "startEvent"]
    if len(starts) > 1:
        ids = ", ".join(element.id for element in starts)
        message, hint = f"several start events ({ids}) are not supported yet", "keep one, and branch behind it"
        yield Problem("start-events", message, hint, element_id=element_id, file=process.file, line=line)
    elif not entries(process, parent_id):
        message, hint = "nothing can start here: every node has an incoming flow", "add a start event"
        yield Problem("start-events", message, hint, element_id=element_id, file=process.file, line=line)
