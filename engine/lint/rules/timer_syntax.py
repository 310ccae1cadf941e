"""A timer whose text is no ISO 8601 duration, date or cycle.

Bad::

    <bpmn:intermediateCatchEvent id="culprit"><bpmn:timerEventDefinition>
      <bpmn:timeDuration>5 days</bpmn:timeDuration>
    </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>

Good::

    <bpmn:intermediateCatchEvent id="a"><bpmn:timerEventDefinition>
      <bpmn:timeDuration>P5D</bpmn:timeDuration>
    </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
"""

from collections.abc import Iterable

from engine.bpmn import timing
from engine.errors import Problem
from engine.lint.subject import Subject

RULE = "timer-syntax"


def check(subject: Subject) -> Iterable[Problem]:
    return timing.text_problems(subject.process)
