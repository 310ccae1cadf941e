"""When something is due: texts and FEEL values of timers as aware UTC moments, counted from the engine's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine import clock
from engine.bpmn import iso8601
from engine.bpmn.elements import Missed, Process, Timer
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.iso8601 import Cycle, Duration
from engine.bpmn.scopes import Scope
from engine.dmn.feel.values import YearsMonthsDuration
from engine.errors import Problem

_LATE = timedelta(minutes=1)  # a moment is missed when this much has passed since, or half of a shorter interval
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """The moment number `index` (from 0) of a cycle that has begun; what a waiting timer has to remember."""

    cycle: Cycle
    index: int = 0

    @property
    def due_at(self) -> datetime:
        return self.cycle.moment(self.index)

    def is_dropped(self, missed: Missed) -> bool:
        """Whether this moment must not fire any more, because it was missed."""
        late = min(_LATE, self.cycle.interval.exact / 2) if not self.cycle.interval.months else _LATE
        return missed == "skip" and clock.now() - self.due_at > late

    def following(self, missed: Missed) -> "Round | None":
        """The round after this one has fired or was dropped; None when the cycle is over."""
        index = self.index + 1
        if missed != "catchUp":
            index = self.cycle.first_after(clock.now(), index)
        if self.cycle.count is not None and index >= self.cycle.count:
            return None
        try:
            self.cycle.moment(index)
        except OverflowError:
            return None  # beyond the year 9999
        return Round(self.cycle, index)

    def pack(self) -> list[Any]:
        """As a list of values that a state can hold."""
        cycle, interval = self.cycle, self.cycle.interval
        return [cycle.count, cycle.start, interval.months, interval.exact, cycle.end, self.index]

    @classmethod
    def unpack(cls, packed: list[Any]) -> "Round":
        count, start, months, exact, end, index = packed
        return cls(Cycle(count, start, Duration(months, exact), end), index)


def moment_of(value: Any, what: str, text: str, problems: Any = ()) -> datetime:
    """`value` as a moment: a date or date and time itself, a duration from now, a time of day when it comes next.

    A text is ISO 8601 of any of these.
    """
    try:
        if isinstance(value, str):
            return _moment_of_text(value)
        if isinstance(value, date):
            return iso8601.to_moment(value)
        if isinstance(value, time):
            return _next_time(value)
        if isinstance(value, timedelta):
            return clock.now() + value
        if isinstance(value, YearsMonthsDuration):
            return Duration(value.months, timedelta(0)).after(clock.now())
    except (ValueError, OverflowError) as error:
        raise Failed("timer", f"{what}: {error}") from error
    raise refusal(value, "a date, a date and time, or a duration", what, text, problems)


def _moment_of_text(text: str) -> datetime:
    if text.strip().startswith(("P", "-P", "+P")):
        return iso8601.parse_duration(text).after(clock.now())
    at = iso8601.parse_time(text)
    return iso8601.parse_moment(text) if at is None else _next_time(at)


def _next_time(at: time) -> datetime:
    """The next moment at which it is `at`, in UTC where `at` has no zone."""
    zone, now = at.tzinfo or UTC, clock.now()
    day = now.astimezone(zone).date()
    moments = (datetime.combine(day + days * _ONE_DAY, at, zone).astimezone(UTC) for days in range(2))
    return next((moment for moment in moments if moment > now), now + _ONE_DAY)


def first_due(timer: Timer, expression: Evaluable, scope: Scope) -> tuple[datetime, Cycle | None]:
    """When `timer` is due for the first time, and its cycle, begun, if it repeats."""
    problems: list[Any] = []
    value = expression.evaluate(scope.view, problems)
    if timer.kind != "cycle":
        return moment_of(value, "timer", timer.text, problems), None
    try:
        cycle = _cycle_of(value, timer.text, problems).begin(clock.now())
        return cycle.moment(0), cycle
    except (ValueError, OverflowError) as error:
        raise Failed("timer", f"timer: {error}") from error


def _cycle_of(value: Any, text: str, problems: list[Any]) -> Cycle:
    if isinstance(value, str):
        return iso8601.parse_cycle(value)
    if isinstance(value, timedelta) and value > timedelta(0):
        return Cycle(None, None, Duration(0, value))
    if isinstance(value, YearsMonthsDuration) and value.months > 0:
        return Cycle(None, None, Duration(value.months, timedelta(0)))
    raise refusal(value, "a repeating interval like R3/PT10M or a duration", "timer", text, problems)


def next_due(due_at: datetime, cycle: Cycle) -> datetime:
    """The first moment behind now on the grid of `due_at` and the cycle's interval: missed ones are not made up for."""
    grid = Cycle(None, due_at, cycle.interval)
    try:
        return grid.moment(grid.first_after(clock.now(), 1))
    except OverflowError as error:
        raise Failed("timer", f"timer: {error}") from error


def problem_of(timer: Timer) -> str | None:
    """What is wrong with the plain text of a timer; None for FEEL, which is known only when it runs."""
    if timer.text.startswith("="):
        return None
    try:
        if timer.kind == "cycle":
            iso8601.parse_cycle(timer.text)
        elif timer.kind == "duration":
            iso8601.parse_duration(timer.text)
        elif iso8601.parse_time(timer.text) is None:
            iso8601.parse_moment(timer.text)
    except (ValueError, OverflowError) as error:
        return str(error)
    return None


def text_problems(process: Process) -> Iterator[Problem]:
    """Every plain timer text of `process` that is not what its kind of timer needs."""
    for element in process.elements.values():
        for definition in element.event.every if element.event is not None else ():
            wrong = problem_of(definition.timer) if definition.timer is not None else None
            if wrong:
                hint = "write ISO 8601, or FEEL after a leading ="
                yield Problem("timer-syntax", wrong, hint, element_id=element.id, file=process.file, line=element.line)
