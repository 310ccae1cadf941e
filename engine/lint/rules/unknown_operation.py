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

from collections.abc import Iterator

from engine.errors import Problem
from engine.lint.subject import Subject, suggestion

RULE = "unknown-operation"


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
            yield subject.problem(RULE, element, message, suggestion(name, names))
