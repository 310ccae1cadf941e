"""Idempotency keys: the same step of the same instance has the same key, whoever tries it and how often."""

import hashlib
import re

BEGUN = "|"  # between the way back to whoever began an instance and what stands for the instance
_BEGUN = re.compile(rf"(?:call:\d+:\d+:\d+|message:instance:\d+:\d+){re.escape(BEGUN)}([0-9a-f]{{40}})")


def idempotency_key(start_key: str, occurrence: str, operation: str) -> str:
    """40 hexadecimal digits of SHA-256 over start key, element occurrence and operation; no attempt number.

    The start key, not the row id, stands for the instance: row ids begin again in a restored or emptied database,
    while the target system still remembers the keys that it has seen.
    """
    return _digest(identity(start_key), occurrence, operation)


def begun_key(start_key: str, occurrence: str) -> str:
    """What stands for an instance that another one begins: 40 digits over that one's start key and the occurrence."""
    return _digest(identity(start_key), occurrence)


def identity(start_key: str) -> str:
    """The part of a start key that is the same wherever the instance runs; row ids, which lead back, are not."""
    begun = _BEGUN.fullmatch(start_key)
    return begun[1] if begun else start_key


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def key_of_edit(key: str, payload: bytes) -> str:
    """The key of another request in place of the one under `key`; the same for the same change, whenever it is made."""
    return _digest("edited", key, request_hash(payload))


def request_hash(payload: bytes) -> str:
    """SHA-256 of the packed request: the same key with another hash is a conflict, never a replay."""
    return hashlib.sha256(payload).hexdigest()
