"""Process values as a form in the browser takes them, and as people read them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

MAX_TEXT = 500


def for_form(value: Any, schema: Mapping[str, Any]) -> Any:
    """A FEEL value as JSON that fits `schema`: a number where the form has numbers, else its exact decimal text."""
    if isinstance(value, Decimal):
        return _number(value) if schema.get("type") in {"number", "integer"} else f"{value:f}"
    if isinstance(value, Mapping):
        fields = schema.get("properties") or {}
        return {str(key): for_form(item, fields.get(key) or {}) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [for_form(item, schema.get("items") or {}) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _number(value: Decimal) -> int | float:
    # JSON in a browser has binary numbers only; exact amounts travel as text, so this is for counts and measures.
    return int(value) if value == value.to_integral_value() else float(value)


def prefilled(schema: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """What the process knows of the form's fields before anybody has typed; more than the form takes is left out."""
    fields = schema.get("properties") or {}
    known = {key: _fitting(context[key], field) for key, field in fields.items() if context.get(key) is not None}
    return {key: for_form(value, fields[key]) for key, value in known.items()}


def _fitting(value: Any, schema: Mapping[str, Any]) -> Any:
    """`value` without keys that `schema` would refuse: a form that is only opened and sent must be accepted."""
    if isinstance(value, list | tuple):
        return [_fitting(item, schema.get("items") or {}) for item in value]
    if not isinstance(value, Mapping):
        return value
    fields = schema.get("properties") or {}
    is_closed = schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False
    kept = {key: item for key, item in value.items() if not is_closed or (key in fields and item is not None)}
    return {key: _fitting(item, fields.get(key) or {}) for key, item in kept.items()}


def beside(schema: Mapping[str, Any] | None, context: Mapping[str, Any]) -> dict[str, Any]:
    """What the process hands over that is not a field of the form: it stands above the form, to be read."""
    fields = (schema or {}).get("properties") or {}
    return {key: value for key, value in context.items() if key not in fields and value not in (None, [], "")}
