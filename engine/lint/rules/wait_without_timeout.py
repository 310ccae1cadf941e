"""A wait for a message that may never come: goods that are not sent, an answer that nobody gives.

Something has to happen then: a timer on the border of the task or of a sub-process around it, or a timer beside it
behind an event-based gateway. The message here is `keyed`.

Bad::

    <bpmn:startEvent id="s"/><bpmn:intermediateCatchEvent id="culprit" name="Goods arrive">
      <bpmn:messageEventDefinition messageRef="keyed"/></bpmn:intermediateCatchEvent><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f2" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:receiveTask id="a" name="Goods arrive" messageRef="keyed"/>
    <bpmn:boundaryEvent id="late" name="Not within 30 days" attachedToRef="a"><bpmn:timerEventDefinition>
      <bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:endEvent id="e"/><bpmn:endEvent id="given_up"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"/>
    <bpmn:sequenceFlow id="f3" sourceRef="late" targetRef="given_up"/>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called, is_about

RULE = "wait-without-timeout"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if _waits_for_message(element) and not _is_limited(subject, element):
            message = f"{called(element)} waits for ever if the message never comes"
            hint = "put a timer on its border, or wait for message or timer behind an event-based gateway"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)


def _waits_for_message(element: Element) -> bool:
    is_task = element.kind == "receiveTask" and bool(element.incoming)
    return is_task or (element.kind == "intermediateCatchEvent" and is_about(element, "message"))


def _is_limited(subject: Subject, element: Element) -> bool:
    ways = subject.ways
    hosts = (element, *ways.around(element))
    on_borders = [event for host in hosts for event in ways.boundary(host.id)]
    if any(is_about(event, "timer") for event in on_borders) or is_about(element, "timer"):
        return True
    gateways = [subject.process.elements.get(flow.source) for flow in subject.flows(element.incoming)]
    beside = [it for gateway in gateways if gateway is not None and gateway.kind == "eventBasedGateway"
              for it in ways.targets(gateway)]  # fmt: skip
    return any(is_about(it, "timer") for it in beside)
