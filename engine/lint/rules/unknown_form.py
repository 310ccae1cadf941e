"""A user task whose form is not in the bundle. The known one here: f5_inspection.

Bad::

    <bpmn:userTask id="culprit"><bpmn:extensionElements>
      <returnflow:task form="f5_inspektion" candidateGroups="inspector"/>
    </bpmn:extensionElements></bpmn:userTask>

Good::

    <bpmn:userTask id="a"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="inspector"/>
    </bpmn:extensionElements></bpmn:userTask>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject, renaming, suggestion

RULE = "unknown-form"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    known = subject.bundle.forms
    if known is None:
        return
    for element in subject.elements:
        form = element.task.form if element.task else None
        if form and not form.startswith("=") and form not in known:
            message = f"{element.name or element.id} shows the form {form}, which is not in the bundle"
            fix = renaming(element, "task.form", form, known)
            yield subject.problem(RULE, element, message, suggestion(form, known), fix=fix)
