"""A business error that an operation declares and that nothing catches: the return stops with an incident.

The operation here, erp.post_credit_memo, may refuse with CLOSED_PERIOD. An error boundary event on the task, one on a
sub-process or call activity around it, or an error event sub-process catches it; one without a code catches every
error. For operations that only read, this is an info.

Bad::

    <bpmn:serviceTask id="culprit" name="Post the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="post_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>

Good::

    <bpmn:serviceTask id="a" name="Post the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="post_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:boundaryEvent id="refused" name="Period closed" attachedToRef="a">
      <bpmn:errorEventDefinition errorRef="closed_period"/></bpmn:boundaryEvent>
    <bpmn:userTask id="mend" name="Choose another day"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="ar_clerk"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f1" sourceRef="refused" targetRef="mend"/>
"""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.errors import Problem, Severity
from engine.lint.subject import Bundle, Subject
from engine.lint.traits import called
from engine.lint.ways import Ways

RULE = "missing-handler"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        facts = subject.bundle.facts(element)
        if facts is None or not facts.errors:
            continue
        loose = [code for code in dict.fromkeys(facts.errors) if not _is_caught(subject, element, code)]
        if loose:
            message = f"{called(element)} may be refused with {', '.join(loose)}, which nothing catches"
            hint = "put an error event on its border that says how it goes on, or it becomes an incident"
            severity: Severity = "info" if facts.effect == "read" else SEVERITY
            yield subject.problem(RULE, element, message, hint, severity=severity)


def _is_caught(subject: Subject, element: Element, code: str) -> bool:
    todo: list[tuple[Ways, Element]] = [(subject.ways, element)]
    seen: set[str] = set()
    while todo:
        ways, place = todo.pop()
        if any(_catches(event, code) for event in ways.error_events(place)):
            continue
        if ways.process.id in seen:
            continue
        seen.add(ways.process.id)
        if _is_last(subject.bundle, ways):
            return False
        todo += subject.bundle.callers.of(ways.process.id)
    return True


def _is_last(bundle: Bundle, ways: Ways) -> bool:
    return bundle.callers.is_entry(ways.process.id)


def _catches(event: Element, code: str) -> bool:
    caught = event.event.every if event.event is not None else ()
    return any(it.kind == "error" and it.error_code in (code, None) for it in caught)
