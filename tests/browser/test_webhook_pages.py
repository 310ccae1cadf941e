"""An administrator adds a webhook, sees that one did not arrive and sends it again; its receiver is a real one."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from connectors.sdk import Network
from designer.cockpit import service as cockpit
from designer.identity.actor import SYSTEM
from designer.outbound import sender, service
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.service import EndpointDraft

Person = Callable[..., Page]
Shoot = Callable[[Page, str], None]

receiver = runpy.run_path(str(Path(__file__).parents[1] / "designer" / "outbound" / "conftest.py"))["receiver"]


def add_endpoint(page: Page) -> str:
    """From the empty list to the page of the endpoint; gives the secret, which is shown this once."""
    expect(page.get_by_text("No webhooks yet")).to_be_visible()
    page.get_by_role("link", name="Add endpoint").click()
    page.get_by_label("Name").fill("Data warehouse")
    page.get_by_label("Address").fill("https://example.com/hooks")
    page.get_by_label("A process was cancelled").check()
    page.get_by_role("button", name="Add endpoint").click()
    secret = page.get_by_role("textbox", name="Secret").input_value()
    page.get_by_role("link", name="I have kept it").click()
    expect(page.get_by_text("Nothing was sent yet")).to_be_visible()
    return secret


def test_a_webhook_that_did_not_arrive_is_seen_and_sent_again(
    office: Any, begin: Callable[[str, str], int], receiver: Any, sit_down: Person, shoot: Shoot
) -> None:
    page = sit_down("admin")
    page.goto(f"{office.address}/webhooks")
    secret = add_endpoint(page)
    (made,) = service.list_endpoints(SYSTEM)
    # People can name no address on this machine, so the receiver takes the place of example.com behind the screens.
    service.change(SYSTEM, made.id, EndpointDraft(made.name, receiver.url, Network.SIMULATOR, made.topics))

    receiver.status = 503
    cockpit.cancel(SYSTEM, begin("RMA-1001", "74.00"), reason="a mistake")
    sender.work_until_idle()
    page.reload()
    row = page.get_by_role("row", name="A process was cancelled")
    expect(row).to_contain_text("it answered 503")
    expect(page.get_by_text("Attempts fail")).to_be_visible()
    office.time.advance(GIVE_UP_AFTER)
    sender.work_until_idle()

    page = sit_down("admin", width=360, height=740)  # days have passed, so the first session has ended
    page.goto(f"{office.address}/webhooks")
    page.get_by_role("link", name="1 failed, look at them").click()
    expect(page.get_by_role("link", name="Failed", exact=True)).to_be_in_viewport()
    row = page.get_by_role("row", name="A process was cancelled")
    expect(row).to_contain_text("it answered 503")
    shoot(page, "webhook_failed")
    receiver.status = 204
    row.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("is sent again under the same id.")).to_be_visible()
    sender.work_until_idle()
    page.reload()
    expect(page.get_by_role("row", name="A process was cancelled")).to_contain_text("Delivered")
    assert receiver.verify(secret) == receiver.ids[0]
    assert len(set(receiver.ids)) == 1
