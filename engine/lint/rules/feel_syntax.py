"""A text behind a leading = that is no FEEL; the message names the position.

Bad::

    <bpmn:scriptTask id="culprit"><bpmn:extensionElements>
      <returnflow:output name="x" value="=1 + "/>
    </bpmn:extensionElements></bpmn:scriptTask>

Good::

    <bpmn:scriptTask id="a"><bpmn:extensionElements>
      <returnflow:output name="x" value="=1 + 1"/>
    </bpmn:extensionElements></bpmn:scriptTask>
"""

from collections.abc import Iterable

from engine.bpmn import expressions
from engine.errors import Problem, Severity
from engine.lint.subject import Subject

RULE = "feel-syntax"
SEVERITY: Severity = "error"


def check(subject: Subject) -> Iterable[Problem]:
    return expressions.syntax_problems(subject.process)
