"""Idempotency keys: the same step of the same instance has the same key, whoever tries it and how often."""

import hashlib


def idempotency_key(start_key: str, occurrence: str, operation: str) -> str:
    """40 hexadecimal digits of SHA-256 over start key, element occurrence and operation; no attempt number.

    The start key, not the row id, stands for the instance: row ids begin again in a restored or emptied database,
    while the target system still remembers the keys that it has seen.
    """
    return hashlib.sha256("\x1f".join((start_key, occurrence, operation)).encode()).hexdigest()[:40]


def request_hash(payload: bytes) -> str:
    """SHA-256 of the packed request: the same key with another hash is a conflict, never a replay."""
    return hashlib.sha256(payload).hexdigest()
