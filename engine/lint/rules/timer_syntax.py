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

import re
from collections.abc import Iterator
from dataclasses import replace

from engine.bpmn import timing
from engine.errors import Edit, Fix, Problem, Severity
from engine.lint.subject import Subject

RULE = "timer-syntax"
SEVERITY: Severity = "error"


_AMOUNT = re.compile(r"(\d{1,6})\s*(minute|min|hour|day|week|month|year)s?", re.IGNORECASE)
_SHAPES = {
    "minute": "PT{}M",
    "min": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "week": "P{}W",
    "month": "P{}M",
    "year": "P{}Y",
}


def check(subject: Subject) -> Iterator[Problem]:
    for problem in timing.text_problems(subject.process):
        element = subject.process.elements.get(problem.element_id or "")
        # With several definitions it is not clear which text a fix would change.
        timer = element.event.timer if element is not None and element.event is not None else None
        meant = _meant(timer.text) if timer is not None and timer.kind == "duration" else None
        fix = Fix(f"Write {meant}", (Edit("timer", problem.element_id or "", value=meant),)) if meant else None
        yield replace(problem, fix=fix)


def _meant(text: str) -> str | None:
    """A duration in words as ISO 8601."""
    match = _AMOUNT.fullmatch(text.strip())
    return _SHAPES[match[2].lower()].format(int(match[1])) if match else None
