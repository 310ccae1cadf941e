"""A message without a correlation key: it would reach any instance that waits for it, not the one it is meant for.

The messages here: `plain` has no correlation, `keyed` has one.

Bad::

    <bpmn:receiveTask id="culprit" messageRef="plain"/>

Good::

    <bpmn:receiveTask id="a" messageRef="keyed"/>
"""

from collections.abc import Iterator

from engine.bpmn.starts import instance_starts
from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "message-correlation"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        message = element.event.message if element.event else None
        # What begins an instance takes any message of that name.
        is_for_many = message is not None and message.correlation is None and element.operation is None
        if message is not None and is_for_many and not instance_starts(subject.process, element):
            text = f"{element.name or element.id} waits for the message {message.name}, which has no correlation key"
            hint = "give the message a key, for example =rma_number"
            yield subject.problem(RULE, element, text, hint)
