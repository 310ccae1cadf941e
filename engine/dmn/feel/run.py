"""One evaluation under way: its budget, its problems, and the frames that hold local names."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import START, FeelProblem, Position
from engine.dmn.feel.values import Value

_STEPS_BETWEEN_LOOKS = 2_000


class Run:
    """Counts steps and call depth, collects problems; shared by everything one evaluation calls.

    Steps measure work, so that the same text stops at the same place everywhere; the clock is only the second line of
    defence, looked at now and then.
    """

    __slots__ = ("_checkpoint", "_deadline", "depth", "problems", "steps")

    def __init__(self, problems: list[FeelProblem] | None = None) -> None:
        self.problems: list[FeelProblem] = [] if problems is None else problems
        self.steps = LIMITS.steps
        self._checkpoint = LIMITS.steps - _STEPS_BETWEEN_LOOKS
        self._deadline = 0.0
        self.depth = 0

    def spend(self, steps: int = 1) -> None:
        """Take from the step budget; LimitExceeded when it is used up."""
        self.steps -= steps
        if self.steps < self._checkpoint:
            self._look()

    def _look(self) -> None:
        if self.steps < 0:
            raise exceeded("steps")
        self.look_at_clock()
        self._checkpoint = max(self.steps - _STEPS_BETWEEN_LOOKS, 0)

    def look_at_clock(self) -> float:
        """The seconds that are left; LimitExceeded if there are none."""
        now = time.thread_time()
        if not self._deadline:
            self._deadline = now + LIMITS.seconds
        elif now > self._deadline:
            raise exceeded("seconds")
        return self._deadline - now

    def enter(self, price: int = 1) -> None:
        """One call deeper, worth `price` steps; `leave` must follow."""
        self.depth += 1
        if self.depth > LIMITS.recursion:
            raise exceeded("recursion")
        self.spend(price)

    def leave(self) -> None:
        self.depth -= 1

    def problem(self, message: str, position: Position = START, element: str | None = None) -> None:
        """Record why a null came about; beyond the cap further reasons are dropped, never the first ones."""
        if len(self.problems) < LIMITS.problems:
            self.problems.append(FeelProblem(message, position, element))


class Frame:
    """Local names on top of an outer frame; the outermost one holds the scope that the caller gave."""

    __slots__ = ("outer", "run", "values")

    def __init__(self, values: Mapping[str, Value], run: Run, outer: "Frame | None" = None) -> None:
        self.values = values
        self.run = run
        self.outer = outer


Code = Callable[[Frame], Any]  # a compiled expression


def measure(value: Value) -> None:
    """LimitExceeded if a result is larger, with shared parts counted each time, or deeper than results may be."""
    if not isinstance(value, list | dict):
        return
    room, depth = LIMITS.result_items, 0
    level: list[Value] = [value]
    while level:
        depth += 1
        if depth > LIMITS.nesting:
            raise exceeded("nesting")
        below: list[Value] = []
        for found in level:
            if isinstance(found, dict):
                below.extend(found.values())
            elif isinstance(found, list):
                below.extend(found)
            room -= 1
            if room < len(below):
                raise exceeded("result_items")
        level = below
