"""What somebody asks for when they ask for a return, before anything is written."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from engine.priority import Priority


@dataclass(frozen=True)
class RequestedLine:
    """One line of the order and how many of it shall come back."""

    line: int
    sku: str
    qty: Decimal
    reason_code: str | None = None
    notes: str = ""
    condition: str | None = None


@dataclass(frozen=True)
class Submission:
    """A request for a return. Without `customer_id` it is for the order's customer; `extra` are more variables.

    Without `priority` it is as urgent as the one who asks: see Actor.
    """

    return_type: str
    channel: str
    order_no: str
    requested_resolution: str
    lines: tuple[RequestedLine, ...]
    customer_id: str | None = None
    notes: str = ""
    evidence: tuple[str, ...] = ()
    requested_on: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    priority: Priority | None = None

    def digest(self) -> str:
        """SHA-256 over what is asked for: the same wishes have the same digest, whatever the order of the lines."""
        lines = sorted([it.line, it.sku, str(it.qty.normalize()), it.reason_code] for it in self.lines)
        asked = [self.return_type, self.customer_id, self.order_no, self.requested_resolution, lines]
        return hashlib.sha256(orjson.dumps(asked)).hexdigest()


def request_key(submission: Submission, *, requester: str, given: str | None, on: date) -> str:
    """The key under which this request makes one return.

    A key `given` by the client (Idempotency-Key) counts for that requester alone. Without one, the same wishes of one
    customer on one day are one request (domain/returns.md 2.1: customer + order line + reason + day).
    """
    parts: list[Any] = ["key", requester, given] if given else ["content", submission.digest(), on.isoformat()]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def start_lines(submission: Submission) -> list[dict[str, Any]]:
    """The lines as the process takes them."""
    return [
        {
            "line": it.line,
            "sku": it.sku,
            "qty": it.qty,
            "reason_code": it.reason_code,
            "notes": it.notes,
            "condition": it.condition,
        }
        for it in submission.lines
    ]
