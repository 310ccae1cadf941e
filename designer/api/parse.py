"""Reads requests strictly: what is not understood is refused with its place, never dropped."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask import request
from marshmallow import RAISE, Schema, ValidationError, fields
from werkzeug.exceptions import UnsupportedMediaType

from designer.errors import DomainError, Invalid
from engine.errors import Problem

MAX_DEPTH = 50


def body(schema: Schema) -> Any:
    """The JSON body, loaded through `schema`; raises DomainError (cannot be read) or Invalid (breaks the schema)."""
    if not request.is_json:
        raise UnsupportedMediaType(f"expected Content-Type application/json, found {request.mimetype or 'none'}")
    return load(schema, read_json(request.get_data()))


def no_body() -> None:
    """Refuse a body where none is taken; an empty object counts as none."""
    if request.method not in {"GET", "HEAD"} and request.get_data().strip() not in (b"", b"{}"):
        raise DomainError("expected no body: this operation takes none", code="unexpected_body")


def query(schema: Schema | None) -> Any:
    """The query string, loaded through `schema`; without one any parameter is refused."""
    lists = {name for name, field in (schema.load_fields if schema else {}).items() if isinstance(field, fields.List)}
    doubled = sorted(name for name, values in request.args.lists() if len(values) > 1 and name not in lists)
    if doubled:
        raise DomainError(f"expected each parameter once, found twice: {', '.join(doubled)}", code="doubled_parameter")
    found = {name: values if name in lists else values[0] for name, values in request.args.lists()}
    if schema is None:
        if found:
            raise DomainError(f"expected no parameters, found {', '.join(sorted(found))}", code="unknown_parameter")
        return None
    return load(schema, found)


def read_json(data: bytes) -> Any:
    """Parse JSON; raises DomainError that says where it breaks. Fractions become Decimal."""
    try:
        found = json.loads(
            data.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_doubled_keys,
        )
    except json.JSONDecodeError as error:
        message = f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise DomainError(message, code="malformed_json") from error
    except UnicodeDecodeError as error:
        raise DomainError("the body is not UTF-8 text", code="malformed_json") from error
    except (ValueError, RecursionError) as error:
        raise DomainError(f"the body is not acceptable JSON: {error}", code="malformed_json") from error
    if _is_deeper(found, MAX_DEPTH):
        raise DomainError(f"expected JSON nested at most {MAX_DEPTH} deep", code="malformed_json")
    return found


def load(schema: Schema, data: Any) -> Any:
    """Load `data`; raises Invalid with one Problem per place, named by its JSON pointer."""
    try:
        return schema.load(data, unknown=RAISE)
    except ValidationError as error:
        problems = tuple(_problems(error.messages))
        count = "1 field does" if len(problems) == 1 else f"{len(problems)} fields do"
        raise Invalid(f"{count} not fit: {'; '.join(map(str, problems[:3]))}", problems=problems) from error


def _problems(messages: Any, pointer: str = "") -> Iterator[Problem]:
    """Flatten marshmallow's nested messages; `_schema` marks a rule over the whole object."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _problems(inner, pointer if key == "_schema" else f"{pointer}/{key}")
    elif isinstance(messages, (list, tuple)):
        for message in messages:
            yield from _problems(message, pointer)
    else:
        yield Problem("schema", str(messages), element_id=pointer or "/")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _refuse_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def _is_deeper(value: Any, depth: int) -> bool:
    if not isinstance(value, (dict, list)):
        return False
    if depth == 0:
        return True
    return any(_is_deeper(inner, depth - 1) for inner in (value.values() if isinstance(value, dict) else value))
