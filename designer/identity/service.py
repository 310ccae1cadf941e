"""Use cases around people: sign in and out, make users, give roles, disable."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from designer.audit import service as audit
from designer.database import db, transaction
from designer.errors import Invalid, NotFound, SignInRequired
from designer.identity import passwords, policy, sessions
from designer.identity.actor import Actor
from designer.identity.models import Membership, User
from designer.identity.sessions import SignedIn
from engine import clock

# A history has 100 characters for who did something, and "message:api:" may stand before the name.
LONGEST_NAME = 80


@dataclass(frozen=True)
class Person:
    """A user as other rooms and screens see one."""

    username: str
    name: str
    roles: tuple[str, ...]
    customer_id: str | None
    is_active: bool


def sign_in(username: str, password: str) -> SignedIn:
    """Open a session; a wrong name and a wrong password raise the same SignInRequired, and both are audited."""
    user = _find(username)
    if not passwords.matches(password, user.password_hash if user and user.is_active else None):
        with transaction() as connection:
            audit.record(connection, Actor("anonymous"), "sign_in.failed", "user", username[:100], {})
        raise SignInRequired("User name or password is not right.", code="sign_in_failed")
    with transaction() as connection:
        known = _get(username)
        signed_in = sessions.begin(known)
        audit.record(connection, signed_in.actor, "sign_in.succeeded", "user", username, {})
        return signed_in


def sign_out(actor: Actor, token: str) -> None:
    """End this session."""
    with transaction() as connection:
        sessions.end(token)
        audit.record(connection, actor, "sign_out", "user", actor.username, {})


def save_user(
    by: Actor,
    username: str,
    *,
    name: str,
    roles: Iterable[str],
    password: str | None = None,
    customer_id: str | None = None,
) -> Person:
    """Make a user or bring one to this state; without a password the old one stays. Idempotent."""
    by.require("admin.users")
    wanted = frozenset(roles)
    _check_roles(wanted, customer_id)
    if password is not None:
        passwords.check_rules(password, username)
    with transaction() as connection:
        user = _find(username) or _new(username)
        user.name, user.customer_id = name, customer_id
        if user.roles != wanted:
            user.memberships = [Membership(role=role) for role in sorted(wanted)]
        if password is not None and not passwords.matches(password, user.password_hash):
            user.password_hash = passwords.hashed(password)
        if db.session.is_modified(user):
            db.session.flush()
            audit.record(connection, by, "user.saved", "user", username, {"roles": sorted(wanted)})
        return _person(user)


def disable(by: Actor, username: str) -> None:
    """Lock a user out: sessions end now, tokens stop working."""
    by.require("admin.users")
    with transaction() as connection:
        user = _get(username)
        user.is_active = False
        sessions.end_all(user.id)
        audit.record(connection, by, "user.disabled", "user", username, {})


def people() -> list[Person]:
    """Everybody, by user name."""
    return [_person(user) for user in db.session.scalars(select(User).order_by(User.username))]


def actor_named(username: str) -> Actor:
    """The actor that `username` is, for commands and the demo; raises NotFound."""
    return sessions.actor_of(_get(username))


def _find(username: str) -> User | None:
    return db.session.scalar(select(User).where(User.username == username))


def _get(username: str) -> User:
    user = _find(username)
    if user is None:
        raise NotFound(f"no user {username!r}: make one with `returnflow user create`")
    return user


def _new(username: str) -> User:
    is_plain = username.replace("_", "").replace(".", "").replace("-", "").isalnum()
    if not is_plain or len(username) > LONGEST_NAME:
        raise Invalid(
            f"expected a user name of letters, digits and . _ - up to {LONGEST_NAME}, found {username[:100]!r}"
        )
    user = User(username=username, name="", created_at=clock.now(), is_active=True)
    db.session.add(user)
    return user


def _check_roles(roles: frozenset[str], customer_id: str | None) -> None:
    unknown = sorted(roles - set(policy.ROLES))
    if unknown:
        raise Invalid(f"expected roles among {', '.join(policy.ROLES)}, found {', '.join(unknown)}")
    if (policy.CUSTOMER in roles) != (customer_id is not None):
        raise Invalid("expected a customer id for the role customer, and for no other role")
    if policy.CUSTOMER in roles and len(roles) > 1:
        raise Invalid("expected a customer to have no other role: staff see all customers")


def _person(user: User) -> Person:
    return Person(user.username, user.name, tuple(sorted(user.roles)), user.customer_id, user.is_active)
