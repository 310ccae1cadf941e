"""Calendar arithmetic on plain integers: days since 1970-01-01, nanoseconds since midnight, any year."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.dmn.feel.far import MAX_YEAR, NANOS_PER_DAY, NANOS_PER_SECOND, FarDate, FarDateTime, FarDuration, FarTime
from engine.dmn.feel.problems import Failure

_EPOCH = date(1970, 1, 1).toordinal()
_MIN_DAYS = date.min.toordinal() - _EPOCH
_MAX_DAYS = date.max.toordinal() - _EPOCH
_MAX_DURATION_DAYS = 999_999_999
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097

AnyDate = date | FarDate
AnyTime = time | FarTime
AnyDateTime = datetime | FarDateTime
AnyDuration = timedelta | FarDuration


class Moment(NamedTuple):
    """A local date and time: days since the epoch, nanoseconds since midnight, zone."""

    days: int
    nanos: int
    zone: tzinfo | None


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def days_from_ymd(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01; Failure if there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month) or abs(year) > MAX_YEAR:
        raise Failure(f"expected a day of the calendar, found {year}-{month}-{day}")
    cycles, year = divmod(year - 1, _CYCLE_YEARS)
    return date(year + 1, month, day).toordinal() - _EPOCH + cycles * _CYCLE_DAYS


def ymd_from_days(days: int) -> tuple[int, int, int]:
    cycles, rest = divmod(days + _EPOCH - 1, _CYCLE_DAYS)
    found = date.fromordinal(rest + 1)
    return found.year + cycles * _CYCLE_YEARS, found.month, found.day


def date_days(value: AnyDate) -> int:
    if isinstance(value, FarDate):
        return days_from_ymd(value.year, value.month, value.day)
    return value.toordinal() - _EPOCH


def make_date(days: int) -> AnyDate:
    if _MIN_DAYS <= days <= _MAX_DAYS:
        return date.fromordinal(days + _EPOCH)
    year, month, day = ymd_from_days(days)
    if abs(year) > MAX_YEAR:
        raise Failure(f"expected a year from -{MAX_YEAR} to {MAX_YEAR}, found {year}")
    return FarDate(year, month, day)


def time_nanos(value: time | datetime) -> int:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * NANOS_PER_SECOND + value.microsecond * 1000


def time_parts(value: AnyTime) -> tuple[int, tzinfo | None]:
    if isinstance(value, FarTime):
        return value.nanos, value.tzinfo
    return time_nanos(value), value.tzinfo


def make_time(nanos: int, zone: tzinfo | None) -> AnyTime:
    micros, rest = divmod(nanos, 1000)
    if rest:
        return FarTime(nanos, zone)
    seconds, micros = divmod(micros, 1_000_000)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, micros, tzinfo=zone)


def moment(value: AnyDateTime) -> Moment:
    if isinstance(value, FarDateTime):
        return Moment(value.days, value.nanos, value.tzinfo)
    return Moment(value.toordinal() - _EPOCH, time_nanos(value), value.tzinfo)


def make_datetime(at: Moment) -> AnyDateTime:
    days, nanos, zone = at
    micros, rest = divmod(nanos, 1000)
    # a day of room at both ends keeps Python's own UTC conversions inside its range
    if rest or not _MIN_DAYS < days < _MAX_DAYS:
        if abs(ymd_from_days(days)[0]) > MAX_YEAR:
            raise Failure(f"expected a year from -{MAX_YEAR} to {MAX_YEAR}, found {ymd_from_days(days)[0]}")
        return FarDateTime(days, nanos, zone)
    day = date.fromordinal(days + _EPOCH)
    seconds, micros = divmod(micros, 1_000_000)
    return datetime(
        day.year, day.month, day.day, seconds // 3600, seconds // 60 % 60, seconds % 60, micros, tzinfo=zone
    )


def duration_nanos(value: AnyDuration) -> int:
    if isinstance(value, FarDuration):
        return value.nanos
    return (value.days * 86_400 + value.seconds) * NANOS_PER_SECOND + value.microseconds * 1000


def make_duration(nanos: int) -> AnyDuration:
    micros, rest = divmod(nanos, 1000)
    if rest or not -_MAX_DURATION_DAYS <= nanos // NANOS_PER_DAY <= _MAX_DURATION_DAYS:
        return FarDuration(nanos)
    return timedelta(microseconds=micros)


def offset_seconds(at: Moment) -> int | None:
    """Seconds east of UTC at that local moment; None without a zone."""
    if at.zone is None:
        return None
    if isinstance(at.zone, timezone):
        return _seconds(at.zone.utcoffset(None))
    return _seconds(_near(at, at.zone).utcoffset())


def _offset_at_instant(nanos: int, zone: tzinfo) -> int:
    utc = Moment(*divmod(nanos, NANOS_PER_DAY), UTC)
    return _seconds(_near(utc, UTC).astimezone(zone).utcoffset())


def _near(at: Moment, zone: tzinfo) -> datetime:
    """The moment as Python knows it; rules of a region say nothing of far years: the year of the same shape serves."""
    year, month, day = ymd_from_days(at.days)
    if not 1 < year < 9999:
        year = 2000 + year % _CYCLE_YEARS
    seconds = at.nanos // NANOS_PER_SECOND
    return datetime(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=zone)


def _seconds(offset: timedelta | None) -> int:
    return int(offset.total_seconds()) if offset is not None else 0


def instant_nanos(at: Moment) -> int:
    """Nanoseconds since 1970-01-01T00:00:00Z; a moment without a zone counts as UTC."""
    return at.days * NANOS_PER_DAY + at.nanos - (offset_seconds(at) or 0) * NANOS_PER_SECOND


def at_instant(nanos: int, zone: tzinfo) -> Moment:
    """What the clocks of a zone show that many nanoseconds after 1970-01-01T00:00:00Z."""
    local = nanos + _offset_at_instant(nanos, zone) * NANOS_PER_SECOND
    return Moment(*divmod(local, NANOS_PER_DAY), zone)


def shift(at: Moment, nanos: int) -> Moment:
    """The moment that much real time later, in the same zone."""
    if at.zone is None:
        return Moment(*divmod(at.days * NANOS_PER_DAY + at.nanos + nanos, NANOS_PER_DAY), None)
    return at_instant(instant_nanos(at) + nanos, at.zone)


def add_months(days: int, months: int) -> int:
    """The same day of the month, or its last day where the month is shorter."""
    year, month, day = ymd_from_days(days)
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    if abs(year) > MAX_YEAR:
        raise Failure(f"expected a year from -{MAX_YEAR} to {MAX_YEAR}, found {year}")
    return days_from_ymd(year, month, min(day, month_length(year, month)))


@lru_cache(maxsize=512)
def region(name: str) -> tzinfo:
    """The IANA zone called `name`; Failure if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Failure(f"expected the name of a time zone, found {name!r}") from None
