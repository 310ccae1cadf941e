"""The error tree of the application, and how an error becomes an answer: problem+json for the API, a page for people.

DomainError                400  root; `code` is stable, `message` says what was expected, what was found, what to do
├── NotFound               404  the id names nothing that the caller may see
├── Conflict               409  the thing has moved on: read it again
├── Forbidden              403  the policy says no; the message names the rule
├── SignInRequired         401  nobody is signed in
├── Invalid                422  data break their schema; `problems` lists every place
└── Unavailable            503  a system outside does not answer; nothing was changed
"""

import logging
import re
import secrets
from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from engine import errors as engine_errors
from engine.errors import EngineError, Problem

log = logging.getLogger(__name__)

_REFERENCE = re.compile(r"[A-Za-z0-9-]{8,64}")


class DomainError(Exception):
    """Root of the errors that the application raises on purpose; the message is safe to show."""

    status = 400
    code = "bad_request"

    def __init__(self, message: str, *, code: str | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.problems = tuple(problems)


class NotFound(DomainError):
    status = 404
    code = "not_found"


class Conflict(DomainError):
    status = 409
    code = "conflict"


class Forbidden(DomainError):
    status = 403
    code = "forbidden"


class SignInRequired(DomainError):
    status = 401
    code = "sign_in_required"


class Invalid(DomainError):
    status = 422
    code = "invalid_input"


class Unavailable(DomainError):
    status = 503
    code = "unavailable"


ENGINE_STATUS: dict[type[EngineError], int] = {
    engine_errors.NotFound: 404,
    engine_errors.Conflict: 409,
    engine_errors.Refused: 403,
    engine_errors.InvalidInput: 422,
    engine_errors.InvalidModel: 422,
    engine_errors.LimitExceeded: 413,
}

TITLES = {
    400: "The request cannot be read",
    401: "Please sign in",
    403: "You may not do this",
    404: "This does not exist",
    405: "This address does not take that method",
    409: "Somebody or something was faster",
    413: "This is too large",
    415: "This kind of content is not taken",
    422: "Some of the data do not fit",
    429: "Too many attempts",
    500: "Something went wrong on our side",
    503: "A system we need does not answer",
}


def init_app(app: Flask) -> None:
    """Answer every error, expected or not, without a traceback."""
    app.register_error_handler(DomainError, _on_domain_error)
    app.register_error_handler(EngineError, _on_engine_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_surprise)


def _on_domain_error(error: DomainError) -> ResponseReturnValue:
    if error.status == 401 and not wants_json():
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("identity.login", next=back))
    return answer(error.status, error.code, error.message, error.problems)


def _on_engine_error(error: EngineError) -> ResponseReturnValue:
    status = next((status for kind, status in ENGINE_STATUS.items() if isinstance(error, kind)), 400)
    return answer(status, error.code, error.message, getattr(error, "problems", ()))


def _on_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # redirects travel as exceptions too
    code = error.name.lower().replace(" ", "_")
    reply = answer(status, code, error.description or error.name, ())
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            reply.headers[name] = value
    return reply


def _on_surprise(error: Exception) -> ResponseReturnValue:
    log.error("unexpected %s, reference %s", type(error).__name__, reference(), exc_info=error)
    message = "Nothing was changed. Try again; if it happens again, tell your administrator the reference."
    return answer(500, "internal_error", message, ())


def reference() -> str:
    """The id of this request that a person can quote and an administrator can find in the log.

    A proxy may give it in X-Request-Id; every answer carries it there.
    """
    if "reference" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.reference = given if _REFERENCE.fullmatch(given) else secrets.token_hex(6)
    return str(g.reference)


def wants_json() -> bool:
    """Whether the caller is a program: the API, or a script of ours that asks for JSON."""
    if request.path.startswith("/api/") and not request.path.startswith("/api/docs"):
        return True
    accept = request.accept_mimetypes
    return accept["application/json"] > accept["text/html"] or accept["application/problem+json"] > accept["text/html"]


def answer(status: int, code: str, message: str, problems: Sequence[Problem]) -> Response:
    """The reply to an error, in the form that the caller reads."""
    if status < 500:
        route = request.url_rule.rule if request.url_rule else "an unknown path"  # paths may hold what people typed
        log.info("%s %s -> %s %s, reference %s", request.method, route, status, code, reference())
    reply = _as_json(status, code, message, problems) if wants_json() else _as_page(status, code, message, problems)
    if status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


def _as_json(status: int, code: str, message: str, problems: Sequence[Problem]) -> Response:
    """RFC 9457 problem details, with our stable `code`, one entry per problem, and the reference."""
    body: dict[str, Any] = {
        "type": f"urn:returnflow:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": message,
        "code": code,
        "errors": [describe(problem) for problem in problems],
        "reference": reference(),
    }
    reply = jsonify(body)
    reply.status_code = status
    reply.mimetype = "application/problem+json"
    return reply


def describe(problem: Problem) -> dict[str, Any]:
    """A problem as JSON: rule, message, and what is known of hint, element_id, pointer, file, line.

    A place in data is a JSON pointer and starts with a slash; an element of a diagram has an id.
    """
    place = "pointer" if (problem.element_id or "").startswith("/") else "element_id"
    known = {"hint": problem.hint or None, place: problem.element_id, "file": problem.file, "line": problem.line}
    found = {key: value for key, value in known.items() if value is not None}
    return {"rule": problem.rule, "message": problem.message, "severity": problem.severity} | found


def _as_page(status: int, code: str, message: str, problems: Sequence[Problem]) -> Response:
    facts = {
        "status": status,
        "code": code,
        "title": TITLES.get(status, "Error"),
        "message": message,
        "problems": problems,
        "reference": reference(),
    }
    try:
        text = render_template("error.html", **facts)
    except Exception:  # the shell needs the database; the plain page needs nothing
        log.exception("the error page itself failed, reference %s", reference())
        text = render_template("errors/plain.html", **facts)
    return Response(text, status=status, mimetype="text/html")
