"""Builds the OpenAPI document from the routes below /api/v1 and what `@operation` and `@requires` say about them."""

import re
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask
from marshmallow import Schema, fields
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter

from designer.api.operation import Operation, operation_of
from designer.identity.access import Access, access_of

PREFIX = "/api/v1"
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail", "code", "reference"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what was expected, what was found, what to do"},
        "code": {"type": "string", "description": "stable; decide on this one"},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "one entry per problem"},
        "reference": {"type": "string", "description": "quote it to your administrator"},
    },
}


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `app`, as JSON-safe data."""
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    spec = APISpec(
        title="Returnflow",
        version=_version(),
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": "Returns from request to credit. Every error is problem+json with a stable code."},
        servers=[{"url": "/"}],
    )
    if plugin.converter is not None:
        plugin.converter.add_attribute_function(_decimal_as_text)  # type: ignore[no-untyped-call]
    spec.components.schema("ProblemDetails", _PROBLEM)
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "rf_..."})
    for rule, view, operation in operations(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            described = _describe(rule, operation, access_of(view))
            spec.path(path=_path(rule), operations={method.lower(): described})
    return spec.to_dict()


def operations(app: Flask) -> Iterator[tuple[Rule, Callable[..., Any], Operation]]:
    """Every documented route below /api/v1, by path."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        operation = operation_of(view)
        if rule.rule.startswith(PREFIX) and operation is not None:
            yield rule, view, operation


def _describe(rule: Rule, operation: Operation, access: Access | None) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done"}
    if operation.returns is not None:
        success["content"] = {operation.produces: {"schema": _schema(operation.returns)}}
    elif operation.produces != "application/json":
        success["content"] = {operation.produces: {"schema": {"type": "string", "format": "binary"}}}
    described: dict[str, Any] = {
        "operationId": rule.endpoint,
        "summary": operation.summary,
        "description": _description(operation, access),
        "tags": [operation.tag or rule.endpoint.split(".")[0].removesuffix("_api")],
        "parameters": list(_parameters(rule, operation)),
        "responses": {str(operation.status): success, "default": _problem_response()},
        "security": [] if access is not None and access.is_public else [{"token": []}],
    }
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _schema(schema: Any) -> Any:
    return {"type": "array", "items": type(schema)()} if schema.many else schema


def _description(operation: Operation, access: Access | None) -> str:
    needs = f"Needs the permission `{access.action}`." if access is not None and access.action else ""
    return "\n\n".join(part for part in (operation.description, needs) if part)


def _parameters(rule: Rule, operation: Operation) -> Iterator[Any]:
    for name, converter in rule._converters.items():
        yield {"in": "path", "name": name, "required": True, "schema": _path_schema(converter)}
    if operation.query is not None:
        yield {"in": "query", "schema": operation.query}


def _path_schema(converter: BaseConverter) -> dict[str, Any]:
    match converter:
        case IntegerConverter():
            return {"type": "integer"}
        case UUIDConverter():
            return {"type": "string", "format": "uuid"}
        case AnyConverter():
            return {"type": "string", "enum": list(converter.items)}
    return {"type": "string"}


def _problem_response() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {"description": "A problem", "content": {"application/problem+json": {"schema": schema}}}


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)


def _schema_name(schema: Any) -> str:
    """The class's name; one that shows only some of its fields is another schema and so has another name."""
    resolved = resolve_schema_cls(schema)
    kind = resolved[0] if isinstance(resolved, list) else resolved
    is_part = isinstance(schema, Schema) and bool(schema.only or schema.exclude)
    return kind.__name__.removesuffix("Schema") + ("Part" if is_part else "")


def _decimal_as_text(_self: Any, field: fields.Field[Any], **_options: Any) -> dict[str, Any]:
    if isinstance(field, fields.Decimal) and field.as_string:
        return {"type": "string", "format": "decimal"}
    return {}


def _version() -> str:
    try:
        return version("returnflow")
    except PackageNotFoundError:
        return "0"
