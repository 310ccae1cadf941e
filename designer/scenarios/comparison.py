"""Compares what a case expects with what was found, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

IGNORED = frozenset({"arithmetic"})
_SETS = frozenset({"exceptions", "timers", "compensation", "supplier_claims", "lines"})
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One field that came out otherwise."""

    field: str
    expected: str
    found: str


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    """Every field of `expected` but the explanation; amounts are equal by value, sets whatever their order."""
    for field, wanted in expected.items():
        if field in IGNORED:
            continue
        seen = found.get(field, _ABSENT)
        if seen is _ABSENT:
            yield Difference(field, shown(wanted), "nothing: no process yields this field")
        elif canonical(wanted, is_set=field in _SETS) != canonical(seen, is_set=field in _SETS):
            yield Difference(field, shown(wanted), shown(seen))


def canonical(value: Any, *, is_set: bool = False) -> Any:
    """A form in which equal things are equal: numbers by value, dates as texts, sets and dispositions sorted."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): canonical(item, is_set=key == "dispositions") for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [canonical(item) for item in value]
        return sorted(items, key=repr) if is_set else items
    return _number(value)


def _number(value: Any) -> Any:
    try:
        return _plain(Decimal(str(value)))
    except InvalidOperation:
        return value


def _plain(number: Decimal) -> str:
    return format(number.normalize() + 0, "f") if number.is_finite() else str(number)


def shown(value: Any) -> str:
    """`value` in one line, as people read it."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
