"""Where a return stands, in the six steps that a customer thinks in."""

from collections.abc import Sequence
from datetime import datetime

from designer.returns.codes import status_of
from designer.returns.events import ReturnEvent

Step = tuple[str, str, datetime | None]

STEPS = ("Requested", "Approved", "Shipped", "Received", "Inspected", "Credited")

# How many of the steps are behind a return in this status.
_DONE = {
    "DRAFT": 0,
    "SUBMITTED": 1,
    "NEEDS_INFO": 1,
    "UNDER_REVIEW": 1,
    "APPROVED": 2,
    "AWAITING_SHIPMENT": 2,
    "IN_TRANSIT": 3,
    "ARRIVED": 3,
    "PARTIALLY_RECEIVED": 3,
    "RECEIVED": 4,
    "INSPECTING": 4,
    "DISPOSITIONED": 5,
    "SETTLING": 5,
    "SETTLED": 6,
    "CLOSED": 6,
}

WHAT_NOW = {
    "SUBMITTED": "We have your request and are checking it. You need not do anything.",
    "NEEDS_INFO": "We need something more from you before we can decide.",
    "UNDER_REVIEW": "A colleague is looking at your request. You need not do anything.",
    "APPROVED": "Your return is approved. The shipping label is being prepared.",
    "AWAITING_SHIPMENT": "Print the label, put it on the parcel and hand it to the carrier.",
    "IN_TRANSIT": "Your parcel is on its way to us.",
    "ARRIVED": "Your parcel has arrived and will be counted in.",
    "PARTIALLY_RECEIVED": "A part of the goods has arrived; we are waiting for the rest.",
    "RECEIVED": "The goods are here and will be inspected.",
    "INSPECTING": "The goods are being inspected.",
    "DISPOSITIONED": "The inspection is done; your credit is being worked out.",
    "SETTLING": "Your credit is being posted.",
    "SETTLED": "Your credit is posted. Nothing is left to do for you.",
    "CLOSED": "This return is finished.",
    "DECLINED": "We could not accept this return.",
    "CANCELLED": "This return was cancelled.",
    "EXPIRED": "Nothing arrived in time, so this return has ended. Ask again if you still want to send the goods.",
    "REJECTED": "The goods were inspected and no credit could be given; they go back to you.",
}


def steps(status: str, events: Sequence[ReturnEvent]) -> list[Step]:
    """The steps as done, now or next with the time each was reached; an early end shows where it ended."""
    reached = _reached_at(events)
    if status in _DONE:
        done = _DONE[status]
        return [(name, _state(at, done), reached.get(at)) for at, name in enumerate(STEPS)]
    behind = max((at + 1 for at in reached), default=1)
    ended_at = next((event.at for event in reversed(events) if event.after == status), None)
    ended: Step = (status_of(status).label, "now", ended_at)
    return [*((name, "done", reached.get(at)) for at, name in enumerate(STEPS[:behind])), ended]


def _state(at: int, done: int) -> str:
    if at < done:
        return "done"
    return "now" if at == done else "next"


def _reached_at(events: Sequence[ReturnEvent]) -> dict[int, datetime]:
    """When each step was first behind the return; a status that jumps over steps reaches them all."""
    found: dict[int, datetime] = {}
    for event in events:
        if event.after is None or event.kind == "status_refused":
            continue
        for at in range(_DONE.get(event.after, 0)):
            found.setdefault(at, event.at)
    return found
