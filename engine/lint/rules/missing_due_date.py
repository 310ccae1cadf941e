"""A user task that may wait for ever: nobody is told when it is late.

Bad::

    <bpmn:userTask id="culprit" name="Inspect the goods"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="inspector"/>
    </bpmn:extensionElements></bpmn:userTask>

Good::

    <bpmn:userTask id="a" name="Inspect the goods"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="inspector" due="P2D"/>
    </bpmn:extensionElements></bpmn:userTask>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called, is_about

RULE = "missing-due-date"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind != "userTask" or (element.task is not None and element.task.due is not None):
            continue
        if not any(is_about(event, "timer") for event in subject.ways.boundary(element.id)):
            message = f"{called(element)} is never due"
            hint = 'say when it is, for example due="P2D", or put a timer on its border'
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
