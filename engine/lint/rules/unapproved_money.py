"""Money is moved on a way on which no second person has looked at the case.

Two-person rule: every way to the task, over calls too, leads by a user task from which somebody is excluded
(`excludedUsers`), usually those who entered or approved before. The money operation here is erp.post_credit_memo.

Bad::

    <bpmn:startEvent id="s"/><bpmn:serviceTask id="culprit" name="Post the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="post_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="culprit"/>

Good::

    <bpmn:startEvent id="s"/>
    <bpmn:userTask id="approve" name="Approve the credit"><bpmn:extensionElements>
      <returnflow:task form="f5_inspection" candidateGroups="returns_manager" excludedUsers="=requester"/>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:serviceTask id="post" name="Post the credit"><bpmn:extensionElements>
      <returnflow:operation connector="erp" name="post_credit_memo"/>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="approve"/>
    <bpmn:sequenceFlow id="f2" sourceRef="approve" targetRef="post"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "unapproved-money"
SEVERITY: Severity = "warning"


def check(subject: Subject) -> Iterator[Problem]:
    for element in subject.elements:
        is_unguarded = (subject.process.id, element.id) in subject.bundle.unguarded
        if is_unguarded and subject.bundle.moves_money(element):
            message = f"{called(element)} moves money, and there is a way to it without a second person"
            hint = "lead every way to it by a user task with excludedUsers, for example =requester"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
