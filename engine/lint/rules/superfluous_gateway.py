"""A gateway with one way in and one way out: it decides nothing and joins nothing.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="culprit"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f2" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.bpmn.vocabulary import GATEWAYS
from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "superfluous-gateway"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        is_plain = element.kind in GATEWAYS and element.kind != "eventBasedGateway"
        if not is_plain or len(element.incoming) != 1 or len(element.outgoing) != 1:
            continue
        if any(flow.condition for flow in subject.flows(element.outgoing)):
            continue
        message = f"the gateway {called(element)} has one way in and one way out"
        fix = Fix("Remove the gateway", (Edit("bypass", element.id),))
        yield subject.problem(RULE, element, message, "remove it", severity=SEVERITY, fix=fix)
