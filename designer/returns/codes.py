"""The canonical codes of returns: statuses, legal transitions and the words that people read for them."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import orjson

Tone = Literal["running", "waiting", "done", "trouble", "idle"]

# The words and tones are ours; the codes, meanings and transitions come from canonical_codes.json.
_LOOKS: dict[str, tuple[str, Tone, str]] = {
    "DRAFT": ("Draft", "idle", "pencil"),
    "SUBMITTED": ("Submitted", "running", "send"),
    "NEEDS_INFO": ("Needs information", "waiting", "help-circle"),
    "UNDER_REVIEW": ("Under review", "waiting", "eye"),
    "APPROVED": ("Approved", "running", "check"),
    "AWAITING_SHIPMENT": ("Awaiting shipment", "waiting", "package"),
    "IN_TRANSIT": ("In transit", "running", "truck-delivery"),
    "ARRIVED": ("Arrived", "running", "flag"),
    "PARTIALLY_RECEIVED": ("Partly received", "waiting", "package-import"),
    "RECEIVED": ("Received", "running", "package-import"),
    "INSPECTING": ("Inspecting", "running", "clipboard-check"),
    "DISPOSITIONED": ("Dispositioned", "running", "route"),
    "SETTLING": ("Settling", "running", "cash"),
    "SETTLED": ("Settled", "done", "receipt"),
    "CLOSED": ("Closed", "done", "circle-check"),
    "DECLINED": ("Declined", "trouble", "circle-x"),
    "CANCELLED": ("Cancelled", "idle", "x"),
    "EXPIRED": ("Expired", "idle", "hourglass"),
    "REJECTED": ("Rejected", "trouble", "ban"),
}


@dataclass(frozen=True)
class Status:
    """One canonical status: `meaning` as the domain defines it, `label`, `tone` and `icon` as the screens show it."""

    code: str
    is_terminal: bool
    meaning: str
    label: str
    tone: Tone
    icon: str


@lru_cache(maxsize=1)
def _codes() -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(files("designer.returns").joinpath("canonical_codes.json").read_bytes())
    return content


@lru_cache(maxsize=1)
def statuses() -> dict[str, Status]:
    """Every canonical status by code, in the order in which a return walks them."""
    return {
        row["code"]: Status(row["code"], row["terminal"], row["meaning"], *_LOOKS[row["code"]])
        for row in _codes()["statuses"]
    }


@lru_cache(maxsize=1)
def _transitions() -> frozenset[tuple[str, str]]:
    return frozenset((row["from"], row["to"]) for row in _codes()["transitions"])


def is_legal(before: str, after: str) -> bool:
    """Whether a return may go from status `before` to status `after`."""
    return (before, after) in _transitions()


def status_of(code: str) -> Status:
    """The status named `code`; a code that this release does not know is shown as it stands."""
    return statuses().get(code) or Status(code, False, "", code.replace("_", " ").capitalize(), "idle", "help-circle")


@lru_cache(maxsize=1)
def return_types() -> dict[str, str]:
    """The twelve return types: code to meaning."""
    return {row["code"]: row["meaning"] for row in _codes()["return_types"]}


def reasons(return_type: str) -> list[str]:
    """The reason codes that a customer may give for `return_type`."""
    return [row["code"] for row in _codes()["reason_codes"] if return_type in row["types"] or "*" in row["types"]]


def words(code: str) -> str:
    """A code as words: NO_LONGER_NEEDED reads "No longer needed"."""
    return code.replace("_", " ").capitalize()
