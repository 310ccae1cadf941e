"""Activities: what they call or contain is there; handlers stand outside of the flow."""

from collections.abc import Iterator

from engine.bpmn import limits
from engine.bpmn.elements import Element, Process
from engine.bpmn.vocabulary import ACTIVITIES, SUB_PROCESSES
from engine.errors import Problem


def check(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        yield from _check_one(process, element)


def _check_one(process: Process, element: Element) -> Iterator[Problem]:
    def problem(rule: str, message: str, hint: str) -> Problem:
        return Problem(rule, message, hint, element_id=element.id, file=process.file, line=element.line)

    if element.kind == "callActivity" and not element.called_process:
        yield problem("missing-called-element", "the call activity names no process", "choose the process it calls")
    if element.kind in SUB_PROCESSES and not process.inside(element.id):
        yield problem("empty-sub-process", "the sub-process is empty", "draw its content, or use a task")
    if element.kind in SUB_PROCESSES and _depth(process, element) == limits.DEPTH:
        message = f"the sub-process would be more than {limits.DEPTH} deep"
        yield problem("too-deep", message, "move inner sub-processes into called processes")
    if element.kind == "businessRuleTask" and element.decision is None:
        yield problem("missing-decision", "the business rule task names no decision", "choose a decision")
    if element.decision is not None and element.decision.startswith("="):
        yield problem("missing-decision", "a decision is named, not computed", "write its id without the leading =")
    if element.loop is not None and element.kind not in ACTIVITIES:
        yield problem("loop", f"a {element.kind} cannot be repeated", "put it into a sub-process and repeat that")
    if element.is_for_compensation and (element.incoming or element.outgoing):
        message = "a compensation handler stands outside of the flow"
        yield problem("compensation-handler", message, "remove its flows, or set isForCompensation to false")
    if element.kind == "adHocSubProcess":
        yield from _check_ad_hoc(process, element)


def _depth(process: Process, element: Element) -> int:
    """How many sub-processes lie around `element`."""
    depth = 0
    while element.parent_id is not None:
        element = process.elements[element.parent_id]
        depth += 1
    return depth


def _check_ad_hoc(process: Process, element: Element) -> Iterator[Problem]:
    for inside in process.inside(element.id):
        if inside.kind in ("startEvent", "endEvent"):
            message = f"an ad-hoc sub-process has no {inside.kind}"
            hint = "remove it: what is done, and when, is chosen"
            yield Problem("ad-hoc", message, hint, element_id=inside.id, file=process.file, line=inside.line)
