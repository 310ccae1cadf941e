"""Forms that stand in a diagram, as files that can be saved as forms here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.vendors.equivalents import settle, word
from engine.bpmn.vendors.findings import FORM, Findings

MAX_FIELDS = 200


@dataclass(frozen=True)
class Field:
    """A field of a form: its JSON Schema, and whether it must be filled in."""

    key: str
    schema: Mapping[str, Any]
    is_required: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


def schema_of(kind: str) -> dict[str, Any] | None:
    """The JSON Schema of a type of form field; None for a type that no form here has."""
    found = _TYPES.get(kind)
    return None if found is None else dict(found)


_TYPES: Mapping[str, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "textfield": {"type": "string"},
    "textarea": {"type": "string"},
    "long": {"type": "integer"},
    "integer": {"type": "integer"},
    "double": {"type": "number"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "checkbox": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "enum": {"type": "string"},
    "select": {"type": "string"},
    "radio": {"type": "string"},
}


def save_as(node: Any, title: str, fields: Sequence[Field], left_out: Sequence[str], findings: Findings) -> None:
    """Let the task `node` show a form named after it, and tell the owner the file to save under that name."""
    key = f"{word(node.get('id', 'form'))}_form".lower()
    settle(node, "task", form=key)
    if len(fields) > MAX_FIELDS:
        message = f"the form in the diagram has {len(fields)} fields, at most {MAX_FIELDS} are written out"
        findings.warning(FORM, message, f"draw the form {key} here", node)
        return
    missing = f"; without equivalent: {', '.join(left_out)}" if left_out else ""
    message = (
        f"the form with the fields {', '.join(one.key for one in fields) or 'none'} stands in the diagram{missing}"
    )
    findings.warning(FORM, message, f"save this as the form {key}: {written(key, title, fields)}", node)


def written(key: str, title: str, fields: Sequence[Field]) -> str:
    """The file of the form."""
    properties = {one.key: dict(one.schema) for one in fields}
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    required = [one.key for one in fields if one.is_required]
    if required:
        schema["required"] = required
    shown = {one.key: dict(one.options) for one in fields if one.options}
    form = {"key": key, "title": title, "schema": schema, "uiSchema": {"ui:order": list(properties), **shown}}
    return json.dumps(form, ensure_ascii=False)
