"""Passwords: hashed with argon2id, checked in constant effort whether or not the user exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from designer.errors import Invalid
from engine.errors import Problem

MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher()


def check_rules(password: str, username: str) -> None:
    """Raise Invalid unless `password` is long and not the user's name (NIST 800-63B asks for length only)."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        message = f"expected {MIN_LENGTH} to {MAX_LENGTH} characters, found {len(password)}"
        raise Invalid(message, problems=[Problem("password_length", message)])
    if username.lower() in password.lower():
        message = "expected a password that does not contain the user name"
        raise Invalid(message, problems=[Problem("password_is_name", message)])


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def matches(password: str, password_hash: str | None) -> bool:
    """Whether `password` is the one; an unknown user (None) costs the same time."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
