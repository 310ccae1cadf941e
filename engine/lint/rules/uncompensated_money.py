"""Money is moved, and nothing in the diagrams can take it back.

Either a compensation handler on the task (or on a sub-process around it) says how, or the bundle calls the operation
that reverses this one somewhere. The money operation here is erp.post_credit_memo; erp.reverse_credit_memo reverses it.

Bad::

    <bpmn:serviceTask id="culprit" name="Post the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="post_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>

Good::

    <bpmn:serviceTask id="a" name="Post the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="post_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:serviceTask id="b" name="Reverse the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="reverse_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.errors import Problem, Severity
from engine.lint.facts import OperationFacts
from engine.lint.subject import Subject
from engine.lint.traits import called, is_about

RULE = "uncompensated-money"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        facts = subject.bundle.moves_money(element)
        if facts is None or _is_undone_by_handler(subject, element) or _is_reversed(subject, element, facts):
            continue
        message = f"{called(element)} moves money, and no step takes it back"
        way = f" with {facts.reverse}" if facts.reverse else ""
        hint = f"draw a compensation handler{way}, or a process that corrects it"
        yield subject.problem(RULE, element, message, hint, severity=SEVERITY)


def _is_undone_by_handler(subject: Subject, element: Element) -> bool:
    places = (element, *subject.ways.around(element))
    return any(is_about(event, "compensate") for place in places for event in subject.ways.boundary(place.id))


def _is_reversed(subject: Subject, element: Element, facts: OperationFacts) -> bool:
    if element.operation is None or facts.reverse is None:
        return False
    return (element.operation.connector, facts.reverse) in subject.bundle.called_operations
