"""Values as a trace shows them: JSON, the FEEL type and FEEL text, each bounded."""

from typing import Any

from engine.dmn.feel.text import quoted, to_text
from engine.dmn.feel.values import Value, kind, to_json

MAX_ITEMS = 1_000  # parts of a value
MAX_CHARS = 20_000  # of all texts in a value
MAX_TEXT = 300


def shown(value: Value) -> dict[str, Any]:
    """{value, type, text}; a value beyond the bounds is null with its size in `text`, a function only has a name."""
    type_ = kind(value)
    if _is_large(value):
        size = f"{len(value)} characters" if isinstance(value, str) else f"{len(value)} entries"
        return {"value": None, "type": type_, "text": f"{type_} of {size}"}
    text = quoted(value) if isinstance(value, str) else "null" if value is None else to_text(value)
    return {"value": as_json(value), "type": type_, "text": text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"}


def _is_large(value: Value) -> bool:
    items, chars, pending = 0, 0, [value]
    while pending:
        found = pending.pop()
        items += 1
        if isinstance(found, str):
            chars += len(found)
        elif isinstance(found, list | dict):
            if len(found) > MAX_ITEMS:
                return True
            pending.extend(found.values() if isinstance(found, dict) else found)
        if items > MAX_ITEMS or chars > MAX_CHARS:
            return True
    return False


def as_json(value: Value) -> Any:
    """JSON of any value, numbers as text; a function is shown by its name."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return f"function {value.name}" if kind(value) == "function" else to_json(value)
