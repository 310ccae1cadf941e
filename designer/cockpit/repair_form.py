"""The form of an incident: what its fields begin with, and what a person has typed into them."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from werkzeug.datastructures import MultiDict

from designer.api.parse import read_json
from designer.errors import DomainError, Invalid
from designer.returns.story import in_words
from designer.tasklist.values import for_form
from engine.errors import Problem

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_LABELS = {
    "system": "The system",
    "type": "The kind of document",
    "id": "The number of the document",
    "note": "A note",
    "edit_note": "A note",
    "code": "A code",
    "reason": "A reason",
}


def as_json(value: Any) -> str:
    """FEEL values as JSON that people read."""
    return orjson.dumps(for_form(value, {}), option=orjson.OPT_INDENT_2).decode()


def fields_of(schema: Any) -> list[tuple[str, str, bool]]:
    """(name, meaning, is needed) of each field of an object's JSON Schema."""
    if not schema:
        return []
    required = set(schema.get("required") or ())
    properties = schema.get("properties") or {}
    return [(name, str(about.get("description") or ""), name in required) for name, about in properties.items()]


def field_named_by(error: Invalid | None) -> str:
    """The field of the form that the first problem stands at, such as "input" of /input/amount."""
    places = [problem.element_id or "" for problem in error.problems] if error else []
    return places[0].strip("/").split("/")[0] if places else ""


def blank_answer(schema: Any) -> str:
    """An answer with the fields that are needed, to be filled in."""
    return as_json({name: "" for name, _, is_needed in fields_of(schema) if is_needed})


def changes(sent: Mapping[str, Any], proposed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field, as it was sent, as it would be sent) of each field that differs; one that is not there is a dash."""
    before, after = for_form(dict(sent), {}), for_form(dict(proposed), {})
    names = [*before, *(name for name in after if name not in before)]
    differ = [name for name in names if before.get(name) != after.get(name)]
    return [
        (name, *(in_words(one[name]) if one.get(name) is not None else "–" for one in (before, after)))
        for name in differ
    ]


def error_code(form: "MultiDict[str, str]") -> str:
    """The code of a BPMN error; Invalid for one that no diagram can name."""
    code = filled(form, "code")
    if not _CODE.fullmatch(code):
        raise Invalid("Expected a code of letters, digits and _ . : - without spaces.")
    return code


def filled(form: "MultiDict[str, str]", name: str) -> str:
    """A field that must not be empty; Invalid names it."""
    text = form.get(name, "").strip()
    if not text:
        message = f"{_LABELS[name]} is needed."
        raise Invalid(message, problems=[Problem("required", message, element_id=f"/{name}")])
    return text


def json_object(form: "MultiDict[str, str]", name: str) -> dict[str, Any]:
    """A field of JSON text; numbers with a fraction are given as text, as the schemas ask."""
    text = form.get(name, "").strip() or "{}"
    try:
        found = read_json(text.encode())
    except DomainError as error:
        raise Invalid(error.message) from error
    if not isinstance(found, dict):
        raise Invalid(f"Expected the {name} as a JSON object with the fields below.")
    return found
