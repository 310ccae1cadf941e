"""The functions of business calendars that FEEL in diagrams may call."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from engine.calendars.calendar import MAX_DAYS, BusinessCalendar
from engine.calendars.inforce import in_force
from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.functions import BuiltIn
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.text import to_text
from engine.dmn.feel.values import Value
from engine.errors import NotFound

T = TypeVar("T")

_STEPS = 200  # what one call is worth at least
_DAYS_PER_STEP = 0.1  # a walk looks at the hours of each day
_MAX_HOURS = 24 * MAX_DAYS
_YEARS = "expected a year from 1 to 9999"
_library = Library()


@_library.function("is business day", "date: date|datetime, site?: string?")
def is_business_day(run: Run, day: Value, site: str | None = None) -> Value:
    calendar = _calendar(run, site)
    return _counted(lambda: calendar.is_business_day(_date(day, calendar)))


@_library.function("business days after", "from: date|datetime, days: number, site?: string?")
def business_days_after(run: Run, start: Value, days: Value, site: str | None = None) -> Value:
    """A date for a date; the same local time on that day for a date and time."""
    calendar, count = _calendar(run, site), _whole(days)
    if isinstance(start, datetime):
        return _counted(lambda: calendar.moment_days_after(start, count))
    return _counted(lambda: calendar.days_after(_date(start, calendar), count))


@_library.function("business days between", "from: date|datetime, to: date|datetime, site?: string?")
def business_days_between(run: Run, start: Value, end: Value, site: str | None = None) -> Value:
    calendar = _calendar(run, site)
    return _counted(lambda: Decimal(calendar.days_between(_date(start, calendar), _date(end, calendar))))


@_library.function("business hours after", "from: date|datetime, hours: number|days, site?: string?")
def business_hours_after(run: Run, start: Value, hours: Value, site: str | None = None) -> Value:
    """A date and time in the zone of the site; `hours` is a number of hours or a duration."""
    calendar, length = _calendar(run, site), _length(hours)
    _pay_for_walk(run, length)
    return _counted(lambda: calendar.time_after(_moment(start), length))


@_library.function("business hours between", "from: date|datetime, to: date|datetime, site?: string?")
def business_hours_between(run: Run, start: Value, end: Value, site: str | None = None) -> Value:
    """The working time as a days and time duration, which is exact where a number of hours would not be."""
    calendar, first, last = _calendar(run, site), _moment(start), _moment(end)
    _pay_for_walk(run, last.date() - first.date())
    return _counted(lambda: calendar.time_between(first, last))


FUNCTIONS: Mapping[str, BuiltIn] = MappingProxyType(_library.built_ins())


def _pay_for_walk(run: Run, length: timedelta) -> None:
    run.spend(int(abs(length).days / _DAYS_PER_STEP))
    run.look_at_clock()  # a calendar with little work makes for a long walk


def _calendar(run: Run, site: str | None) -> BusinessCalendar:
    run.spend(_STEPS)
    try:
        return in_force().for_site(site)
    except NotFound as unknown:
        raise Failure(unknown.message) from unknown


def _counted(count: Callable[[], T]) -> T:
    try:
        return count()
    except (ValueError, OverflowError) as error:
        raise Failure(str(error)) from error


def _date(value: Value, calendar: BusinessCalendar) -> date:
    """The day of `value` at the site."""
    if isinstance(value, datetime):
        return calendar.local(value).date()
    if isinstance(value, date):
        return value
    raise Failure(_YEARS)


def _moment(value: Value) -> datetime:
    """A date is the first moment of its day at the site, which a naive date and time stands for."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    raise Failure(_YEARS)


def _whole(number: Value) -> int:
    if number != int(number) or abs(number) > MAX_DAYS:
        raise Failure(f"expected a whole number of days, at most {MAX_DAYS}, found {number}")
    return int(number)


def _length(hours: Value) -> timedelta:
    length = hours if isinstance(hours, timedelta) else None
    if isinstance(hours, Decimal | int):
        number = Decimal(hours)
        length = timedelta(microseconds=round(number * 3_600_000_000)) if abs(number) <= _MAX_HOURS else None
    if length is None or abs(length) > timedelta(hours=_MAX_HOURS):
        raise Failure(f"expected at most {_MAX_HOURS} hours, found {to_text(hours)}")
    return length
