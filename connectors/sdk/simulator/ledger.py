"""The call ledger: every call with key, time, body and business identity, and what came of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.sdk.simulator.definition import Identity
from connectors.sdk.simulator.store import Tables


class Effect(StrEnum):
    READ = "read"
    APPLIED = "applied"  # the one that counts: something was changed
    REPLAYED = "replayed"  # the key was known, the first answer was given again
    CONFLICT = "conflict"  # the key was known with another request
    REFUSED = "refused"
    FAILED = "failed"  # a fault answered before anything was done


@dataclass(frozen=True)
class Entry:
    """A call to be written down."""

    at: datetime
    operation: str
    method: str
    path: str
    key: str
    reference: str
    body: Mapping[str, Any]
    identity: Identity
    effect: Effect
    status: int
    fault: str


def request_hash(operation: str, path: str, body: Mapping[str, Any]) -> str:
    """SHA-256 over operation, path and body, independent of key order."""
    canonical = json.dumps([operation, path, body], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def append(tables: Tables, entry: Entry) -> None:
    tables.connection.execute(
        "INSERT INTO call (at, operation, method, path, key, reference, body, request_hash, return_ref, line_ref, "
        "effect, status, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.at.isoformat(), entry.operation, entry.method, entry.path, entry.key, entry.reference,
            json.dumps(entry.body), request_hash(entry.operation, entry.path, entry.body),
            entry.identity.return_ref, entry.identity.line_ref, entry.effect.value, entry.status, entry.fault,
        ),
    )  # fmt: skip


def listed(tables: Tables, *, operation: str = "", effect: str = "", limit: int = 10_000) -> list[dict[str, Any]]:
    """Calls, newest first; each with its business identity {"return", "operation", "line"}."""
    rows = tables.connection.execute(
        "SELECT * FROM call WHERE (?1 = '' OR operation = ?1) AND (?2 = '' OR effect = ?2) ORDER BY seq DESC LIMIT ?3",
        (operation, effect, limit),
    )
    return [
        {
            "seq": row["seq"], "at": row["at"], "operation": row["operation"], "method": row["method"],
            "path": row["path"], "key": row["key"], "reference": row["reference"], "body": json.loads(row["body"]),
            "request_hash": row["request_hash"], "effect": row["effect"], "status": row["status"],
            "fault": row["fault"],
            "identity": {"return": row["return_ref"], "operation": row["operation"], "line": row["line_ref"]},
        }
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An answer that was given under a key before."""

    request_hash: str
    status: int
    body: dict[str, Any]


def known(tables: Tables, key: str) -> Known | None:
    row = tables.connection.execute("SELECT * FROM answer WHERE key=?", (key,)).fetchone()
    return Known(row["request_hash"], row["status"], json.loads(row["body"])) if row else None


def remember(tables: Tables, key: str, operation: str, request: str, body: Mapping[str, Any]) -> None:
    """Keep the first answer given under `key`; with the key ignored a second one changes nothing here."""
    tables.connection.execute(
        "INSERT INTO answer (key, request_hash, operation, status, body) VALUES (?, ?, ?, 201, ?) "
        "ON CONFLICT (key) DO NOTHING",
        (key, request, operation, json.dumps(body)),
    )


def document_by_key(tables: Tables, key: str, operation: str) -> dict[str, Any] | None:
    """The document that `operation` made under `key`, as it was answered, or None."""
    row = tables.connection.execute(
        "SELECT body FROM answer WHERE key=? AND (?2 = '' OR operation = ?2)", (key, operation)
    ).fetchone()
    return json.loads(row[0]) if row else None
