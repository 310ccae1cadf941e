"""A task, call or sub-process without a name: nobody can tell what is done there.

Bad::

    <bpmn:task id="culprit"/>

Good::

    <bpmn:task id="a" name="Pack the goods"/>
"""

from collections.abc import Iterator

from engine.bpmn.vocabulary import ACTIVITIES
from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "unnamed-element"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        if element.kind in ACTIVITIES and not element.name.strip() and not element.is_event_sub_process:
            message = f"the {element.kind} {element.id} has no name"
            hint = "name it with a verb and what it is done to: Inspect the goods"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
