"""FEEL values as Python objects, and the border where JSON and Python data become FEEL values and back.

number: decimal.Decimal · string: str · boolean: bool · null: None · list: list · context: dict with str keys ·
date, time, date and time: datetime.date, time, datetime (outside their range: the Far types of `far`) ·
days and time duration: datetime.timedelta (beyond it: FarDuration) · years and months duration:
YearsMonthsDuration · range: Range · function: Function. Python's int is accepted wherever a number is.
"""

from collections.abc import Mapping
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


def to_feel(data: Any) -> Value:
    """`data` of JSON or Python types as a FEEL value, contexts and lists copied.

    A float is taken by its shortest decimal form. InvalidInput names the path of what is no FEEL value.
    """
    return _to_feel(data, "$", 0)


def _to_feel(data: Any, path: str, depth: int) -> Value:
    if depth > _MAX_DEPTH:
        raise exceeded("nesting", found=path[:80])
    if isinstance(data, Enum):
        return _to_feel(data.value, path, depth + 1)
    type_ = type(data)
    if type_ is int:
        return Decimal(data)
    if type_ is list or type_ is tuple:
        return [_to_feel(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(data)]
    if type_ in _KINDS and type_ is not dict:
        return data
    if isinstance(data, Mapping):
        return {_key(key, path): _to_feel(value, f"{path}.{key}", depth + 1) for key, value in data.items()}
    if isinstance(data, float):
        return _from_float(data, path)
    if isinstance(data, UUID):
        return str(data)
    if isinstance(data, Function):
        return data
    raise _not_feel(f"expected JSON data or a FEEL value at {path}, found {type_.__name__}")


def _key(key: Any, path: str) -> str:
    if isinstance(key, str):
        return key
    raise _not_feel(f"expected text as the key of an entry of {path}, found {type(key).__name__}")


def _from_float(data: float, path: str) -> Decimal:
    number = Decimal(repr(data))
    if not number.is_finite():
        raise _not_feel(f"expected a finite number at {path}, found {data}")
    return number


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
