"""The text of a FEEL value as the built-in `string` gives it (DMN 1.5, 10.3.4.1)."""

from collections.abc import Callable
from datetime import UTC, timezone, tzinfo
from decimal import Decimal

from engine.dmn.feel.calendar import date_days, duration_nanos, moment, time_parts, ymd_from_days
from engine.dmn.feel.far import NANOS_PER_DAY, NANOS_PER_SECOND
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.values import Range, Value, YearsMonthsDuration, kind


def to_text(value: Value) -> str:
    """The text of any value but null; strings inside a list or context stand in quotation marks."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    _write(value, parts, [LIMITS.string_chars])
    return "".join(parts)


def _write(value: Value, parts: list[str], room: list[int]) -> None:
    """Append the text; `room` holds the characters that are left, so shared parts cannot explode."""
    match kind(value):
        case "list":
            _write_items(value, parts, room)
            return
        case "context":
            _write_entries(value, parts, room)
            return
        case "range":
            text = range_text(value)
        case "string":
            text = quoted(value)
        case _:
            text = scalar_text(value)
    room[0] -= len(text) + 1
    if room[0] < 0:
        raise exceeded("string_chars")
    parts.append(text)


def _write_items(items: list[Value], parts: list[str], room: list[int]) -> None:
    parts.append("[")
    room[0] -= 2
    for index, item in enumerate(items):
        parts.append(", " if index else "")
        _write(item, parts, room)
    parts.append("]")


def _write_entries(entries: dict[str, Value], parts: list[str], room: list[int]) -> None:
    parts.append("{")
    room[0] -= 2
    for index, (key, item) in enumerate(entries.items()):
        parts.append(f"{', ' if index else ''}{_key_text(key)}: ")
        _write(item, parts, room)
    parts.append("}")


def _key_text(key: str) -> str:
    plain = key.replace("_", "").replace(" ", "").isalnum()
    return key if plain else quoted(key)


def quoted(text: str) -> str:
    """A FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def scalar_text(value: Value) -> str:
    """The text of a value that has no parts."""
    write = _SCALARS.get(kind(value))
    return write(value) if write else f"function {value.name}({', '.join(value.parameters)})"


def number_text(number: Decimal) -> str:
    """Plain notation, zeros at the end of the fraction kept as they are in the number."""
    text = format(number, "f")
    return text[1:] if text in ("-0",) or (number == 0 and text.startswith("-")) else text


def _date_text(days: int) -> str:
    year, month, day = ymd_from_days(days)
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day:02}"


def _time_text(nanos: int, zone: tzinfo | None) -> str:
    seconds, rest = divmod(nanos, NANOS_PER_SECOND)
    fraction = f".{rest:09}".rstrip("0") if rest else ""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}{_zone_text(zone)}"


def _zone_text(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if zone is UTC:
        return "Z"
    if not isinstance(zone, timezone):
        return f"@{zone}"
    offset = zone.utcoffset(None)
    seconds = int(offset.total_seconds())
    if seconds == 0:
        return "Z"
    sign, seconds = "-" if seconds < 0 else "+", abs(seconds)
    tail = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}{tail}"


def _days_text(nanos: int) -> str:
    if nanos == 0:
        return "PT0S"
    sign, nanos = "-" if nanos < 0 else "", abs(nanos)
    days, nanos = divmod(nanos, NANOS_PER_DAY)
    seconds, rest = divmod(nanos, NANOS_PER_SECOND)
    fraction = f".{rest:09}".rstrip("0") if rest else ""
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def _months_text(value: YearsMonthsDuration) -> str:
    if value.months == 0:
        return "P0M"
    years, months = divmod(abs(value.months), 12)
    return f"{'-' if value.months < 0 else ''}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


def _clock_text(value: Value) -> str:
    nanos, zone = time_parts(value)
    return _time_text(nanos, zone)


def _moment_text(value: Value) -> str:
    at = moment(value)
    return f"{_date_text(at.days)}T{_time_text(at.nanos, at.zone)}"


_SCALARS: dict[str, Callable[[Value], str]] = {
    "null": lambda _value: "null",
    "boolean": lambda value: "true" if value else "false",
    "number": lambda value: number_text(Decimal(value)),
    "date": lambda value: _date_text(date_days(value)),
    "time": _clock_text,
    "date and time": _moment_text,
    "days and time duration": lambda value: _days_text(duration_nanos(value)),
    "years and months duration": _months_text,
}


def range_text(value: Range) -> str:
    """`[1..5)`; with one end open `(>= 5)`."""
    if value.start is None and value.end is not None:
        return f"({'<=' if value.end_included else '<'}{_end_text(value.end)})"
    if value.end is None and value.start is not None:
        return f"({'>=' if value.start_included else '>'}{_end_text(value.start)})"
    opening = "[" if value.start_included else "("
    closing = "]" if value.end_included else ")"
    return f"{opening}{_end_text(value.start)}..{_end_text(value.end)}{closing}"


def _end_text(value: Value) -> str:
    match kind(value):
        case "string":
            return quoted(value)
        case "null" | "number" | "boolean":
            return scalar_text(value)
        case "list" | "context" | "range" | "function":
            return kind(value)
    return f'@"{scalar_text(value)}"'
