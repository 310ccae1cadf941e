"""Conversion functions (DMN 1.5, 10.3.4.1): to numbers, strings, dates, times and durations, and `not`, `is`."""

import re
from decimal import Decimal, DecimalException

from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.calendar import (
    Moment,
    at_instant,
    date_days,
    days_from_ymd,
    duration_nanos,
    instant_nanos,
    make_date,
    make_datetime,
    make_time,
    moment,
    offset_seconds,
    region,
    time_parts,
    ymd_from_days,
)
from engine.dmn.feel.comparison import equal
from engine.dmn.feel.decimal128 import DECIMAL, is_whole
from engine.dmn.feel.far import NANOS_PER_SECOND
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.temporal import (
    clock_nanos,
    fixed_offset,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
)
from engine.dmn.feel.text import to_text
from engine.dmn.feel.values import Value, YearsMonthsDuration, kind

library = Library()

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?", re.ASCII)
_GROUPING = (" ", ",", ".", None)
_DECIMAL_POINT = (".", ",", None)
_MAX_DIGITS = 1000
_MAX_WHOLE = 10**12


@library.function("not", "negand: any")
def negate(_run: Run, negand: Value) -> Value:
    if negand is not None and type(negand) is not bool:
        raise Failure(f"expected true or false, found {kind(negand)}")
    return None if negand is None else not negand


@library.function("number", "from: string", "from: string, grouping separator: string?, decimal separator: string?")
def number(_run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Value:
    if grouping not in _GROUPING or point not in _DECIMAL_POINT or (grouping is not None and grouping == point):
        raise Failure("expected a space, comma, period or null as separators, and two different ones")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if len(plain) > _MAX_DIGITS or not _NUMBER.fullmatch(plain):
        raise Failure(f"expected a number, found {text[:40]!r}")
    try:
        return DECIMAL.create_decimal(plain)
    except DecimalException:
        raise Failure(f"expected a number below 10^6145, found {text[:40]!r}") from None


@library.function("string", "from: any")
def string(_run: Run, value: Value) -> Value:
    return None if value is None else to_text(value)


@library.function("date", "from: string")
def date_from_text(_run: Run, text: str) -> Value:
    return parse_date(text)


@library.function("date", "from: date|datetime")
def date_from_value(_run: Run, value: Value) -> Value:
    return make_date(_days(value))


@library.function("date", "year: number, month: number, day: number")
def date_from_parts(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    return make_date(days_from_ymd(_whole(year), _whole(month), _whole(day)))


@library.function("date and time", "from: string")
def datetime_from_text(_run: Run, text: str) -> Value:
    return parse_datetime(text)


@library.function("date and time", "date: date|datetime, time: time")
def datetime_from_parts(_run: Run, day: Value, clock: Value) -> Value:
    nanos, zone = time_parts(clock)
    return make_datetime(Moment(_days(day), nanos, zone))


@library.function("date and time", "date: date|datetime, timezone: string")
def datetime_in_zone(_run: Run, value: Value, zone: str) -> Value:
    """The same instant on the clocks of another zone."""
    at = moment(value) if kind(value) == "date and time" else Moment(date_days(value), 0, None)
    target = region(zone)
    if at.zone is None:
        return make_datetime(at._replace(zone=target))
    return make_datetime(at_instant(instant_nanos(at), target))


@library.function("date and time", "from: date|datetime")
def datetime_from_value(_run: Run, value: Value) -> Value:
    return value if kind(value) == "date and time" else make_datetime(Moment(date_days(value), 0, None))


@library.function(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, offset?: days?",
)
def datetime_from_numbers(
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: Value = None,
) -> Value:
    nanos, zone = time_parts(time_from_parts(run, hour, minute, second, offset))
    return make_datetime(Moment(days_from_ymd(_whole(year), _whole(month), _whole(day)), nanos, zone))


@library.function("time", "from: string")
def time_from_text(_run: Run, text: str) -> Value:
    return parse_time(text)


@library.function("time", "from: time|datetime|date")
def time_from_value(_run: Run, value: Value) -> Value:
    """The time of a date and time; a region becomes its offset at that moment; a date is its midnight in UTC."""
    match kind(value):
        case "time":
            return value
        case "date":
            return make_time(0, fixed_offset(0))
    at = moment(value)
    offset = offset_seconds(at)
    return make_time(at.nanos, None if offset is None else fixed_offset(offset * NANOS_PER_SECOND))


@library.function("time", "hour: number, minute: number, second: number, offset?: days?")
def time_from_parts(_run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Value = None) -> Value:
    if not 0 <= second < 60:
        raise Failure(f"expected seconds from 0 to below 60, found {second}")
    nanos = clock_nanos(_whole(hour), _whole(minute), int(second))
    nanos += int(second % 1 * NANOS_PER_SECOND)
    return make_time(nanos, None if offset is None else fixed_offset(duration_nanos(offset)))


@library.function("duration", "from: string")
def duration(_run: Run, text: str) -> Value:
    return parse_duration(text)


@library.function("duration", "from: duration")
def duration_of_duration(_run: Run, value: Value) -> Value:
    return value


@library.function("years and months duration", "from: date|datetime, to: date|datetime")
def years_and_months(_run: Run, start: Value, end: Value) -> Value:
    """Whole months from `start` to `end`, towards zero."""
    first, last = ymd_from_days(_days(start)), ymd_from_days(_days(end))
    months = (last[0] - first[0]) * 12 + last[1] - first[1]
    if months > 0 and last[2] < first[2]:
        months -= 1
    elif months < 0 and last[2] > first[2]:
        months += 1
    return YearsMonthsDuration(months)


@library.function("is", "value1: any, value2: any")
def is_(run: Run, first: Value, second: Value) -> Value:
    """Equal in every detail: kinds differ gives false, and times must agree in their zone too."""
    if kind(first) != kind(second):
        return False
    if kind(first) in ("date and time", "time"):
        return _clock_identity(first) == _clock_identity(second)
    return equal(first, second, run) is True


def _clock_identity(value: Value) -> object:
    at = moment(value) if kind(value) == "date and time" else Moment(0, *time_parts(value))
    return (at.days, at.nanos, at.zone is None, offset_seconds(at))


def _days(value: Value) -> int:
    return moment(value).days if kind(value) == "date and time" else date_days(value)


def _whole(value: Decimal) -> int:
    if abs(value) > _MAX_WHOLE or not is_whole(value):
        raise Failure(f"expected a whole number within the calendar, found {value}")
    return int(value)
