"""Finds what would make a read model run wrongly or not at all; every check lists all it finds."""

from collections.abc import Callable, Iterable

from engine.bpmn.elements import Process
from engine.bpmn.validation import activities, conditions, events, flows, starts
from engine.errors import Problem

Check = Callable[[Process], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (flows.check, starts.check, events.check, activities.check, conditions.check)


def check(process: Process) -> list[Problem]:
    """All problems of an executable process, in the order of the checks."""
    return [problem for one in CHECKS for problem in one(process)]
