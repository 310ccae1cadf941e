"""A way out of a deciding gateway that does not say when it is taken.

A model with this problem is not deployed at all; the rule shows it on drafts.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="culprit" sourceRef="x" targetRef="b"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x" default="f3"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"/>
"""

from collections.abc import Iterator
from dataclasses import replace

from engine.bpmn.validation import conditions
from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject

RULE = "missing-condition"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    for problem in conditions.check(subject.process):
        yield replace(problem, fix=_fix(subject, problem.element_id or ""))


def _fix(subject: Subject, flow_id: str) -> Fix | None:
    """The only way out that has no condition can be the default one."""
    gateway = subject.process.elements.get(subject.process.flows[flow_id].source)
    if gateway is None or gateway.default_flow is not None:
        return None
    without = [flow.id for flow in subject.flows(gateway.outgoing) if flow.condition is None]
    if without != [flow_id]:
        return None
    return Fix("Make it the default flow", (Edit("set", gateway.id, "default", flow_id),))
