"""Where a process and each embedded sub-process begins, and that what stands outside of all flows may do so."""

from collections.abc import Iterator

from engine.bpmn.elements import Element, Process
from engine.bpmn.starts import entries, instance_starts
from engine.bpmn.vocabulary import SUB_PROCESSES
from engine.errors import Problem

# What begins an instance, and what begins an event sub-process (BPMN 2.0.2, table 10.84).
PROCESS_STARTS = frozenset({"none", "message", "timer", "conditional", "signal"})
EVENT_STARTS = frozenset({"message", "timer", "conditional", "signal", "error", "escalation", "compensate"})


def check(process: Process) -> Iterator[Problem]:
    yield from _check_beginning(process, None, process.id, process.line)
    for element in process.elements.values():
        if element.kind in SUB_PROCESSES:
            if element.is_event_sub_process:
                yield from _check_event_sub_process(process, element)
            elif process.inside(element.id):
                yield from _check_beginning(process, element.id, element.id, element.line)
        if element.kind == "startEvent":
            yield from _check_kinds(process, element)
        if element.instantiates:
            yield from _check_instantiating(process, element)


def _problem(process: Process, element: Element, message: str, hint: str) -> Problem:
    return Problem("start-events", message, hint, element_id=element.id, file=process.file, line=element.line)


def _check_beginning(process: Process, parent_id: str | None, element_id: str, line: int | None) -> Iterator[Problem]:
    inside = process.inside(parent_id)
    starts = [start for element in inside for start in instance_starts(process, element)]
    if not entries(process, parent_id) and not starts:
        message, hint = "nothing can start here: every node has an incoming flow", "add a start event"
        yield Problem("start-events", message, hint, element_id=element_id, file=process.file, line=line)


def _check_kinds(process: Process, element: Element) -> Iterator[Problem]:
    kinds = {one.kind for one in element.event.every} if element.event is not None else {"none"}
    if element.parent_id is None:
        allowed, where = PROCESS_STARTS, "a process"
    elif process.elements[element.parent_id].is_event_sub_process:
        allowed, where = EVENT_STARTS, "an event sub-process"
    else:
        allowed, where = frozenset({"none"}), "a sub-process"
    wrong = sorted(kinds - allowed)
    if wrong:
        choices = ", ".join(sorted(allowed))
        message = f"a {wrong[0]} start event cannot start {where}"
        yield _problem(process, element, message, f"possible here: {choices}")
    if "error" in kinds and not element.is_interrupting:
        yield _problem(process, element, "an error always interrupts", "make the start event interrupting")


def _check_event_sub_process(process: Process, element: Element) -> Iterator[Problem]:
    starts = [one for one in process.inside(element.id) if one.kind == "startEvent"]
    if len(starts) != 1:
        message = f"expected one start event in the event sub-process, found {len(starts)}"
        yield _problem(process, element, message, "draw one start event with the event that begins it")
    if element.incoming or element.outgoing:
        message = "an event sub-process has no flows of its own: its event begins it"
        yield _problem(process, element, message, "remove the flows, or make it a plain sub-process")
    if element.loop is not None:
        yield _problem(process, element, "an event sub-process cannot be repeated", "put the loop inside")


def _check_instantiating(process: Process, element: Element) -> Iterator[Problem]:
    if element.incoming:
        message = f"what begins an instance cannot have incoming flows, and {element.id} has"
        yield _problem(process, element, message, "remove them, or set instantiate to false")
    if element.parent_id is not None:
        yield _problem(process, element, "only a process can be instantiated", "set instantiate to false")
