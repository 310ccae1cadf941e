"""A user task that is offered to nobody.

Bad::

    <bpmn:userTask id="culprit"/>

Good::

    <bpmn:userTask id="a"><bpmn:extensionElements>
      <returnflow:task candidateGroups="inspector"/>
    </bpmn:extensionElements></bpmn:userTask>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "unassigned-task"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind != "userTask" or (element.task and (element.task.candidate_groups or element.task.assignee)):
            continue
        message = f"{element.name or element.id} has neither a candidate group nor an assignee"
        yield subject.problem(RULE, element, message, "name the group that does it", severity=SEVERITY)
