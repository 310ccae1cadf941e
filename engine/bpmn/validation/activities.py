"""Activities: what they call or contain is there."""

from collections.abc import Iterator

from engine.bpmn.elements import Element, Process
from engine.bpmn.vocabulary import ACTIVITIES
from engine.errors import Problem


def check(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        yield from _check_one(process, element)


def _check_one(process: Process, element: Element) -> Iterator[Problem]:
    def problem(rule: str, message: str, hint: str) -> Problem:
        return Problem(rule, message, hint, element_id=element.id, file=process.file, line=element.line)

    if element.kind == "callActivity" and not element.called_process:
        yield problem("missing-called-element", "the call activity names no process", "choose the process it calls")
    if element.kind == "subProcess" and not process.inside(element.id):
        yield problem("empty-sub-process", "the sub-process is empty", "draw its content, or use a task")
    if element.kind == "businessRuleTask" and element.decision is None:
        yield problem("missing-decision", "the business rule task names no decision", "choose a decision")
    if element.decision is not None and element.decision.startswith("="):
        yield problem("missing-decision", "a decision is named, not computed", "write its id without the leading =")
    if element.loop is not None and element.kind not in ACTIVITIES:
        yield problem("loop", f"a {element.kind} cannot be repeated", "put it into a sub-process and repeat that")
