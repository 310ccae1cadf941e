"""Two user tasks of a process are called the same: in the task list nobody can tell which is which.

Bad::

    <bpmn:userTask id="a" name="Check"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="inspector"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:userTask id="culprit" name="Check"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="ar_clerk"/></bpmn:extensionElements></bpmn:userTask>

Good::

    <bpmn:userTask id="a" name="Check the goods"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="inspector"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:userTask id="b" name="Check the credit"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="ar_clerk"/></bpmn:extensionElements></bpmn:userTask>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "duplicate-name"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for element in subject.elements:
        name = " ".join(element.name.split()).casefold()
        if element.kind != "userTask" or not name:
            continue
        other = first.setdefault(name, element.id)
        # One with a title of its own can be told apart.
        if other != element.id and not (element.task is not None and element.task.title):
            message = f"{element.id} and {other} are both called {element.name}"
            yield subject.problem(RULE, element, message, "say in the name what differs", severity=SEVERITY)
