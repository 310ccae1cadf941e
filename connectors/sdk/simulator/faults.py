"""Faults that can be switched on: which, on which operation, how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.sdk.simulator.store import Tables

KINDS: Mapping[str, str] = {
    "500": "answers 500 before anything is done",
    "429": "answers 429 with Retry-After, nothing is done",
    "slow": "waits before it begins",
    "timeout_after_commit": "does the work, then does not answer in time",
    "duplicate": "the request, or a webhook, is delivered twice",
    "malformed": "does the work, then answers unreadable text",
    "ignore_key": "does not dedupe by the idempotency key, as most real systems",
}
ANY = "*"
WEBHOOK = "webhook"


class InvalidFaultError(ValueError):
    """A fault switch that makes no sense; the text says what was expected."""


@dataclass(frozen=True)
class Fault:
    """A switched-on fault: on `operation` (or "*"), on a `share` (0 to 1) of the calls or on the next `count` calls."""

    kind: str
    operation: str
    seconds: float


def replace(tables: Tables, switches: Sequence[Mapping[str, Any]]) -> None:
    """Put `switches` in place of all faults; InvalidFaultError leaves the old ones (the caller rolls back)."""
    tables.connection.execute("DELETE FROM fault")
    for switch in switches:
        add(tables, switch)


def add(tables: Tables, switch: Mapping[str, Any]) -> None:
    """Switch on {kind, operation ("*"), share ("1") or count, seconds (30)}."""
    unknown = set(switch) - {"kind", "operation", "share", "count", "seconds"}
    if unknown:
        raise InvalidFaultError(f"expected kind, operation, share, count, seconds; found {', '.join(sorted(unknown))}")
    kind = str(switch.get("kind", ""))
    if kind not in KINDS:
        raise InvalidFaultError(f"expected kind as one of {', '.join(KINDS)}; found {kind!r}")
    try:
        share = Decimal(str(switch.get("share") or "1"))
        count = None if switch.get("count") in (None, "") else int(switch["count"])
        seconds = float(30 if switch.get("seconds") in (None, "") else switch["seconds"])
    except (InvalidOperation, TypeError, ValueError) as error:
        raise InvalidFaultError("expected share as a decimal, count as a whole number, seconds as a number") from error
    if not 0 < share <= 1 or (count is not None and count < 1) or not 0 <= seconds <= 600:
        raise InvalidFaultError("expected 0 < share <= 1, count >= 1, 0 <= seconds <= 600")
    tables.connection.execute(
        "INSERT INTO fault (operation, kind, share, remaining, seconds) VALUES (?, ?, ?, ?, ?)",
        (str(switch.get("operation") or ANY), kind, str(share), count, seconds),
    )


def listed(tables: Tables) -> list[dict[str, Any]]:
    """All switches with what they have done so far."""
    rows = tables.connection.execute("SELECT * FROM fault ORDER BY id")
    return [
        {
            "id": row["id"], "kind": row["kind"], "operation": row["operation"], "share": row["share"],
            "count": row["remaining"], "seconds": row["seconds"], "seen": row["seen"], "hit": row["hit"],
        }
        for row in rows
    ]  # fmt: skip


def draw(tables: Tables, operation: str) -> dict[str, Fault]:
    """The faults that strike this call, by kind; every call counts.

    A share strikes evenly (each second call at 0.5), not by chance, so that a test sees the same run twice.
    """
    struck: dict[str, Fault] = {}
    wanted = (operation,) if operation == WEBHOOK else (operation, ANY)
    for row in tables.connection.execute("SELECT * FROM fault ORDER BY id").fetchall():
        if row["operation"] not in wanted or row["remaining"] == 0:
            continue
        seen = row["seen"] + 1
        share = Decimal(row["share"])
        is_hit = int(seen * share) > int(row["seen"] * share)
        left = row["remaining"] - 1 if is_hit and row["remaining"] is not None else row["remaining"]
        tables.connection.execute(
            "UPDATE fault SET seen=?, hit=hit+?, remaining=? WHERE id=?", (seen, int(is_hit), left, row["id"])
        )
        if is_hit:
            struck[row["kind"]] = Fault(row["kind"], row["operation"], row["seconds"])
    return struck
