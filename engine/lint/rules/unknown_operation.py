"""A task that calls an operation no connector has. The known ones here: erp.get_order, erp.post_credit_memo.

Bad::

    <bpmn:serviceTask id="culprit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="get_oder"/>
    </bpmn:extensionElements></bpmn:serviceTask>

Good::

    <bpmn:serviceTask id="a"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="get_order"/>
    </bpmn:extensionElements></bpmn:serviceTask>
"""

from collections.abc import Collection, Iterator

from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject, closest, suggestion

RULE = "unknown-operation"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    known = subject.bundle.operations
    if known is None:
        return
    names = {f"{connector}.{name}" for connector, name in known}
    for element in subject.elements:
        if element.operation is None:
            continue
        name = f"{element.operation.connector}.{element.operation.name}"
        if name not in names:
            message = f"{element.name or element.id} calls the operation {name}, which no connector has"
            yield subject.problem(RULE, element, message, suggestion(name, names), fix=_fix(element.id, name, names))


def _fix(element_id: str, name: str, names: Collection[str]) -> Fix | None:
    close = closest(name, names)
    if close is None:
        return None
    connector, _, operation = close.partition(".")
    edits = (
        Edit("extension", element_id, "operation.connector", connector),
        Edit("extension", element_id, "operation.name", operation),
    )
    return Fix(f"Use {close}", edits)
