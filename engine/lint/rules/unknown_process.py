"""A call activity whose process is not in the bundle, or is only a drawing. The known one here: p.

Bad::

    <bpmn:callActivity id="culprit" calledElement="p10_eligibilty"/>

Good::

    <bpmn:callActivity id="a" calledElement="p"/>
"""

from collections.abc import Iterator

from engine.errors import Problem
from engine.lint.subject import Subject, suggestion

RULE = "unknown-process"


def check(subject: Subject) -> Iterator[Problem]:
    known = [process.id for process in subject.bundle.model.processes.values() if process.is_executable]
    for element in subject.elements:
        is_ours = element.called_process is not None and element.binding is None
        if element.called_process and is_ours and element.called_process not in known:
            message = f"{element.name or element.id} calls {element.called_process}, which is no process of the bundle"
            yield subject.problem(RULE, element, message, suggestion(element.called_process, known))
