"""A connection whose system is not well is paused; somebody who has mended it lets a job try at once."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from connectors.sdk.simulator import faults

Person = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def test_a_paused_connection_is_tried_now(
    office: Any, begin: Callable[[str, str], int], sit_down: Person, shoot: Shoot
) -> None:
    office.app.config["BREAKER_FAILURES"] = 2
    erp = office.systems["erp"]
    with erp.store.write() as tables:
        faults.replace(tables, [{"kind": "500"}])
    waiting = [begin(f"RMA-{number}", "74.00") for number in range(1001, 1005)][-1]
    office.work()

    page = sit_down("admin", width=360, height=740)
    page.goto(f"{office.address}/connectors")
    expect(page.get_by_role("row", name="erp").first).to_contain_text("Paused")
    page.get_by_role("region", name="Connections").get_by_role("link", name="erp").click()
    notice = page.get_by_role("alert").filter(has_text="Jobs wait: the connection is paused")
    expect(notice).to_contain_text("500")
    expect(notice).to_contain_text("2 jobs wait; none of their attempts is used.")
    shoot(page, "paused")

    with erp.store.write() as tables:
        faults.replace(tables, [])
    notice.get_by_role("button", name="Try now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The next job tries erp. When it answers, the others follow.")).to_be_visible()
    office.work()
    page.reload()
    expect(page.get_by_text("Jobs wait")).to_have_count(0)
    page.goto(f"{office.address}/instances/{waiting}?tab=waits")
    expect(page.get_by_role("region", name="Waits for")).to_contain_text("the message receipt_posted")
