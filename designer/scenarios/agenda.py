"""What the world does in a case, with the time of each deed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from designer.scenarios.cases import Case


class Deed(StrEnum):
    """Something that happens outside the engine on a given day."""

    REPAIR_ERP = "repair_erp"
    APPROVE = "approve"
    SCAN = "scan"
    CANCEL = "cancel"
    DELIVER = "deliver"
    LOSE = "lose"
    RECEIVE = "receive"
    CLAIM = "claim"


@dataclass(frozen=True)
class Entry:
    """A deed and the earliest moment at which it happens; two of one moment keep their order."""

    at: datetime
    deed: Deed


REQUEST_TIME = time(9, 0)
# People decide before the hour of the request comes round again, so that n days are less than n times 24 hours.
_APPROVAL_TIME = time(8, 0)
_SCAN_TIME = time(7, 0)
_NOON = time(12, 0)
_OUTAGE = timedelta(minutes=3)
_LOST_AFTER = timedelta(days=10)


def begins_at(case: Case) -> datetime:
    return at(case.requested_on, REQUEST_TIME)


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)


def of(case: Case) -> list[Entry]:
    """The agenda of a case, in the order of time."""
    return sorted(_entries(case), key=lambda entry: entry.at)


def _entries(case: Case) -> Iterator[Entry]:
    first_scan, received = case.day("first_scan"), case.day("received_date")
    cancelled = case.day("cancelled")
    authorised_at = begins_at(case)
    if case.given.get("approvals"):
        approved_at = at(case.day("rma_issued") or case.requested_on, _APPROVAL_TIME)
        authorised_at = max(authorised_at, approved_at)
        yield Entry(approved_at, Deed.APPROVE)
    if "erp_down_return_order" in case.system_events:
        yield Entry(authorised_at + _OUTAGE, Deed.REPAIR_ERP)
    if cancelled:
        yield Entry(at(cancelled, _SCAN_TIME), Deed.CANCEL)
    if first_scan:
        yield Entry(at(first_scan, _SCAN_TIME), Deed.SCAN)
        if "return_lost" in case.system_events:
            yield Entry(at(first_scan, _SCAN_TIME) + _LOST_AFTER, Deed.LOSE)
        if "delivered_not_found" in case.system_events and received:
            yield Entry(at(max(first_scan, business_days_before(received, 3)), _NOON), Deed.DELIVER)
    if received and case.given.get("receipts"):
        yield Entry(at(received, _NOON), Deed.RECEIVE)
    for answer in case.given.get("supplier_answers") or ():
        if answer.get("filed"):
            yield Entry(at(date.fromisoformat(answer["filed"]), _NOON), Deed.CLAIM)


def business_days_before(day: date, count: int) -> date:
    """The day that lies `count` business days (Monday to Friday) before `day`."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day
