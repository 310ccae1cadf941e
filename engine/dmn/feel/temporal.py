"""Reads dates, times and durations from their text form (ISO 8601 with regions after @, DMN 1.5, 10.3.4.1)."""

import re
from datetime import UTC, timedelta, timezone, tzinfo

from engine.dmn.feel.calendar import (
    AnyDate,
    AnyDateTime,
    AnyDuration,
    AnyTime,
    Moment,
    days_from_ymd,
    make_date,
    make_datetime,
    make_duration,
    make_time,
    region,
)
from engine.dmn.feel.far import NANOS_PER_DAY, NANOS_PER_SECOND
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.values import Value, YearsMonthsDuration

_DATE = re.compile(r"(-?(?:[0-9]{4}|[1-9][0-9]{4,8}))-([0-9]{2})-([0-9]{2})", re.ASCII)
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+\-/]*))?",
    re.ASCII,
)
_DAYS = re.compile(r"(-?)P(?:([0-9]+)D)?(?:(T)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?", re.ASCII)
_MONTHS = re.compile(r"(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?", re.ASCII)
_MAX_TEXT = 100
_MAX_OFFSET_HOURS = 14


def parse_date(text: str) -> AnyDate:
    """`2026-11-24`; Failure says what was expected."""
    return make_date(_days(text))


def parse_time(text: str) -> AnyTime:
    """`10:30:00`, `10:30:00.5Z`, `10:30:00+02:00`, `10:30:00@Europe/Paris`."""
    nanos, zone = _time(text)
    return make_time(nanos % NANOS_PER_DAY, zone)


def parse_datetime(text: str) -> AnyDateTime:
    """A date, `T` and a time; a date alone is its midnight."""
    day, separator, clock = text.partition("T")
    if not separator:
        return make_datetime(Moment(_days(text), 0, None))
    nanos, zone = _time(clock)
    midnights, rest = divmod(nanos, NANOS_PER_DAY)
    return make_datetime(Moment(_days(day) + midnights, rest, zone))


def parse_duration(text: str) -> AnyDuration | YearsMonthsDuration:
    """`P1DT2H3M4.5S` or `P1Y2M`; the two kinds do not mix."""
    return parse_months(text) if _MONTHS.fullmatch(text[:_MAX_TEXT]) else parse_days(text)


def parse_months(text: str) -> YearsMonthsDuration:
    """`P1Y2M`; Failure says what was expected."""
    match = _MONTHS.fullmatch(text[:_MAX_TEXT])
    if not match or not (match[2] or match[3]):
        raise Failure(f"expected a duration such as P1Y2M, found {text[:_MAX_TEXT]!r}")
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return YearsMonthsDuration(-months if match[1] else months)


def parse_days(text: str) -> AnyDuration:
    """`P1DT2H3M4.5S`; Failure says what was expected."""
    match = _DAYS.fullmatch(text[:_MAX_TEXT])
    if not match or not any(match[part] for part in (2, 4, 5, 6)) or (match[3] and not any(match.group(4, 5, 6))):
        raise Failure(f"expected a duration such as P2DT3H or P1Y2M, found {text[:_MAX_TEXT]!r}")
    hours = int(match[2] or 0) * 24 + int(match[4] or 0)
    seconds = (hours * 60 + int(match[5] or 0)) * 60 + int(match[6] or 0)
    nanos = seconds * NANOS_PER_SECOND + _fraction(match[7])
    return make_duration(-nanos if match[1] else nanos)


def parse_at(text: str) -> Value:
    """The content of `@"..."`: the first of date, date and time, time, duration that fits."""
    body = text.lstrip("-")
    if body.startswith("P"):
        return parse_duration(text)
    if "T" in text.partition("@")[0]:
        return parse_datetime(text)
    return parse_time(text) if ":" in text else parse_date(text)


def _days(text: str) -> int:
    match = _DATE.fullmatch(text)
    if not match:
        raise Failure(f"expected a date such as 2026-11-24, found {text[:_MAX_TEXT]!r}")
    return days_from_ymd(int(match[1]), int(match[2]), int(match[3]))


def _time(text: str) -> tuple[int, tzinfo | None]:
    match = _TIME.fullmatch(text[:_MAX_TEXT])
    if not match:
        raise Failure(f"expected a time such as 10:30:00, found {text[:_MAX_TEXT]!r}")
    if text.startswith("24:00:00") and not _fraction(match[4]):  # the end of the day (XML Schema, 3.3.7)
        nanos = NANOS_PER_DAY
    else:
        nanos = clock_nanos(int(match[1]), int(match[2]), int(match[3])) + _fraction(match[4])
    if match[5]:
        return nanos, UTC
    if match[6]:
        return nanos, _offset(match[6], int(match[7]), int(match[8]), int(match[9] or 0))
    return nanos, region(match[10]) if match[10] else None


def clock_nanos(hour: int, minute: int, second: int) -> int:
    """Nanoseconds since midnight; Failure outside a day."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        raise Failure(f"expected a time of day, found {hour:02}:{minute:02}:{second:02}")
    return (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND


def _offset(sign: str, hours: int, minutes: int, seconds: int) -> tzinfo:
    total = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or total > timedelta(hours=_MAX_OFFSET_HOURS):
        raise Failure(f"expected an offset of at most {_MAX_OFFSET_HOURS} hours, found {sign}{hours:02}:{minutes:02}")
    return timezone(-total if sign == "-" else total) if total else UTC


def fixed_offset(nanos: int) -> tzinfo:
    """The zone of an offset given as a duration; Failure beyond 14 hours."""
    if abs(nanos) > _MAX_OFFSET_HOURS * 3600 * NANOS_PER_SECOND:
        raise Failure(f"expected an offset of at most {_MAX_OFFSET_HOURS} hours")
    seconds = nanos // NANOS_PER_SECOND
    return timezone(timedelta(seconds=seconds)) if seconds else UTC


def _fraction(digits: str | None) -> int:
    return int((digits or "")[:9].ljust(9, "0"))
