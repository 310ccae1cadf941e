"""Random secrets and their hashes: what is shown once, and what is kept."""

import hashlib
import secrets


def make() -> str:
    """A random secret of 256 bits, safe in cookies and headers."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """SHA-256, hexadecimal; enough because the secret is random and long, unlike a password."""
    return hashlib.sha256(secret.encode()).hexdigest()
