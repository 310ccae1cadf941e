"""Masking: no secret of a connection leaves the SDK inside a text."""

from collections.abc import Iterable

MASK = "***"
SHORTEST = 4  # shorter values would mask half of every sentence


def mask(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret of at least four characters replaced; longer ones first, as one may contain another."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, MASK)
    return text
