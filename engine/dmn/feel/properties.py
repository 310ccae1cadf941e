"""What a path reads: entries of contexts, and the properties of temporal values and ranges (DMN 1.5, table 65)."""

from collections.abc import Callable
from datetime import timezone
from decimal import Decimal

from engine.dmn.feel.calendar import (
    Moment,
    date_days,
    duration_nanos,
    make_duration,
    moment,
    offset_seconds,
    time_parts,
    ymd_from_days,
)
from engine.dmn.feel.far import NANOS_PER_DAY, NANOS_PER_SECOND
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.values import Range, Value, YearsMonthsDuration, kind, to_feel

_Property = Callable[[Value], Value]


def member(value: Value, name: str) -> Value:
    """Entry or property `name`; Failure if there is none."""
    if isinstance(value, dict):
        if name in value:
            found = value[name]
            return to_feel(found) if type(found) in (int, float, tuple) else found
        raise Failure(f"expected an entry called {name!r}, found {', '.join(sorted(value)[:20]) or 'no entry'}")
    properties = _PROPERTIES.get(kind(value), {})
    if name not in properties:
        raise Failure(f"expected a value with {name!r}, found {kind(value)}")
    return properties[name](value)


def _date_part(index: int) -> _Property:
    return lambda value: Decimal(ymd_from_days(_moment(value).days)[index])


def _moment(value: Value) -> Moment:
    match kind(value):
        case "date":
            return Moment(date_days(value), 0, None)
        case "time":
            nanos, zone = time_parts(value)
            return Moment(0, nanos, zone)
    return moment(value)


def _weekday(value: Value) -> Value:
    return Decimal((_moment(value).days + 3) % 7 + 1)


def _clock_part(divisor: int, modulus: int) -> _Property:
    return lambda value: Decimal(_moment(value).nanos // NANOS_PER_SECOND // divisor % modulus)


def _offset(value: Value) -> Value:
    seconds = offset_seconds(_moment(value))
    return None if seconds is None else make_duration(seconds * NANOS_PER_SECOND)


def _zone(value: Value) -> Value:
    zone = _moment(value).zone
    return None if zone is None or isinstance(zone, timezone) else str(zone)


def _duration_part(divisor: int, modulus: int | None) -> _Property:
    def read(value: Value) -> Value:
        nanos = duration_nanos(value)
        count = abs(nanos) // divisor
        count = count % modulus if modulus else count
        return Decimal(-count if nanos < 0 else count)

    return read


def _years(value: YearsMonthsDuration) -> Value:
    years = abs(value.months) // 12
    return Decimal(-years if value.months < 0 else years)


def _months(value: YearsMonthsDuration) -> Value:
    months = abs(value.months) % 12
    return Decimal(-months if value.months < 0 else months)


def _range_part(name: str) -> _Property:
    parts: dict[str, Callable[[Range], Value]] = {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    }
    return parts[name]


_DATE: dict[str, _Property] = {
    "year": _date_part(0),
    "month": _date_part(1),
    "day": _date_part(2),
    "weekday": _weekday,
}
_TIME: dict[str, _Property] = {
    "hour": _clock_part(3600, 24),
    "minute": _clock_part(60, 60),
    "second": _clock_part(1, 60),
    "time offset": _offset,
    "timezone": _zone,
}
_PROPERTIES: dict[str, dict[str, _Property]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": _DATE | _TIME,
    "days and time duration": {
        "days": _duration_part(NANOS_PER_DAY, None),
        "hours": _duration_part(3600 * NANOS_PER_SECOND, 24),
        "minutes": _duration_part(60 * NANOS_PER_SECOND, 60),
        "seconds": _duration_part(NANOS_PER_SECOND, 60),
    },
    "years and months duration": {"years": _years, "months": _months},
    "range": {name: _range_part(name) for name in ("start", "end", "start included", "end included")},
}
