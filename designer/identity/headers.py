"""Security headers of every answer, error pages included."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

_STYLE_MARK = "__returnflow_style_attributes__"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# No view sets one of these itself.
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
)


def allow_style_attributes(view: View) -> View:
    """Mark a view whose page may carry style attributes: bpmn-js and dmn-js position their panels with them."""
    setattr(view, _STYLE_MARK, True)
    return view


def init_app(app: Flask) -> None:
    """Add the headers to every response of `app`."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.extend(_ALWAYS)
    if current_app.config["HTTPS"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"  # pages and answers carry personal data; `assets` speaks for static files
    return response


def _policy() -> str:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _STYLE_MARK, False):
        return f"{CONTENT_SECURITY_POLICY}; style-src-attr 'unsafe-inline'"
    return CONTENT_SECURITY_POLICY
