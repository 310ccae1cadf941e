"""A call activity whose process is not in the bundle, or is only a drawing. The known one here: p.

Bad::

    <bpmn:callActivity id="culprit" calledElement="pp"/>

Good::

    <bpmn:callActivity id="a" calledElement="p"/>
"""

from collections.abc import Iterator

from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject, closest, suggestion

RULE = "unknown-process"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    known = subject.bundle.subjects
    for element in subject.elements:
        is_computed = (element.called_process or "").startswith("=")
        is_ours = element.binding is None and not is_computed
        if element.called_process and is_ours and element.called_process not in known:
            message = f"{element.name or element.id} calls {element.called_process}, which is no process of the bundle"
            close = closest(element.called_process, known)
            fix = Fix(f"Call {close}", (Edit("set", element.id, "calledElement", close),)) if close else None
            yield subject.problem(RULE, element, message, suggestion(element.called_process, known), fix=fix)
