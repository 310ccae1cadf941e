"""Several flows leave a task without conditions: all of them are taken at once, which readers often do not expect.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="culprit" name="Receive"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f2" sourceRef="culprit" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="culprit" targetRef="b"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:task id="t" name="Receive"/><bpmn:parallelGateway id="both"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="both"/>
    <bpmn:sequenceFlow id="f3" sourceRef="both" targetRef="a"/>
    <bpmn:sequenceFlow id="f4" sourceRef="both" targetRef="b"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "implicit-split"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind.endswith("Gateway"):
            continue
        always = [flow for flow in subject.flows(element.outgoing) if flow.condition is None]
        always = [flow for flow in always if flow.id != element.default_flow]
        if len(always) > 1:
            message = f"{called(element)} has {len(always)} ways out that are all taken at once"
            hint = "draw a parallel gateway behind it if that is meant, an exclusive one if not"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
