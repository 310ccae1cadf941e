"""Packs values into bytes and back, exactly: msgpack, with extension types for what JSON would lose.

Extension codes are kept for ever: 1 Decimal, 2 date, 3 time, 4 date and time, 5 days and time duration,
6 years and months duration, 7 range, 8 a value that is packed already, 9 one that may come again, 10 one that came as
the n-th of these before. Beside these there are None, bool, int, float,
str, bytes, list and dict; all else is refused.
"""

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgpack  # type: ignore[import-untyped]

from engine.dmn.feel.values import Range, YearsMonthsDuration
from engine.errors import InvalidInput, Problem

_DECIMAL, _DATE, _TIME, _DATETIME, _DURATION, _MONTHS, _RANGE, _PACKED, _SHARED, _AGAIN = range(1, 11)

_local = threading.local()


def pack(value: Any) -> bytes:
    """`value` as bytes; InvalidInput when something in it is no value (a function, an object)."""
    packer = getattr(_local, "packer", None) or _new_packer()
    # Taken out while it works: a packer is no use to whoever packs while packing, and none after an error.
    _local.packer = None
    try:
        packed: bytes = packer.pack(value)
    except (OverflowError, ValueError) as error:
        raise _refused(f"the value cannot be stored: {error}") from error
    _local.packer = packer
    return packed


def embed(packed: bytes) -> Any:
    """What `pack` takes for a value that is packed already."""
    return tuple.__new__(msgpack.ExtType, (_PACKED, packed))


def embed_shared(packed: bytes) -> Any:
    """Like `embed`; the value is numbered, and `again` stands for it from then on."""
    return tuple.__new__(msgpack.ExtType, (_SHARED, packed))


def again(number: int) -> Any:
    """What `pack` takes for the shared value `number`, counted from 0 in the order in which they are packed."""
    return tuple.__new__(msgpack.ExtType, (_AGAIN, str(number).encode()))


def number(value: Decimal) -> Any:
    """What `pack` makes of a number, for whoever packs the same one again."""
    return tuple.__new__(msgpack.ExtType, (_DECIMAL, str(value).encode()))


def is_scalar(value: Any) -> bool:
    """Whether `value` is one that `pack` takes and that holds no others."""
    return type(value) in _SCALARS


def unpack(packed: bytes, learn: Callable[[Any, bytes], None] | None = None) -> Any:
    """The value that `pack` got; `learn` is shown every embedded value with its bytes. Shared values need it."""
    if learn is None:
        return msgpack.unpackb(packed, ext_hook=_restore, strict_map_key=False, use_list=True, raw=False)

    shared: list[Any] = []

    def restore(code: int, data: bytes) -> Any:
        if code == _AGAIN:
            return shared[int(data)]
        value = _restore(code, data)
        if code in (_PACKED, _SHARED):
            learn(value, data)
        if code == _SHARED:
            shared.append(value)
        return value

    return msgpack.unpackb(packed, ext_hook=restore, strict_map_key=False, use_list=True, raw=False)


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


_SCALARS = frozenset({type(None), bool, int, float, str, bytes, *_PACKERS})


def _new_packer() -> Any:
    return msgpack.Packer(default=_extend, strict_types=True, use_bin_type=True)


def _extend(value: Any) -> Any:
    found = _PACKERS.get(type(value))
    if found is not None:
        # Not its own __new__, which checks what is certain here and takes half of the time.
        return tuple.__new__(msgpack.ExtType, (found[0], found[1](value)))
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
    restorer = _RESTORERS.get(code)
    if restorer is not None:
        return restorer(data.decode())
    if code in (_PACKED, _SHARED):
        return unpack(data)
    if code == _RANGE:
        return Range(*unpack(data))
    raise _refused(f"unknown extension type {code}; was this written by a newer release?")


def _refused(message: str) -> InvalidInput:
    return InvalidInput([Problem("stored-value", message)])
