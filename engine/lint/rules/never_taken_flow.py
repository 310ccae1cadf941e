"""A way out of an exclusive gateway that can never be taken: its condition is false, or one before it always wins.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x" name="How much?" default="f4"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/><bpmn:endEvent id="c"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="culprit" sourceRef="x" targetRef="b">
      <bpmn:conditionExpression>= amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="x" targetRef="c"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x" name="How much?" default="f4"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/><bpmn:endEvent id="c"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b">
      <bpmn:conditionExpression>=amount > 50</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="x" targetRef="c"/>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "never-taken-flow"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind == "exclusiveGateway" and len(element.outgoing) > 1:
            yield from _check_gateway(subject, element)


def _check_gateway(subject: Subject, gateway: Element) -> Iterator[Problem]:
    before: dict[str, str] = {}
    for flow in subject.flows(gateway.outgoing):
        condition = "".join((flow.condition or "").split())
        if not condition or flow.id == gateway.default_flow:
            continue
        reason = None
        if condition == "=false":
            reason = "its condition is always false"
        elif "=true" in before:
            reason = f"{before['=true']} before it is always taken"
        elif condition in before:
            reason = f"{before[condition]} before it has the same condition"
        before.setdefault(condition, flow.name or flow.id)
        if reason:
            message = f"the flow {flow.name or flow.id} is never taken: {reason}"
            yield subject.problem(RULE, flow, message, "correct the condition, or remove the flow", severity=SEVERITY)
