"""A user task without a form: whoever opens it sees nothing to fill in.

Bad::

    <bpmn:userTask id="culprit" name="Inspect the goods"><bpmn:extensionElements>
      <returnflow:task candidateGroups="inspector"/>
    </bpmn:extensionElements></bpmn:userTask>

Good::

    <bpmn:userTask id="a" name="Inspect the goods"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="inspector"/>
    </bpmn:extensionElements></bpmn:userTask>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "missing-form"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind == "userTask" and (element.task is None or element.task.form is None):
            message = f"{called(element)} shows no form"
            hint = "choose a form, or make it a manual task when nothing is to be entered"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
