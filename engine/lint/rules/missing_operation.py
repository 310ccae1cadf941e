"""A service or send task that calls nothing: it would stop with an incident.

Bad::

    <bpmn:serviceTask id="culprit"/>

Good::

    <bpmn:serviceTask id="a"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="get_order"/>
    </bpmn:extensionElements></bpmn:serviceTask>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject

RULE = "missing-operation"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        is_sent_inside = element.event is not None and element.event.message is not None
        if element.kind in ("serviceTask", "sendTask") and element.operation is None and not is_sent_inside:
            message = f"{element.name or element.id} names no connector operation"
            hint = "choose connector and operation, or make it a user task or a script task"
            yield subject.problem(RULE, element, message, hint, fix=_fix(element))


def _fix(element: Element) -> Fix:
    return Fix("Let a person do it", (Edit("become", element.id, value="userTask"),))
