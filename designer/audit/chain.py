"""The hash chain: each entry's hash covers its content and the hash before it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """The content of one entry, as it is hashed."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: str
    detail: str
    previous_hash: str

    def digest(self) -> str:
        """SHA-256 over the fields as a JSON list: unlike joined text, two different rows never look the same."""
        fields = [
            self.seq,
            self.at.isoformat(),
            self.actor,
            self.action,
            self.object_type,
            self.object_id,
            self.detail,
            self.previous_hash,
        ]
        return hashlib.sha256(orjson.dumps(fields)).hexdigest()


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold, and how one can tell."""

    seq: int
    reason: str


def first_break(entries: Iterable[tuple[Link, str]]) -> Break | None:
    """Walk (link, stored hash) in order of seq from the first; None when every link holds."""
    previous, expected_seq = GENESIS, 1
    for link, stored in entries:
        if link.seq != expected_seq:
            return Break(expected_seq, f"entry {expected_seq} is missing, {link.seq} follows")
        if link.previous_hash != previous:
            return Break(link.seq, "it does not continue the entry before it")
        if link.digest() != stored:
            return Break(link.seq, "its content was changed after it was written")
        previous, expected_seq = stored, expected_seq + 1
    return None
