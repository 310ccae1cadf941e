"""Sequence flows: both ends exist, in the same process or sub-process, and the nodes may have them."""

from collections.abc import Iterator

from engine.bpmn.elements import Element, Flow, Process
from engine.errors import Problem


def check(process: Process) -> Iterator[Problem]:
    for flow in process.flows.values():
        yield from _check_ends(process, flow)
    for element in process.elements.values():
        yield from _check_sides(process, element)


def _check_ends(process: Process, flow: Flow) -> Iterator[Problem]:
    for attribute, element_id in (("sourceRef", flow.source), ("targetRef", flow.target)):
        element = process.elements.get(element_id)
        if element is None:
            found = f"{attribute} {element_id!r}, which is no flow node of this process"
            yield _problem(process, flow, "unresolved-reference", f"the flow has the {found}", "connect it again")
        elif element.parent_id != flow.parent_id:
            message = f"the flow crosses the border of a sub-process at {element_id}"
            yield _problem(process, flow, "crossing-flow", message, "flows stay inside; use events or outputs")


def _problem(process: Process, flow: Flow, rule: str, message: str, hint: str) -> Problem:
    return Problem(rule, message, hint, element_id=flow.id, file=process.file, line=flow.line)


def _check_sides(process: Process, element: Element) -> Iterator[Problem]:
    def problem(message: str, hint: str) -> Problem:
        return Problem("flow-sides", message, hint, element_id=element.id, file=process.file, line=element.line)

    if element.incoming and element.kind in ("startEvent", "boundaryEvent"):
        yield problem(f"a {element.kind} cannot have incoming flows", "let the flow end at a task or gateway")
    if element.incoming and element.event and element.event.kind == "link" and element.kind == "intermediateCatchEvent":
        yield problem("a catching link event cannot have incoming flows", "throw the link instead")
    if element.outgoing and element.kind == "endEvent":
        yield problem("an end event cannot have outgoing flows", "use an intermediate event")
    if element.outgoing and element.event and element.event.kind == "link" and element.kind == "intermediateThrowEvent":
        yield problem("a throwing link event cannot have outgoing flows", "go on from the catching link event")
    if element.default_flow and element.default_flow not in element.outgoing:
        yield problem(
            f"the default flow {element.default_flow!r} does not leave this element", "choose one of its own flows"
        )
