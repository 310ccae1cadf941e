"""A business rule task whose decision is not in the bundle. The known one here: eligibility.

Bad::

    <bpmn:businessRuleTask id="culprit"><bpmn:extensionElements>
      <returnflow:decision ref="elegibility"/><returnflow:result variable="x"/>
    </bpmn:extensionElements></bpmn:businessRuleTask>

Good::

    <bpmn:businessRuleTask id="a"><bpmn:extensionElements>
      <returnflow:decision ref="eligibility"/><returnflow:result variable="x"/>
    </bpmn:extensionElements></bpmn:businessRuleTask>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.subject import Subject, renaming, suggestion

RULE = "unknown-decision"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterator[Problem]:
    known = subject.bundle.decisions
    if known is None:
        return
    for element in subject.elements:
        if element.decision and element.decision not in known:
            message = f"{element.name or element.id} asks the decision {element.decision}, which is not in the bundle"
            fix = renaming(element, "decision.ref", element.decision, known)
            yield subject.problem(RULE, element, message, suggestion(element.decision, known), fix=fix)
