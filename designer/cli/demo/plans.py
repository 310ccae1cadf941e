"""The returns of the demo: who asks for what, how many days ago, and what happens to it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Deed(StrEnum):
    """Something that happens to a return."""

    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    SCAN = "scan"
    RECEIVE = "receive"
    INSPECT = "inspect"
    DISTURB = "disturb"  # the warehouse system answers with errors until somebody looks into it


@dataclass(frozen=True)
class Plan:
    """One return of the demo.

    `lines` are {line of the order: quantity}; `deeds` are {days before today: deed}; `found` is the inspector's code;
    `received` is what arrives where it is less;
    `ends` says in which status the return is meant to be found, for whoever reads and for the test.
    """

    order_no: str
    requester: str
    lines: Mapping[int, int]
    days_ago: int
    ends: str
    notes: str
    deeds: Mapping[float, Deed] = field(default_factory=dict)
    found: str = "OK_SEALED"
    received: Mapping[int, int] = field(default_factory=dict)

    @property
    def channel(self) -> str:
        return "csr" if self.requester.startswith("csr") else "portal"


PLANS = (
    Plan("SO-2001", "c100", {1: 4}, 9, "CLOSED", "Ordered too many, still sealed in the box.",
         {7: Deed.SCAN, 5: Deed.RECEIVE, 4: Deed.INSPECT}),
    Plan("SO-2002", "c100", {1: 3}, 8, "INSPECTING", "Wrong colour temperature, the cartons are open.",
         {6: Deed.SCAN, 2: Deed.RECEIVE}, "OK_OPENED"),
    Plan("SO-2011", "c100", {1: 1}, 3, "IN_TRANSIT", "One drive too many.", {1: Deed.SCAN}),
    Plan("SO-2003", "csr1", {1: 2}, 6, "UNDER_REVIEW", "The project was put off."),
    Plan("SO-2004", "csr1", {1: 2}, 5, "DECLINED", "Found them when we tidied up."),
    Plan("SO-2005", "csr2", {1: 3}, 12, "CLOSED", "Not needed after the change of plan.",
         {10: Deed.SCAN, 8: Deed.RECEIVE, 7: Deed.INSPECT}, "OK_OPENED"),
    Plan("SO-2006", "csr1", {1: 3}, 4, "UNDER_REVIEW", "The site takes fewer pumps."),
    Plan("SO-2007", "csr2", {1: 4, 2: 10}, 7, "DECLINED", "Ordered twice by mistake.", {6: Deed.DECLINE}),
    Plan("SO-2008", "csr2", {1: 50}, 4, "DECLINED", "Cable left over."),
    Plan("SO-2009", "csr1", {1: 1}, 2, "UNDER_REVIEW", "The controller does not fit."),
    Plan("SO-2010", "csr1", {1: 10}, 5, "CANCELLED", "The customer thinks again.", {4: Deed.CANCEL}),
    Plan("SO-2012", "csr2", {1: 1, 2: 40}, 6, "AWAITING_SHIPMENT", "Too many for this year.", {5: Deed.APPROVE}),
    Plan("SO-2013", "csr2", {1: 3}, 11, "REJECTED", "Not used.",
         {9: Deed.SCAN, 6: Deed.RECEIVE, 5: Deed.INSPECT}, "CUST_DAMAGE"),
    Plan("SO-2014", "c100", {1: 4}, 10, "PARTIALLY_RECEIVED", "All four are too long.",
         {8: Deed.SCAN, 3: Deed.RECEIVE}, received={1: 2}),
    Plan("SO-2015", "csr1", {1: 2}, 36, "EXPIRED", "The site wants another model."),
    Plan("SO-2016", "csr1", {1: 5}, 3, "APPROVED", "The warehouse system was out of order that day.",
         {3.01: Deed.DISTURB}),
)  # fmt: skip
