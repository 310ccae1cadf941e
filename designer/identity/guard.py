"""Runs before every request: finds out who calls, checks the view's rule and the CSRF token."""

import logging

from flask import Flask, current_app, g, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from designer.audit import service as audit
from designer.database import transaction
from designer.errors import DomainError, Forbidden
from designer.extensions import csrf, login
from designer.identity import body_cap, sessions, tokens
from designer.identity.access import Access, access_of, public
from designer.identity.actor import Actor, current_actor, signed_in_actor

log = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def init_app(app: Flask) -> None:
    """Guard every route of `app`; the static files are open."""
    public(app.view_functions["static"])
    login.user_loader(sessions.load)
    app.before_request(check)


def check() -> None:
    """Refuse the request unless the view's rule lets this caller in."""
    if request.endpoint == "static":
        return
    if request.endpoint is None:  # no route: Flask answers 404 or 405, in the shell of whoever asks
        g.actor = _identify()
        return
    view = current_app.view_functions[request.endpoint]
    body_cap.apply(view)
    access = access_of(view)
    g.actor = None if access is not None and access.has_own_check else _identify()
    if access is None:
        raise Forbidden(f"{request.endpoint} has no access rule, so nobody may call it", code="unmarked_route")
    _check_csrf(access)
    if access.is_public:
        return
    _check_rule(signed_in_actor(), access)


def _identify() -> Actor | None:
    bearer = tokens.bearer()
    if bearer is not None:
        g.by_token = True
        return tokens.authenticate(bearer)
    return current_user.actor if current_user.is_authenticated else None


def _check_csrf(access: Access) -> None:
    """A browser adds cookies by itself, so every unsafe request that could rest on one must carry our token."""
    if request.method in SAFE_METHODS or g.get("by_token"):
        return
    if request.path.startswith("/api/") and (access.is_public or current_actor() is None):
        return
    try:
        csrf.protect()
    except CSRFError as error:
        raise DomainError(
            "This page was open for too long, or the request did not come from it. Load it again and repeat the step.",
            code="csrf",
        ) from error


def _check_rule(actor: Actor, access: Access) -> None:
    if access.action is None:
        return
    try:
        actor.require(access.action)
    except DomainError as refusal:
        log.warning("refused %s: %s", request.endpoint, refusal.code)  # who it was is in the audit trail
        with transaction() as connection:
            audit.record(connection, actor, "access.refused", "route", request.endpoint or "", {"rule": access.action})
        raise
