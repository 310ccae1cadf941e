"""Two ways out of an incident that people take at the screens: another input with a second person, and done outside."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from connectors.sdk.simulator import SimulatorServer, ledger
from designer.identity import demo_logins
from designer.identity import service as identity
from designer.identity.actor import SYSTEM
from designer.jobs import inbox

Person = Callable[..., Page]
Shoot = Callable[[Page, str], None]

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip
ANSWER = {"credit_memo_no": "CM-77", "credit_kind": "CREDIT_MEMO", "amount": "74.00", "tax": "0.00", "currency": "USD"}


@pytest.fixture
def stuck(office: Any, begin: Callable[[str, str], int]) -> int:
    """An instance at a credit memo of a negative amount, which the connector refused to send."""
    identity.save_user(SYSTEM, "mgr2", name="Mika Manager", roles=["returns_mgr"], password=demo_logins.PASSWORD)
    instance_id = begin("RMA-1001", "-74.00")
    office.work()
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    office.work()
    return instance_id


def posted(erp: SimulatorServer) -> list[dict[str, Any]]:
    """The credit memos that the ERP has made."""
    with erp.store.read() as tables:
        return ledger.listed(tables, operation="post_credit_memo", effect="applied")


def agree(page: Page, verb: str) -> None:
    """Press the button, read what will happen, and press it once more."""
    page.get_by_role("button", name=verb).click()
    page.get_by_role("dialog").get_by_role("button", name=verb).click()


def test_a_changed_request_is_sent_when_a_second_person_agrees(
    office: Any, stuck: int, sit_down: Person, shoot: Shoot
) -> None:
    first = sit_down("mgr1")
    first.goto(f"{office.address}/incidents")
    first.get_by_role("link", name="INVALID_INPUT").click()
    typed = first.get_by_label("Input of the operation, as JSON")
    typed.fill(typed.input_value().replace("-74", "74"))
    first.get_by_label("Why, and how do you know").fill("the sign was wrong; the ERP has no memo for this return")
    first.keyboard.press("Enter")
    expect(first.get_by_text("a second person must approve it. Nothing was sent yet.")).to_be_visible()
    expect(first.get_by_role("button", name="Take it back")).to_be_visible()
    expect(first.get_by_role("button", name="Approve and send")).to_have_count(0)
    office.work()
    assert posted(office.systems["erp"]) == []

    second = sit_down("mgr2", width=360, height=740)
    second.goto(first.url)
    changed = second.get_by_role("region", name="What changes").get_by_role("row", name="amount")
    expect(changed.first).to_contain_text("-74.0074.00")
    shoot(second, "second_person")
    agree(second, "Approve and send")
    expect(second.get_by_text("The changed request is sent.")).to_be_visible()
    office.work()
    second.reload()
    expect(second.get_by_text("Completed").first).to_be_visible()
    assert len(posted(office.systems["erp"])) == 1


def test_what_was_posted_by_hand_is_marked_as_done(office: Any, stuck: int, sit_down: Person, shoot: Shoot) -> None:
    page = sit_down("mgr1")
    page.goto(f"{office.address}/instances/{stuck}")
    page.get_by_role("link", name="Repair").first.click()
    page.get_by_label("Kind of document").fill("credit_memo")
    page.get_by_label("Its number").fill("CM-77")
    page.get_by_label("Answer of the operation, as JSON").fill(json.dumps(ANSWER))
    page.get_by_label("How do you know?").fill("found by RMA in the ERP, posted by hand on Monday")
    agree(page, "Mark as done")
    expect(page.get_by_text("The step counts as done; the process goes on.")).to_be_visible()
    office.work()
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("row", name="post_credit_memo")).to_contain_text("CM-77")
    page.get_by_role("link", name="Incidents", exact=True).last.click()
    expect(page.get_by_role("region", name="Incidents")).to_contain_text("by mgr1")
    shoot(page, "marked_as_done")
    expect(page.get_by_text("Completed").first).to_be_visible()
    assert posted(office.systems["erp"]) == []
