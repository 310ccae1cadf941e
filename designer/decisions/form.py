"""The form in which somebody tries a decision: a field for each value that it needs, and what was typed as values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.errors import EngineError
from engine.queries import decisions
from engine.queries.decisions import DecisionView, Needed

Control = Literal["choice", "number", "date", "datetime", "time", "text", "feel"]

_MAX_CHARS = 10_000
_MAX_DEPTH = 4
_CONTROLS: dict[str, Control] = {
    "number": "number",
    "date": "date",
    "date and time": "datetime",
    "time": "time",
    "string": "text",
    "days and time duration": "text",
    "years and months duration": "text",
}
_EXAMPLES = {"days and time duration": "P1DT12H", "years and months duration": "P1Y6M", "list": '["A", "B"]'}


@dataclass(frozen=True)
class Field:
    """One input of the page.

    `path` are the names from the input data down. `options` are (what is sent, what is shown), `hints` are offered
    while typing. A field whose control is "feel" takes any FEEL value; "" is null everywhere.
    """

    name: str
    label: str
    type: str
    control: Control
    path: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()
    example: str = ""
    given: str = ""
    error: str = ""


def fields(view: DecisionView, given: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a decision with what was typed into them; contexts become a field for each entry."""
    found = [field for needed in view.inputs for field in _fields(needed, ())]
    return tuple(replace(field, given=given.get(field.name, "")[:_MAX_CHARS].replace("\r\n", "\n")) for field in found)


def _fields(needed: Needed, above: tuple[str, ...]) -> Iterator[Field]:
    path = (*above, needed.name)
    if needed.parts and len(path) < _MAX_DEPTH:
        for part in needed.parts:
            yield from _fields(part, path)
    else:
        yield _field(needed, path)


def _field(needed: Needed, path: tuple[str, ...]) -> Field:
    kinds = {type(hint) for hint in needed.hints}
    control = _CONTROLS.get(needed.kind, "feel")
    if needed.kind == "any" and kinds == {str}:
        control = "text"
    options = tuple((_as_feel(choice), str(choice)) for choice in needed.choices if choice is not None)
    if needed.kind == "boolean":
        options = (("true", "Yes"), ("false", "No"))
    return Field(
        name="/".join(("in", *path)),
        label=" › ".join(path),
        type="" if needed.type == "any" else needed.type,
        control="choice" if options else control,
        path=path,
        options=options,
        hints=tuple(_hint(hint, control) for hint in needed.hints),
        example=_EXAMPLES.get(needed.kind, '"text", 12.50 or {a: 1}' if control == "feel" else ""),
    )


def _hint(value: Any, control: Control) -> str:
    return _as_feel(value) if control == "feel" else str(value)


def _as_feel(value: Any) -> str:
    """A text, number or truth value as FEEL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{value:f}"


def values(typed: Sequence[Field]) -> tuple[dict[str, Any], tuple[Field, ...]]:
    """What was typed as JSON data and FEEL values by name, and the fields with what is wrong with each."""
    data: dict[str, Any] = {}
    checked = []
    for field in typed:
        try:
            _put(data, field.path, _value(field))
            checked.append(field)
        except EngineError as error:
            checked.append(replace(field, error=f"Write a FEEL value, texts in quotation marks: {error.message}"))
    return data, tuple(checked)


def _value(field: Field) -> Any:
    text = field.given.strip()
    if not text:
        return None
    if field.control in ("choice", "feel"):
        return decisions.literal(text)
    if field.control in ("time", "datetime") and text.count(":") == 1:
        return f"{text}:00"  # browsers leave out the seconds, which FEEL wants
    return text


def _put(data: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *above, last = path
    for name in above:
        data = data.setdefault(name, {})
    data[last] = value
