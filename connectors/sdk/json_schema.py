"""JSON Schema 2020-12 of marshmallow schemas, for the designer, the documentation and the conformance suite."""

from typing import Any

from marshmallow import Schema, fields, missing, validate

from connectors.sdk.fields import Exact

_TYPES: tuple[tuple[type[fields.Field[Any]], dict[str, Any]], ...] = (
    (fields.Integer, {"type": "integer"}),
    (fields.Boolean, {"type": "boolean"}),
    (fields.Date, {"type": "string", "format": "date"}),
    (fields.DateTime, {"type": "string", "format": "date-time"}),
    (fields.String, {"type": "string"}),
)


def export(schema: Schema) -> dict[str, Any]:
    """The JSON Schema of what `schema` loads; unknown keys are refused as the schema itself refuses them."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(schema)}


def _object(schema: Schema) -> dict[str, Any]:
    exported: dict[str, Any] = {
        "type": "object",
        "properties": {name: _field(field) for name, field in schema.fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in schema.fields.items() if field.required]
    return {**exported, "required": required} if required else exported


def _field(field: fields.Field[Any]) -> dict[str, Any]:
    exported = _typed(field)
    for validator in field.validators:
        exported.update(_constraint(validator))
    if field.allow_none:
        exported = _nullable(exported)
    metadata = field.metadata
    for key in ("title", "description"):
        if key in metadata:
            exported[key] = metadata[key]
    for key in ("unit", "sensitive"):
        if key in metadata:
            exported[f"x-{key}"] = metadata[key]
    default = field.load_default
    if default is not missing and default is not None and not callable(default):
        exported["default"] = default
    return exported


def _typed(field: fields.Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.Nested):
        return _object(field.schema)
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner)}
    if isinstance(field, Exact):
        return {"type": "string", "format": "decimal", "pattern": rf"^-?\d+(\.\d{{1,{field.max_places}}}0*)?$"}
    if isinstance(field, fields.Dict):
        return {"type": "object"}
    for kind, exported in _TYPES:
        if isinstance(field, kind):
            return dict(exported)
    raise TypeError(f"expected a field kind with a JSON Schema form, found {type(field).__name__} in {field.name!r}")


def _constraint(validator: Any) -> dict[str, Any]:
    if isinstance(validator, validate.OneOf):
        return {"enum": list(validator.choices)}
    if isinstance(validator, validate.Length):
        return _without_none({"minLength": validator.min, "maxLength": validator.max})
    if isinstance(validator, validate.Regexp):
        return {"pattern": validator.regex.pattern}
    return {}


def _nullable(exported: dict[str, Any]) -> dict[str, Any]:
    if "enum" in exported:
        exported = {**exported, "enum": [*exported["enum"], None]}
    return {**exported, "type": [exported["type"], "null"]}


def _without_none(exported: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in exported.items() if value is not None}
