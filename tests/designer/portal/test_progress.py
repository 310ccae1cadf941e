"""The six steps that a customer thinks in."""

from datetime import UTC, datetime, timedelta

import pytest

from designer.portal.progress import WHAT_NOW, steps
from designer.returns.codes import statuses
from designer.returns.events import ReturnEvent

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


def walked(*path: str) -> list[ReturnEvent]:
    return [
        ReturnEvent(BEGIN + timedelta(days=day), "worker", "status_changed", None, status, "")
        for day, status in enumerate(path)
    ]


def states(status: str, *path: str) -> list[str]:
    return [state for _, state, _ in steps(status, walked(*path))]


def test_a_new_request_waits_for_approval() -> None:
    assert states("SUBMITTED", "SUBMITTED") == ["done", "now", "next", "next", "next", "next"]


def test_a_closed_return_has_every_step_behind_it() -> None:
    assert states("CLOSED", "SUBMITTED", "APPROVED", "RECEIVED", "CLOSED") == ["done"] * 6


def test_a_receipt_without_a_scan_means_it_was_shipped_too() -> None:
    found = steps("RECEIVED", walked("SUBMITTED", "APPROVED", "RECEIVED"))
    assert found[2] == ("Shipped", "done", BEGIN + timedelta(days=2))


def test_a_declined_request_shows_where_it_ended() -> None:
    found = steps("DECLINED", walked("SUBMITTED", "DECLINED"))
    assert [(name, state) for name, state, _ in found] == [("Requested", "done"), ("Declined", "now")]


@pytest.mark.parametrize("status", [code for code in statuses() if code != "DRAFT"])
def test_every_status_tells_the_customer_what_happens_now(status: str) -> None:
    assert WHAT_NOW[status]
    assert steps(status, walked("SUBMITTED", status))
