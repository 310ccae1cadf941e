"""API tokens: `Authorization: Bearer rf_...`, kept as hashes, narrowed by scopes, expiring."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request
from sqlalchemy import bindparam, select

from designer.audit import service as audit
from designer.database import Prepared, db, reading, transaction
from designer.errors import Invalid, NotFound, SignInRequired
from designer.identity import policy, secret
from designer.identity.actor import Actor
from designer.identity.models import ApiToken, Membership, User
from engine import clock

PREFIX = "rf_"
MAX_DAYS = 366

# One row per role of the token's user.
_FIND = Prepared(
    select(
        ApiToken.revoked_at, ApiToken.expires_at, ApiToken.scopes, User.is_active, User.username, User.customer_id,
        User.name, Membership.role,
    )
    .join_from(ApiToken, User)
    .outerjoin(Membership, Membership.user_id == User.id)
    .where(ApiToken.token_hash == bindparam("digest"))
)  # fmt: skip


@dataclass(frozen=True)
class NewToken:
    """A token that was just made; `text` is shown this once and kept nowhere."""

    id: int
    text: str


def bearer() -> str | None:
    """The token that the request carries, or None when it carries none."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else None


def authenticate(text: str) -> Actor:
    """The actor of a token; raises SignInRequired when it is unknown, expired or revoked (which one is not told).

    One look into the tables at every request, so a token that was revoked anywhere is refused from then on.
    """
    with reading() as connection:
        rows = _FIND.run(connection, {"digest": secret.hashed(text)}).rows
    if not rows or rows[0].revoked_at or rows[0].expires_at <= clock.now() or not rows[0].is_active:
        raise SignInRequired("This API token is not valid: make a new one with `returnflow token create`.")
    row, roles = rows[0], frozenset(found.role for found in rows if found.role is not None)
    scopes = frozenset(row.scopes.split()) or None
    return Actor(row.username, roles, row.customer_id, row.name, scopes, is_program=True)


def create(by: Actor, username: str, name: str, *, scopes: frozenset[str] = frozenset(), days: int = 90) -> NewToken:
    """Make a token for a user: one's own, or anybody's for who may `admin.users`."""
    if by.username != username:
        by.require("admin.users")
    _check(scopes, days)
    text, now = PREFIX + secret.make(), clock.now()
    with transaction() as connection:
        row = ApiToken(
            user_id=_user(username).id,
            name=name,
            token_hash=secret.hashed(text),
            scopes=" ".join(sorted(scopes)),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        db.session.add(row)
        db.session.flush()
        audit.record(connection, by, "token.created", "token", str(row.id), {"user": username, "name": name})
        return NewToken(row.id, text)


def revoke(by: Actor, token_id: int) -> None:
    """End a token at once; revoking it again changes nothing."""
    with transaction() as connection:
        row = db.session.get(ApiToken, token_id)
        if row is None:
            raise NotFound(f"no token {token_id}")
        if row.user.username != by.username:
            by.require("admin.users")
        row.revoked_at = row.revoked_at or clock.now()
        audit.record(connection, by, "token.revoked", "token", str(token_id), {"user": row.user.username})


@dataclass(frozen=True)
class TokenView:
    """A token as lists show it: everything but what it is."""

    id: int
    username: str
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime
    is_revoked: bool


def listing(by: Actor) -> list[TokenView]:
    """All tokens, newest first."""
    by.require("admin.users")
    rows = db.session.scalars(select(ApiToken).order_by(ApiToken.id.desc()))
    return [
        TokenView(row.id, row.user.username, row.name, tuple(row.scopes.split()), row.expires_at, bool(row.revoked_at))
        for row in rows
    ]


def _user(username: str) -> User:
    user = db.session.scalar(select(User).where(User.username == username))
    if user is None:
        raise NotFound(f"no user {username!r}")
    return user


def _check(scopes: frozenset[str], days: int) -> None:
    unknown = sorted(scopes - set(policy.ACTIONS))
    if unknown:
        raise Invalid(f"expected scopes that are actions of the policy, found {', '.join(unknown)}")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(f"expected 1 to {MAX_DAYS} days, found {days}")
