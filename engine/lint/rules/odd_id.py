"""An id that XML does not allow (a space, a leading digit): other tools will not open the diagram.

Bad::

    <bpmn:task id="culprit" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="1 culprit" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:task id="a" name="Pack"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="a" targetRef="e"/>
"""

import re
from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "odd-id"
SEVERITY: Severity = "warning"

_NAME = re.compile(r"[^\W\d][\w.\-\u00b7]*")


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.drawn:
        if not _NAME.fullmatch(element.id):
            message = f"expected letters, digits, - _ and . that begin with a letter as id, found {element.id[:80]!r}"
            hint = "change the id in the modeler, which changes every reference to it as well"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
