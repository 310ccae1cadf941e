"""Checks submitted data against a form's JSON Schema (2020-12) and turns them into FEEL values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError

from engine.errors import InvalidInput, InvalidModel, Problem

MAX_PROBLEMS = 50
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")

_formats = FormatChecker(formats=["date", "email", "time", "uuid", "regex", "ipv4"])


@_formats.checks("decimal")
def _is_decimal(value: object) -> bool:
    return not isinstance(value, str) or _DECIMAL.fullmatch(value) is not None


@_formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@dataclass(frozen=True)
class Form:
    """A form of a bundle: `schema` is JSON Schema 2020-12 of an object, `ui_schema` its order and widgets."""

    key: str
    title: str
    schema: dict[str, Any]
    ui_schema: dict[str, Any]

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.schema, format_checker=_formats)

    def accept(self, data: object) -> dict[str, Any]:
        """FEEL values of `data`; InvalidInput lists every place that breaks the schema, extra keys included."""
        if not isinstance(data, dict):
            raise InvalidInput([Problem("form", f"expected an object with the fields of form {self.key!r}")])
        errors = islice(self._validator.iter_errors(data), MAX_PROBLEMS)
        problems = [_problem(error) for error in errors]
        known = self.fields
        extra = sorted(set(data) - known)
        problems += [Problem("additionalProperties", _extra(key, known), element_id=key) for key in extra]
        if problems:
            raise InvalidInput(problems)
        return {key: coerce(value, self._property(key)) for key, value in data.items()}

    @property
    def fields(self) -> set[str]:
        """The top-level names that data of this form may have."""
        # if/then/else and allOf may add properties: they are fields of the form like the others.
        found: set[str] = set()
        pending: list[Any] = [self.schema]
        while pending:
            node = pending.pop()
            if isinstance(node, Mapping):
                found |= set(node.get("properties", {}))
                pending += [node[k] for k in ("then", "else") if k in node]
                pending += [*node.get("allOf", []), *node.get("anyOf", []), *node.get("oneOf", [])]
        return found

    def _property(self, key: str) -> Mapping[str, Any]:
        return _find_property(self.schema, key)


def read(file: str, content: bytes) -> Form:
    """The form in a JSON file {"key", "title", "schema", "uiSchema"}; InvalidModel says what is wrong with it."""
    try:
        raw = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InvalidModel([Problem("form-json", f"not JSON: {error}", file=file, line=error.lineno)]) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("key"), str) or not isinstance(raw.get("schema"), dict):
        hint = 'write {"key": "f1_intake", "title": "...", "schema": {...}, "uiSchema": {...}}'
        raise InvalidModel([Problem("form-shape", "expected an object with key and schema", hint=hint, file=file)])
    try:
        Draft202012Validator.check_schema(raw["schema"])
    except SchemaError as error:
        where = "/".join(str(part) for part in error.absolute_path)
        raise InvalidModel([Problem("form-schema", f"schema at /{where}: {error.message}", file=file)]) from error
    return Form(raw["key"], str(raw.get("title") or raw["key"]), raw["schema"], dict(raw.get("uiSchema") or {}))


def coerce(value: Any, schema: Mapping[str, Any]) -> Any:
    """JSON `value` as a FEEL value: numbers and `format: decimal` become Decimal, dates become dates."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, list):
        items = schema.get("items")
        return [coerce(item, items if isinstance(items, Mapping) else {}) for item in value]
    if isinstance(value, dict):
        return {key: coerce(item, _find_property(schema, key)) for key, item in value.items()}
    return _coerce_text(value, schema.get("format"))


def _coerce_text(value: str, text_format: str | None) -> Any:
    try:
        match text_format:
            case "decimal":
                return Decimal(value)
            case "date":
                return date.fromisoformat(value)
            case "date-time":
                return datetime.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return value
    return value


def _find_property(schema: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    pending: list[Any] = [schema]
    while pending:
        node = pending.pop()
        if not isinstance(node, Mapping):
            continue
        found = node.get("properties", {}).get(key)
        if isinstance(found, Mapping) and ("type" in found or "format" in found or "items" in found):
            return found
        pending += [node[k] for k in ("then", "else") if k in node]
        pending += [*node.get("allOf", []), *node.get("anyOf", []), *node.get("oneOf", [])]
    return {}


def _problem(error: ValidationError) -> Problem:
    path = "/".join(str(part) for part in error.absolute_path)
    missing = re.match(r"'(.+)' is a required property", error.message)
    if error.validator == "required" and missing:
        path = f"{path}/{missing[1]}".strip("/")
        return Problem("required", f"{missing[1]} is required", element_id=path)
    return Problem(str(error.validator), error.message[:300], element_id=path or None)


def _extra(key: str, known: set[str]) -> str:
    return f"{key!r} is not a field of this form; its fields are: {', '.join(sorted(known))}"
