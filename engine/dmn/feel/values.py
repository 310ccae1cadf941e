"""FEEL values as Python objects, and the border where JSON and Python data become FEEL values and back.

number: decimal.Decimal · string: str · boolean: bool · null: None · list: list · context: dict with str keys ·
date, time, date and time: datetime.date, time, datetime (outside their range: the Far types of `far`) ·
days and time duration: datetime.timedelta (beyond it: FarDuration) · years and months duration:
YearsMonthsDuration · range: Range · function: Function. Python's int is accepted wherever a number is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

from engine.dmn.feel.far import FarDate, FarDateTime, FarDuration, FarTime
from engine.dmn.feel.limits import exceeded
from engine.errors import InvalidInput, Problem

Value = Any  # one of the types of the module docstring

_MAX_DEPTH = 100


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A whole number of months, positive or negative."""

    months: int


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """Values between two ends; an end of None is open to infinity."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool


class Function:
    """Anything that FEEL can call; `parameters` are the names that named arguments must use."""

    __slots__ = ("name", "parameters")

    def __init__(self, name: str, parameters: tuple[str, ...]) -> None:
        self.name = name
        self.parameters = parameters

    def has_type(self, parameters: tuple[Any, ...], _result: Any) -> bool:
        """Whether it can stand where a function of these parameter types (Type of `types`) is wanted."""
        return len(self.parameters) == len(parameters)


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    int: "number",
    str: "string",
    list: "list",
    dict: "context",
    date: "date",
    FarDate: "date",
    time: "time",
    FarTime: "time",
    datetime: "date and time",
    FarDateTime: "date and time",
    timedelta: "days and time duration",
    FarDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    Range: "range",
}


def kind(value: Value) -> str:
    """The FEEL type name of a value; `unknown` for something that is no FEEL value."""
    found = _KINDS.get(type(value))
    if found is None:
        return "function" if isinstance(value, Function) else "unknown"
    return found


_PLAIN = frozenset([str, bool, type(None), date, datetime, time, timedelta, YearsMonthsDuration])


def to_feel(data: Any) -> Value:
    """`data` of JSON or Python types as a FEEL value, contexts and lists copied.

    A float is taken by its shortest decimal form. InvalidInput names the path of what is no FEEL value.
    """
    return _to_feel(data, None, 0)


# Where a value is: (where what holds it is, its key or index); a text of it is made for an error only.
_Place = tuple[Any, Any] | None


def _shown(place: _Place) -> str:
    if place is None:
        return "$"
    holder, key = place
    return f"{_shown(holder)}[{key}]" if isinstance(key, int) else f"{_shown(holder)}.{key}"


def _to_feel(data: Any, place: _Place, depth: int) -> Value:
    type_ = type(data)
    if type_ in _PLAIN or (type_ is Decimal and data.is_finite()):
        return data
    if type_ is int:
        return Decimal(data)
    if depth > _MAX_DEPTH:
        raise exceeded("nesting", found=_shown(place)[:80])
    if type_ is dict:
        return _context(data, place, depth + 1)
    for types, convert in _CONVERSIONS:
        if isinstance(data, types):
            return convert(data, place, depth + 1)
    raise _not_feel(f"expected JSON data or a FEEL value at {_shown(place)}, found {type(data).__name__}")


def _list(data: Any, place: _Place, depth: int) -> list[Value]:
    return [_to_feel(item, (place, index), depth) for index, item in enumerate(data)]


def _context(data: Any, place: _Place, depth: int) -> dict[str, Value]:
    return {
        key if type(key) is str else _key(key, place): _to_feel(value, (place, key), depth)
        for key, value in data.items()
    }


def _same(data: Any, _place: _Place, _depth: int) -> Value:
    return data


def _key(key: Any, place: _Place) -> str:
    if isinstance(key, str):
        return key
    raise _not_feel(f"expected text as the key of an entry of {_shown(place)}, found {type(key).__name__}")


def _from_float(data: float, place: _Place) -> Decimal:
    return _finite(Decimal(repr(data)), place)


def _finite(number: Decimal, place: _Place) -> Decimal:
    if not number.is_finite():
        raise _not_feel(f"expected a finite number at {_shown(place)}, found {number}")
    return number


_CONVERSIONS: tuple[tuple[Any, Callable[[Any, _Place, int], Value]], ...] = (
    ((bool, type(None)), _same),
    (Enum, lambda data, place, depth: _to_feel(data.value, place, depth)),
    (int, lambda data, _place, _depth: Decimal(data)),
    ((list, tuple), _list),
    (Mapping, _context),
    (float, lambda data, place, _depth: _from_float(data, place)),
    (Decimal, lambda data, place, _depth: _finite(data, place)),
    (UUID, lambda data, _place, _depth: str(data)),
    ((*_KINDS, Function), _same),
)


def _not_feel(message: str) -> InvalidInput:
    return InvalidInput([Problem("feel_value", message)])


def to_json(value: Value, numbers: Literal["string", "number"] = "string") -> Any:
    """A FEEL value as JSON-safe data; temporal values and ranges become their FEEL text.

    Numbers are strings in plain notation; with "number" they are an int, or a float where that is exact to the
    last digit, and otherwise still a string. A function has no JSON form: InvalidInput.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal | int):
        return _json_number(Decimal(value), numbers)
    if isinstance(value, list):
        return [to_json(item, numbers) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item, numbers) for key, item in value.items()}
    if kind(value) in ("function", "unknown"):
        raise _not_feel(f"expected a value with a JSON form, found {kind(value)}")
    from engine.dmn.feel.text import to_text  # noqa: PLC0415 (text needs the types of this module)

    return to_text(value)


def _json_number(number: Decimal, numbers: str) -> str | int | float:
    if numbers == "number":
        if number == number.to_integral_value() and number.adjusted() < 16:
            return int(number)
        nearest = float(number)
        if Decimal(repr(nearest)) == number:
            return nearest
    return format(number, "f")
