"""Packs values into bytes and back, exactly: msgpack, with extension types for what JSON would lose.

Extension codes are kept for ever: 1 Decimal, 2 date, 3 time, 4 date and time, 5 days and time duration,
6 years and months duration, 7 range. Beside these: None, bool, int, float, str, bytes, list, dict; all else is refused.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgpack  # type: ignore[import-untyped]

from engine.dmn.feel.values import Range, YearsMonthsDuration
from engine.errors import InvalidInput, Problem

_PLAIN = frozenset({type(None), bool, int, str, bytes})
_DECIMAL, _DATE, _TIME, _DATETIME, _DURATION, _MONTHS, _RANGE = range(1, 8)


def pack(value: Any) -> bytes:
    """`value` as bytes; InvalidInput when something in it is no value (a function, an object)."""
    try:
        packed: bytes = msgpack.packb(value, default=_extend, strict_types=True, use_bin_type=True)
    except (OverflowError, ValueError) as error:
        raise _refused(f"the value cannot be stored: {error}") from error
    return packed


def is_storable(value: Any) -> bool:
    """Whether `pack` takes `value`: everything but functions and what lies outside of the calendar."""
    type_ = type(value)
    if type_ is dict or type_ is list:
        try:
            pack(value)
        except InvalidInput:
            return False
        return True
    return type_ in _PLAIN or type_ in _PACKERS


def unpack(packed: bytes) -> Any:
    """The value that `pack` got."""
    return msgpack.unpackb(packed, ext_hook=_restore, strict_map_key=False, use_list=True, raw=False)


def _zone_text(zone: tzinfo | None, moment: datetime | time) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo) and zone.key is not None:
        return str(zone.key)
    offset = moment.utcoffset()
    return "" if offset is None else f"{int(offset.total_seconds())}"


def _zone(text: str) -> tzinfo | None:
    if not text:
        return None
    if text == "0":
        return timezone.utc  # noqa: UP017 (the plain object, which compares by identity most quickly)
    if text.lstrip("-").isdecimal():
        return timezone(timedelta(seconds=int(text)))
    return ZoneInfo(text)


def _pack_datetime(value: datetime) -> bytes:
    text = f"{value.replace(tzinfo=None).isoformat()}|{_zone_text(value.tzinfo, value)}"
    return (text + "|1" if value.fold else text).encode()


def _pack_time(value: time) -> bytes:
    return f"{value.replace(tzinfo=None).isoformat()}|{_zone_text(value.tzinfo, value)}".encode()


def _pack_duration(value: timedelta) -> bytes:
    return f"{value.days},{value.seconds},{value.microseconds}".encode()


def _pack_range(value: Range) -> bytes:
    return pack([value.start, value.end, value.start_included, value.end_included])


_PACKERS: dict[type, tuple[int, Callable[[Any], bytes]]] = {
    Decimal: (_DECIMAL, lambda value: str(value).encode()),
    datetime: (_DATETIME, _pack_datetime),
    date: (_DATE, lambda value: value.isoformat().encode()),
    time: (_TIME, _pack_time),
    timedelta: (_DURATION, _pack_duration),
    YearsMonthsDuration: (_MONTHS, lambda value: str(value.months).encode()),
    Range: (_RANGE, _pack_range),
}


def _extend(value: Any) -> Any:
    found = _PACKERS.get(type(value))
    if found is not None:
        return msgpack.ExtType(found[0], found[1](value))
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, int):
        # Beyond 64 bits msgpack knows no integers; a number is a number.
        return msgpack.ExtType(_DECIMAL, str(int(value)).encode())
    raise _refused(f"expected a value that can be stored, found {type(value).__name__}")


def _restore_datetime(text: str) -> datetime:
    moment, zone, *fold = text.split("|")
    return datetime.fromisoformat(moment).replace(tzinfo=_zone(zone), fold=1 if fold else 0)


def _restore_time(text: str) -> time:
    moment, zone = text.split("|")
    return time.fromisoformat(moment).replace(tzinfo=_zone(zone))


def _restore_duration(text: str) -> timedelta:
    days, seconds, microseconds = text.split(",")
    return timedelta(int(days), int(seconds), int(microseconds))


_RESTORERS: dict[int, Callable[[str], Any]] = {
    _DECIMAL: Decimal,
    _DATE: date.fromisoformat,
    _TIME: _restore_time,
    _DATETIME: _restore_datetime,
    _DURATION: _restore_duration,
    _MONTHS: lambda text: YearsMonthsDuration(int(text)),
}


def _restore(code: int, data: bytes) -> Any:
    if code == _RANGE:
        return Range(*unpack(data))
    restorer = _RESTORERS.get(code)
    if restorer is None:
        raise _refused(f"unknown extension type {code}; was this written by a newer release?")
    return restorer(data.decode())


def _refused(message: str) -> InvalidInput:
    return InvalidInput([Problem("stored-value", message)])
