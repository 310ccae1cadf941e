"""Browser sessions: rows on the server, so that signing out, disabling a user and time-outs end them at once."""

from datetime import datetime, timedelta

from flask import current_app
from flask_login import UserMixin
from sqlalchemy import Connection, delete, select, update

from designer.database import db
from designer.identity import secret
from designer.identity.actor import Actor
from designer.identity.models import SignIn, User
from engine import clock

SEEN_EVERY = timedelta(minutes=1)


class SignedIn(UserMixin):  # type: ignore[misc]  # flask_login has no types
    """What Flask-Login keeps for a request; its id is the session's secret, never the user's number."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def actor_of(user: User, scopes: frozenset[str] | None = None) -> Actor:
    """The actor that a user is."""
    return Actor(user.username, user.roles, user.customer_id, user.name, scopes)


def begin(user: User) -> SignedIn:
    """Open a session for `user` with a new secret; call inside `transaction()`."""
    token, now = secret.make(), clock.now()
    db.session.add(SignIn(token_hash=secret.hashed(token), user_id=user.id, created_at=now, seen_at=now))
    db.session.execute(delete(SignIn).where(SignIn.created_at < now - _absolute()))
    return SignedIn(token, actor_of(user))


def load(token: str) -> SignedIn | None:
    """The session behind a cookie, or None when it has ended, timed out, or its user was disabled."""
    row = db.session.scalar(select(SignIn).where(SignIn.token_hash == secret.hashed(token)))
    now = clock.now()
    if row is None or not row.user.is_active or _is_over(row, now):
        return None
    if now - row.seen_at > SEEN_EVERY:
        _touch(row.token_hash, now)
    return SignedIn(token, actor_of(row.user))


def end(token: str) -> None:
    """End one session; call inside `transaction()`."""
    db.session.execute(delete(SignIn).where(SignIn.token_hash == secret.hashed(token)))


def end_all(user_id: int) -> None:
    """End every session of a user; call inside `transaction()`."""
    db.session.execute(delete(SignIn).where(SignIn.user_id == user_id))


def end_everybodys(connection: Connection) -> None:
    """End every session: after a restore those would be open again that were ended since."""
    connection.execute(delete(SignIn))


def _is_over(row: SignIn, now: datetime) -> bool:
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    return now - row.seen_at > idle or now - row.created_at > _absolute()


def _absolute() -> timedelta:
    return timedelta(hours=current_app.config["SESSION_HOURS"])


def _touch(token_hash: str, now: datetime) -> None:
    # Its own short transaction: the request that is being answered may only read.
    with db.engine.begin() as connection:
        connection.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(seen_at=now))
