"""FEEL types: `instance of`, conformance and the implicit conversions at typed borders (DMN 1.5, 10.3.2.9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.calendar import Moment, date_days, make_datetime
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Function, Range, Value, kind

Check = Callable[[Value, Run], bool]


@dataclass(frozen=True, slots=True)
class Type:
    """`name` is a FEEL type name; `element` types lists and ranges, `entries` contexts, `allowed` restricts values.

    `is_closed` is not needed: a context may always hold more entries than its type names.
    """

    name: str
    element: "Type | None" = None
    entries: Mapping[str, "Type"] | None = None
    allowed: Check | None = field(default=None, compare=False)
    parameters: tuple["Type", ...] | None = None
    result: "Type | None" = None
    label: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.label:
            return self.label
        return f"{self.name}<{self.element}>" if self.element else self.name


ANY = Type("any")
SIMPLE = {
    name: Type(name)
    for name in (
        "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
        "years and months duration", "context", "list", "range", "function",
    )
}  # fmt: skip
_ALIASES = {
    "Any": ANY,
    "any": ANY,
    "null": Type("null"),
    "Null": Type("null"),
    "dateTime": SIMPLE["date and time"],
    "dayTimeDuration": SIMPLE["days and time duration"],
    "yearMonthDuration": SIMPLE["years and months duration"],
    "day and time duration": SIMPLE["days and time duration"],
    "year and month duration": SIMPLE["years and months duration"],
}
BUILT_IN: dict[str, Type] = {**SIMPLE, **_ALIASES}


def from_syntax(name: ast.TypeName, named: Mapping[str, Type]) -> Type | None:
    """The type that a type name means, with the item definitions in `named`; None if it is unknown."""
    if name.name in ("list", "range") and name.arguments:
        element = from_syntax(name.arguments[0], named)
        return Type(name.name, element) if element else None
    if name.entries:
        entries = {key: from_syntax(entry, named) for key, entry in name.entries}
        known = {key: entry for key, entry in entries.items() if entry}
        return Type("context", entries=known) if len(known) == len(entries) else None
    if name.name == "function" and name.result:
        parameters = tuple(from_syntax(argument, named) for argument in name.arguments)
        result = from_syntax(name.result, named)
        if result is None or None in parameters:
            return None
        return Type("function", parameters=tuple(p for p in parameters if p), result=result)
    return named.get(name.name) or BUILT_IN.get(name.name)


def is_instance(value: Value, type_: Type, run: Run) -> bool:
    """`value instance of type`: null is an instance of Null only, and of no other type."""
    if value is None:
        return type_.name == "null"
    return conforms(value, type_, run)


def conforms(value: Value, type_: Type, run: Run) -> bool:
    """Whether a value other than null has the shape of the type; null parts conform to every type."""
    return _Conformance(run).holds(value, type_)


class _Conformance:
    """One check of a value; a part that is shared is looked at once for each type that it must have."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[tuple[int, int], bool] = {}

    def holds(self, value: Value, type_: Type) -> bool:
        if type_.name != "any":
            if kind(value) != type_.name:
                return False
            if isinstance(value, list | dict):
                key = (id(value), id(type_))
                if key not in self._known:
                    self._run.spend(1 + len(value) // 8)
                    self._known[key] = self._parts(value, type_)
                if not self._known[key]:
                    return False
            elif not self._parts(value, type_):
                return False
        return type_.allowed is None or type_.allowed(value, self._run)

    def _parts(self, value: Value, type_: Type) -> bool:
        element = type_.element
        if isinstance(value, list) and element:
            return all(self._part(item, element) for item in value)
        if isinstance(value, dict) and type_.entries is not None:
            return all(key in value and self._part(value[key], entry) for key, entry in type_.entries.items())
        if isinstance(value, Range) and element:
            return self._part(value.start, element) and self._part(value.end, element)
        if isinstance(value, Function) and type_.parameters is not None:
            return value.has_type(type_.parameters, type_.result)
        return True

    def _part(self, value: Value, type_: Type) -> bool:
        return value is None or self.holds(value, type_)


def is_subtype(narrow: Type, wide: Type) -> bool:
    """Whether every value of `narrow` is one of `wide` (DMN 1.5, 10.3.2.9.2); allowed values play no part."""
    if wide.name == "any" or narrow.name == "null":
        return True
    if narrow.name != wide.name:
        return False
    if wide.element is not None:
        return narrow.element is not None and is_subtype(narrow.element, wide.element)
    if wide.entries is not None:
        entries = narrow.entries or {}
        return all(name in entries and is_subtype(entries[name], entry) for name, entry in wide.entries.items())
    if wide.parameters is not None and wide.result is not None:
        return _is_function_subtype(narrow, wide.parameters, wide.result)
    return True


def _is_function_subtype(narrow: Type, parameters: tuple[Type, ...], result: Type) -> bool:
    """Parameters may be wider, the result may be narrower."""
    if narrow.parameters is None or narrow.result is None or len(narrow.parameters) != len(parameters):
        return False
    wider = all(is_subtype(given, taken) for given, taken in zip(parameters, narrow.parameters, strict=True))
    return wider and is_subtype(narrow.result, result)


class NoConversion(Exception):
    """A value does not fit a type even after the implicit conversions."""


def convert(value: Value, type_: Type, run: Run | None = None) -> Any:
    """`value` as the type wants it: to and from singleton list, date to date and time; raises NoConversion."""
    if value is None or (type_.name == "any" and type_.allowed is None):
        return value
    run = run or Run()
    if conforms(value, type_, run):
        return value
    if isinstance(value, list) and len(value) == 1 and type_.name != "list":
        only = value[0]
        if only is None or conforms(only, type_, run):
            return only
    if type_.name == "list" and not isinstance(value, list) and conforms([value], type_, run):
        return [value]
    if type_.name == "date and time" and kind(value) == "date":
        return make_datetime(Moment(date_days(value), 0, UTC))
    raise NoConversion(f"expected {type_}, found {kind(value)}")
