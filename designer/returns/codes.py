"""The canonical codes of returns: statuses, legal transitions and the words that people read for them."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import orjson

Tone = Literal["running", "waiting", "done", "trouble", "neutral"]

# The words and tones are ours; the codes, meanings and transitions come from canonical_codes.json.
_LOOKS: dict[str, tuple[str, Tone, str]] = {
    "DRAFT": ("Draft", "neutral", "pencil"),
    "SUBMITTED": ("Submitted", "running", "send"),
    "NEEDS_INFO": ("Needs information", "waiting", "help"),
    "UNDER_REVIEW": ("Under review", "waiting", "eye"),
    "APPROVED": ("Approved", "running", "check"),
    "AWAITING_SHIPMENT": ("Awaiting shipment", "waiting", "clock"),
    "IN_TRANSIT": ("In transit", "running", "truck"),
    "ARRIVED": ("Arrived", "running", "map-pin"),
    "PARTIALLY_RECEIVED": ("Partly received", "running", "package"),
    "RECEIVED": ("Received", "running", "package"),
    "INSPECTING": ("Inspecting", "running", "search"),
    "DISPOSITIONED": ("Dispositioned", "running", "arrows-split"),
    "SETTLING": ("Settling", "running", "coin"),
    "SETTLED": ("Settled", "done", "coin"),
    "CLOSED": ("Closed", "done", "check"),
    "DECLINED": ("Declined", "trouble", "x"),
    "CANCELLED": ("Cancelled", "neutral", "ban"),
    "EXPIRED": ("Expired", "neutral", "hourglass"),
    "REJECTED": ("Rejected", "trouble", "x"),
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
    return statuses().get(code) or Status(code, False, "", code.replace("_", " ").capitalize(), "neutral", "help")


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
