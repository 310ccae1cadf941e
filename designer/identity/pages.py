"""Screens around signing in, the way home, and the list of users."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from designer import navigation
from designer.errors import SignInRequired
from designer.extensions import limiter
from designer.identity import demo_logins, policy, service
from designer.identity.access import public, requires, signed_in
from designer.identity.actor import current_actor, signed_in_actor

blueprint = Blueprint("identity", __name__, template_folder="templates")


def _address_and_name() -> str:
    return f"{request.remote_addr} {request.form.get('username', '')[:100]}"


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Lead people to the place where their work starts: the first of their navigation."""
    groups = navigation.visible(signed_in_actor())
    return redirect(groups[0].items[0].href if groups else url_for("identity.profile"))


@blueprint.get("/login")
@public
def login() -> ResponseReturnValue:
    """The sign-in form."""
    if current_actor() is not None:
        return redirect(url_for("identity.home"))
    return _form("", None)


@blueprint.post("/login")
@public
@limiter.limit(lambda: str(current_app.config["LOGIN_RATE"]), key_func=_address_and_name)
def sign_in() -> ResponseReturnValue:
    """Open a session, or show the form again with what was wrong."""
    username = request.form.get("username", "").strip()
    try:
        who = service.sign_in(username, request.form.get("password", ""))
    except SignInRequired as refusal:
        return _form(username, refusal.message), 401
    session.clear()  # nothing of the visit before survives, above all no session id
    login_user(who)
    return redirect(_safe_next() or url_for("identity.home"))


@blueprint.post("/logout")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session."""
    if current_user.is_authenticated:
        service.sign_out(signed_in_actor(), current_user.token)
    logout_user()
    session.clear()
    return redirect(url_for("identity.login"))


@blueprint.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    """Who one is and what one may do."""
    actor = signed_in_actor()
    actions = [action for action in policy.ACTIONS if actor.may(action)]
    roles = [policy.ROLES[role] for role in sorted(actor.roles)]
    return render_template("identity/profile.html", roles=roles, actions=actions)


@blueprint.get("/admin/users")
@requires("admin.users")
def users() -> ResponseReturnValue:
    """Everybody with their roles."""
    return render_template("identity/users.html", people=service.people(), role_names=policy.ROLES)


def _form(username: str, error: str | None) -> str:
    return render_template(
        "identity/login.html",
        username=username,
        error=error,
        next=_safe_next(),
        demo_logins=demo_logins.shown(),
        role_names=policy.ROLES,
    )


def _safe_next() -> str | None:
    """The page one came from, if it is one of ours: an absolute address would send people to a stranger's site."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if is_ours else None
