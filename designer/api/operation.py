"""`@operation` turns a view function into a documented operation of the REST API.

    @blueprint.post("/returns")
    @requires("returns.create")
    @operation("Ask for a return", body=ReturnRequestSchema, returns=ReturnSchema, status=201)
    def create(body: Submission) -> ReturnView: ...

- `body`: the JSON body is loaded through this schema and passed as the keyword `body`. Unknown fields, doubled keys,
  NaN and a content type other than application/json are refused; fractions arrive as Decimal, never as float.
- `query`: the query string is loaded through this schema and passed as the keyword `query`. Unknown parameters are
  refused, and so is one given twice unless its field is a List. Without a schema no parameter is taken.
- `returns`: what the view returns is dumped through this schema (`many=True`: a list). A view that returns None answers
  204; a Flask response passes as it is; a pair (object, headers) adds headers. Without `returns`: None or a response.
- `max_bytes`: a body cap of its own. `is_raw=True`: the view reads `request.get_data()` itself (signed webhooks).
- `produces`: media type of an answer that is not JSON. The docstring of the view is the description.

Path parameters are passed as Flask passes them. Errors are raised, never returned: see `designer.errors`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Response, jsonify
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from designer.api import parse
from designer.identity.body_cap import accepts_up_to

Result = TypeVar("Result")
SchemaLike = Schema | type[Schema]

_MARK = "__returnflow_operation__"


@dataclass(frozen=True)
class Operation:
    """What the OpenAPI document says about one view."""

    summary: str
    description: str
    body: Schema | None
    query: Schema | None
    returns: Schema | None
    status: int
    produces: str
    tag: str | None
    is_raw: bool


def operation(
    summary: str,
    *,
    body: SchemaLike | None = None,
    query: SchemaLike | None = None,
    returns: SchemaLike | None = None,
    many: bool = False,
    status: int = 200,
    produces: str = "application/json",
    tag: str | None = None,
    max_bytes: int | None = None,
    is_raw: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., ResponseReturnValue]]:
    """Decorate a view; the module's docstring says how. `tag` groups it in the document (default: the blueprint)."""

    def decorate(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
        described = Operation(
            summary=summary,
            description=(view.__doc__ or "").strip(),
            body=_instance(body),
            query=_instance(query),
            returns=_instance(returns, many=many),
            status=status if returns or status != 200 or produces != "application/json" else 204,
            produces=produces,
            tag=tag,
            is_raw=is_raw,
        )

        @wraps(view)
        def run(**path: Any) -> ResponseReturnValue:
            return _answer(described, view(**path, **_arguments(described)))

        setattr(run, _MARK, described)
        return accepts_up_to(max_bytes)(run) if max_bytes else run

    return decorate


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """What `@operation` noted about a view, or None."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Operation) else None


def _instance(schema: SchemaLike | None, **options: Any) -> Schema | None:
    return schema(**options) if isinstance(schema, type) else schema


def _arguments(described: Operation) -> Mapping[str, Any]:
    arguments = {}
    query = parse.query(described.query)
    if described.query is not None:
        arguments["query"] = query
    if described.is_raw:
        return arguments
    if described.body is not None:
        arguments["body"] = parse.body(described.body)
    else:
        parse.no_body()
    return arguments


def _answer(described: Operation, result: Any) -> ResponseReturnValue:
    headers: Mapping[str, str] = {}
    if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], Mapping):
        result, headers = result
    if isinstance(result, Response):
        reply = result
    elif result is None:
        reply = Response(status=204)
    elif described.returns is None:
        raise TypeError(f"expected {described.summary!r} to declare `returns`, found a {type(result).__name__} to dump")
    else:
        reply = jsonify(described.returns.dump(result))
        reply.status_code = described.status
    reply.headers.update(headers)
    return reply
