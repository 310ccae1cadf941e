"""Worked case RC-001 at the screens: a customer asks, the dock counts, an inspector looks, the credit is there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from designer.database import reading
from designer.identity.actor import SYSTEM
from designer.returns import service as returns
from engine.queries import tasks

pytestmark = pytest.mark.timeout(240)

Person = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def status() -> str:
    return returns.get(SYSTEM, 1001).status


def ask(page: Page, address: str) -> None:
    """Four sealed bearings of order SO-1001, bought ten days ago."""
    page.goto(f"{address}/portal/")
    page.get_by_role("main").get_by_role("link", name="Request a return").first.click()
    page.get_by_label("Order number").fill("so-1001")
    page.get_by_role("button", name="Show the order").click()
    page.get_by_label("Quantity").fill("4")
    page.get_by_label("Reason").select_option("NO_LONGER_NEEDED")
    page.get_by_label("Condition").select_option("sealed")
    page.get_by_label("Anything we should know").fill("ordered too many, 4 still sealed in the box")


def test_a_return_goes_from_request_to_credit(company: Any, sit_down: Person, shoot: Shoot, tmp_path: Path) -> None:
    customer = sit_down("c100", width=360, height=740)
    ask(customer, company.address)
    shoot(customer, "1_request")
    customer.get_by_role("button", name="Request this return").click()
    expect(customer.get_by_text("Return 1001 was requested.")).to_be_visible()

    company.work()
    expect(customer.get_by_text("Print the label")).to_be_visible(timeout=15_000)  # the page follows by itself
    customer.reload()
    with customer.expect_download() as download:
        customer.get_by_role("link", name="Download label").first.click()
    download.value.save_as(tmp_path / "label.pdf")
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF-")
    shoot(customer, "2_label")

    company.time.set(datetime(2026, 3, 16, 10, 0, tzinfo=UTC))
    tracking = returns.get(SYSTEM, 1001).tracking_number
    company.systems["carrier"].act("scan", {"tracking_number": tracking, "status": "in_transit"})
    company.work_until(lambda: status() == "IN_TRANSIT", "the carrier's webhook")

    company.time.set(datetime(2026, 3, 19, 8, 0, tzinfo=UTC))
    counted = {"line": 1, "sku": "BRG-6205", "qty": "4", "serials": []}
    parcel = {"rma_number": "RMA-1001", "has_asn": False, "lines": [counted]}
    company.systems["wms"].act("post_receipt", parcel)
    company.work_until(lambda: _has_task("match_at_dock"), "the task of the dock after the warehouse's webhook")

    receiver = sit_down("recv1", width=360, height=740)
    receiver.goto(f"{company.address}/tasks")
    receiver.get_by_role("link", name="Match the goods of RMA-1001 at the dock").click()
    expect(receiver.get_by_label("Quantity counted")).to_have_value("4")
    shoot(receiver, "3_dock")
    receiver.get_by_role("button", name="Complete task").click()
    receiver.wait_for_url(f"{company.address}/tasks")
    company.work()
    assert status() == "INSPECTING"

    inspector = sit_down("insp1")
    inspector.goto(f"{company.address}/tasks")
    inspector.get_by_role("link", name="Inspect the goods of RMA-1001").click()
    inspector.get_by_label("Line").fill("1")
    inspector.get_by_label("Quantity").fill("4")
    inspector.get_by_label("What was found").select_option(label="Sealed, as new")
    shoot(inspector, "4_inspection")
    inspector.get_by_role("button", name="Complete task").click()
    inspector.wait_for_url(f"{company.address}/tasks")
    company.work()

    customer = sit_down("c100", width=360, height=740)  # days have passed, so the first session has ended
    customer.goto(f"{company.address}/portal/returns/1001")
    expect(customer.get_by_text("79.92").first).to_be_visible()
    shoot(customer, "5_credit")
    company.let_pass(timedelta(days=120))  # the time in which an inspection may be corrected
    assert status() == "CLOSED"
    assert returns.get(SYSTEM, 1001).credit_total == Decimal("79.92")
    assert len(_ledger(company.systems["erp"].base_url, "post_credit_memo")) == 1


def _has_task(element_id: str) -> bool:
    with reading() as conn:
        return any(it.element_id == element_id for it in tasks.of_business_key(conn, "RMA-1001", "open"))


def _ledger(address: str, operation: str) -> list[object]:
    calls: list[object] = httpx.get(f"{address}/_sim/ledger", params={"operation": operation}).json()["calls"]
    return calls


def test_staff_see_the_whole_story_of_a_return(company: Any, sit_down: Person, shoot: Shoot) -> None:
    customer = sit_down("c100")
    ask(customer, company.address)
    customer.get_by_role("button", name="Request this return").click()
    company.work()

    clerk = sit_down("csr1")
    clerk.goto(f"{company.address}/returns")
    clerk.get_by_role("link", name="RMA-1001").click()
    expect(clerk.get_by_role("heading", name="Return RMA-1001")).to_be_visible()
    clerk.get_by_role("link", name="Timeline").click()
    expect(clerk.get_by_text("c100 asked for this return")).to_be_visible()
    expect(clerk.get_by_text("stands in ERP").first).to_be_visible()
    expect(clerk.get_by_text("Decision “Approval route” applied").first).to_be_visible()
    shoot(clerk, "6_timeline")
    clerk.keyboard.press("Control+k")
    clerk.get_by_role("combobox", name="Search and commands").fill("RMA-1001")
    clerk.get_by_role("option", name="Return RMA-1001").click()
    expect(clerk).to_have_url(f"{company.address}/returns/1001")
