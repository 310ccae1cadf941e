"""When something is due: texts and FEEL values of timers as aware UTC moments, counted from the engine's clock."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from engine import clock
from engine.bpmn import iso8601
from engine.bpmn.elements import Process, Timer
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.iso8601 import Cycle, Duration
from engine.bpmn.scopes import Scope
from engine.dmn.feel.values import YearsMonthsDuration
from engine.errors import Problem


def moment_of(value: Any, what: str, text: str, problems: Any = ()) -> datetime:
    """`value` as a moment: a date or date and time itself, a duration from now, a text as ISO 8601 of either."""
    try:
        if isinstance(value, str):
            stripped = value.strip()
            is_duration = stripped.startswith(("P", "-P"))
            return (
                iso8601.parse_duration(stripped).after(clock.now()) if is_duration else iso8601.parse_moment(stripped)
            )
        if isinstance(value, date):
            return iso8601.to_moment(value)
        if isinstance(value, timedelta):
            return clock.now() + value
        if isinstance(value, YearsMonthsDuration):
            return Duration(value.months, timedelta(0)).after(clock.now())
    except (ValueError, OverflowError) as error:
        raise Failed("timer", f"{what}: {error}") from error
    raise refusal(value, "a date, a date and time, or a duration", what, text, problems)


def first_due(timer: Timer, expression: Evaluable, scope: Scope) -> tuple[datetime, Cycle | None]:
    """When `timer` is due for the first time, and its cycle if it repeats."""
    problems: list[Any] = []
    value = expression.evaluate(scope.view, problems)
    if timer.kind != "cycle":
        return moment_of(value, "timer", timer.text, problems), None
    cycle = _cycle_of(value, timer.text, problems)
    return (cycle.start or cycle.interval.after(clock.now())), cycle


def _cycle_of(value: Any, text: str, problems: list[Any]) -> Cycle:
    if isinstance(value, str):
        try:
            return iso8601.parse_cycle(value)
        except ValueError as error:
            raise Failed("timer", f"timer: {error}") from error
    if isinstance(value, timedelta) and value > timedelta(0):
        return Cycle(None, None, Duration(0, value))
    if isinstance(value, YearsMonthsDuration) and value.months > 0:
        return Cycle(None, None, Duration(value.months, timedelta(0)))
    raise refusal(value, "a repeating interval like R3/PT10M or a duration", "timer", text, problems)


def next_due(due_at: datetime, cycle: Cycle) -> datetime:
    """The first moment of the cycle behind both `due_at` and now: what was missed is not made up for."""
    now = clock.now()
    following = cycle.interval.after(due_at)
    if following <= now and not cycle.interval.months:
        missed = (now - due_at) // cycle.interval.exact
        return due_at + (missed + 1) * cycle.interval.exact
    while following <= now:
        following = cycle.interval.after(following)
    return following


def problem_of(timer: Timer) -> str | None:
    """What is wrong with the plain text of a timer; None for FEEL, which is known only when it runs."""
    if timer.text.startswith("="):
        return None
    try:
        if timer.kind == "cycle":
            iso8601.parse_cycle(timer.text)
        elif timer.kind == "duration":
            iso8601.parse_duration(timer.text)
        else:
            iso8601.parse_moment(timer.text)
    except (ValueError, OverflowError) as error:
        return str(error)
    return None


def text_problems(process: Process) -> Iterator[Problem]:
    """Every plain timer text of `process` that is not what its kind of timer needs."""
    for element in process.elements.values():
        timer = element.event.timer if element.event is not None else None
        wrong = problem_of(timer) if timer is not None else None
        if wrong:
            hint = "write ISO 8601, or FEEL after a leading ="
            yield Problem("timer-syntax", wrong, hint, element_id=element.id, file=process.file, line=element.line)
