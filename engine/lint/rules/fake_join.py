"""Ways that run at the same time meet in a task without a gateway: the task is done once for each of them.

Bad::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="both"/>
    <bpmn:task id="a" name="Pack"/><bpmn:task id="b" name="Print"/><bpmn:task id="culprit" name="Send"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="both"/>
    <bpmn:sequenceFlow id="f2" sourceRef="both" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="both" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="culprit"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="both"/><bpmn:parallelGateway id="joined"/>
    <bpmn:task id="a" name="Pack"/><bpmn:task id="b" name="Print"/><bpmn:task id="c" name="Send"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="both"/>
    <bpmn:sequenceFlow id="f2" sourceRef="both" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="both" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="joined"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="joined"/>
    <bpmn:sequenceFlow id="f6" sourceRef="joined" targetRef="c"/>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.bpmn.vocabulary import GATEWAYS
from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "fake-join"
SEVERITY: Severity = "warning"
MAX_STEPS = 500_000  # flows that are followed back per process: what is left then is not judged

_JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")


def check(subject: Subject) -> Iterator[Problem]:
    steps = [MAX_STEPS]
    for element in subject.elements:
        if len(element.incoming) < 2 or element.kind in GATEWAYS:
            continue
        split = _split_behind(subject, element, steps)
        if split is not None:
            message = f"{called(element)} is done once for each way out of {called(split)} that leads here"
            hint = "join these ways in a gateway of the same kind first"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)


def _split_behind(subject: Subject, element: Element, steps: list[int]) -> Element | None:
    """A split of which two ways out come in by two different flows, with no join between."""
    left_by: dict[str, set[str]] = {}
    for flow_id in element.incoming:
        found = _splits_before(subject, element, flow_id, steps)
        for split_id, flows in found.items():
            known = left_by.setdefault(split_id, set())
            if known and flows and (known != flows or len(known) > 1):
                return subject.process.elements[split_id]
            known |= flows
    return None


def _splits_before(subject: Subject, target: Element, flow_id: str, steps: list[int]) -> dict[str, set[str]]:
    """The parallel splits from which `flow_id` is reached, with the flows that lead out of them to it."""
    process = subject.process
    found: dict[str, set[str]] = {}
    todo, seen = [flow_id], {flow_id}
    while todo and steps[0] > 0:
        steps[0] -= 1
        flow = process.flows.get(todo.pop())
        source = process.elements.get(flow.source) if flow is not None else None
        if flow is None or source is None or source.id == target.id:
            continue
        if _is_split(subject, source):
            found.setdefault(source.id, set()).add(flow.id)
        if source.kind in _JOINS and len(source.incoming) > 1:
            continue
        fresh = [it for it in source.incoming if it not in seen]
        seen.update(fresh)
        todo += fresh
    return found


def _is_split(subject: Subject, source: Element) -> bool:
    if len(source.outgoing) < 2:
        return False
    if source.kind == "parallelGateway":
        return True
    is_activity = not source.kind.endswith("Gateway")
    return is_activity and all(flow.condition is None for flow in subject.flows(source.outgoing))
