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
# Not an error: BPMN allows it, and a message without a key goes to whoever waits longest.
SEVERITY: Severity = "warning"

_THROWING = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        # What calls an operation sends by it; what begins an instance takes any message of that name.
        if element.operation is not None or instance_starts(subject.process, element):
            continue
        for definition in element.event.every if element.event is not None else ():
            message = definition.message
            if message is not None and message.correlation is None:
                does = "sends" if element.kind in _THROWING else "waits for"
                text = f"{element.name or element.id} {does} the message {message.name}, which has no correlation key"
                hint = "give the message a key, for example =rma_number"
                yield subject.problem(RULE, element, text, hint, severity=SEVERITY)
