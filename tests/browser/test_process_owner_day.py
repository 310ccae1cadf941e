"""The day of a process owner: raise a fee, add a second approval, deploy, activate; what runs already stays as it was.

The server, the four simulated systems and the library are the real ones; time is virtual, so that a return which waits
for weeks ends within the test. Screenshots go to the folder RETURNFLOW_SCREENSHOTS, when it is set.
"""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import make_server

from connectors.sdk import registry
from connectors.sdk.context import Network
from connectors.sdk.simulator import SimulatorServer
from designer.app import create_app
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.catalog.simulators import CONNECTORS
from designer.database import db, reading, transaction
from designer.identity import demo_logins
from designer.identity.actor import SYSTEM
from designer.modeler import service as modeler
from designer.returns.testing import Desk
from designer.returns.views import ReturnView
from designer.returntypes import shipped
from engine import clock
from engine.clock import VirtualClock
from engine.commands import bundles, messages, tasks, timers
from engine.commands.bundles import File
from engine.queries import bundles as bundle_queries
from engine.queries import instances as instance_queries
from engine.queries import tasks as task_queries
from engine.queries import timers as timer_queries

# Order SO-1001 of the simulated ERP was delivered on 2 March: within a month the base fee is 15 percent.
TWENTY_SIX_DAYS_LATER = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
CREDIT = Decimal("79.92")  # four bearings with tax, before the fee


class World:
    """The application on a server of its own, with the systems around it, in virtual time."""

    def __init__(self, app: Flask, servers: dict[str, SimulatorServer], time: VirtualClock, address: str) -> None:
        self.app = app
        self.servers = servers
        self.time = time
        self.address = address
        self.desk = Desk(servers)

    def request(self) -> ReturnView:
        """A return of four bearings, as far as it goes by itself; the same wish makes one return per day."""
        view = self.desk.request("csr1")
        self.desk.work()
        return view

    def bundle_of(self, view: ReturnView) -> int:
        with reading() as conn:
            return instance_queries.find(conn, f"RMA-{view.no}")[0].bundle_id

    def wait_for(self, view: ReturnView, name: str) -> int:
        """The id of the open task of that name; fails when there is none."""
        with reading() as conn:
            found = {task.name: task.id for task in task_queries.of_business_key(conn, f"RMA-{view.no}", "open")}
        assert name in found, f"expected an open task {name!r}, found {sorted(found)}"
        return found[name]

    def approve(self, task_id: int) -> None:
        with transaction() as conn:
            tasks.complete(conn, task_id, "findir1", ["finance_dir"], {"decision": "APPROVE"})
        self.desk.work()

    def settle(self, *views: ReturnView) -> None:
        """The goods come and are found sealed; the credit is posted."""
        for view in views:
            self._receive(view)
            lots = [{"line": 1, "qty": "4", "code": "OK_SEALED"}]
            self.desk.complete(view, "inspect", "insp1", ["inspector"], lots=lots)

    def _receive(self, view: ReturnView) -> None:
        posted = {
            "rma_number": f"RMA-{view.no}",
            "received_on": clock.today().isoformat(),
            "lines": [{"line": 1, "sku": "BRG-6205", "qty": "4", "serials": []}],
        }
        trigger = registry.get("wms").triggers["receipt.posted"]
        payload = trigger.payload(self.servers["wms"].act("post_receipt", posted)["result"])
        with transaction() as conn:
            key = str(payload[trigger.key])
            messages.publish(conn, trigger.message, key, payload, source="wms", message_id=f"receipt-{view.no}")
        self.desk.work()

    def let_pass(self, by: timedelta) -> None:
        """Let time go by, each timer at its own moment."""
        end = clock.now() + by
        while True:
            with reading() as conn:
                due = timer_queries.next_due_at(conn)
            if due is None or due > end:
                break
            self.time.set(max(due, clock.now()))
            with transaction() as conn:
                timers.fire_due(conn)
            self.desk.work()
        self.time.set(end)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The shipped library is active for REMORSE; nobody has asked for a return yet."""
    app = create_app({"DATA_DIR": tmp_path, "SECRET_KEY": "only for tests", "TESTING": True})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with clock.use(VirtualClock(TWENTY_SIX_DAYS_LATER)) as time, app.app_context():
        db.metadata.create_all(db.engine)
        demo_logins.load(SYSTEM)
        shipped.install(SYSTEM)
        servers = {name: _simulator(name, tmp_path) for name in CONNECTORS}
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield World(app, servers, time, f"http://127.0.0.1:{server.port}")
        server.shutdown()
        thread.join(timeout=10)
        for simulator in servers.values():
            simulator.stop()
        app.extensions["returnflow.engines"].dispose()


def _simulator(name: str, folder: Path) -> SimulatorServer:
    server = SimulatorServer(name, 0, folder / f"{name}.db", secret="known", now=clock.now)
    server.start()
    server.seed(server.simulator.samples)
    connection = server.connection()
    kept = {key: value for key, value in connection.secrets.items() if key in registry.get(name).manifest.secrets}
    catalog.save(SYSTEM, name, ConnectionDraft(name, name, connection.base_url, Network.SIMULATOR, {}, kept))
    return server


class Owner:
    """The process owner at the screen."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.address}/login")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(demo_logins.PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def shoot(self, name: str) -> None:
        folder = os.environ.get("RETURNFLOW_SCREENSHOTS")
        if folder:
            self.page.screenshot(path=Path(folder) / f"owner_{name}.png")

    def raise_the_fee(self, percent: str) -> None:
        """Up to a month: another percentage, in the table of the base fee."""
        self.page.goto(f"{self.address}/decisions/restocking")
        self.page.get_by_role("button", name="Base fee").click()
        cell = self.page.locator('[data-element-id="base_fee_rule_4_out_1"]')
        expect(cell).to_have_text("15")
        cell.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(percent)
        expect(cell.get_by_role("textbox")).to_have_text(percent)
        self.save("Draft 1")
        self.shoot("fee")

    def add_second_approval(self) -> None:
        """Between "Approved?" and "P30 Authorise": room, a task, made a user task, with its form and group."""
        self.page.goto(f"{self.address}/processes/return_remorse")
        expect(self.page.locator(".rf-problems-head")).not_to_contain_text("error")
        self.page.locator(".rf-canvas svg").first.click(position={"x": 400, "y": 60})
        self.page.keyboard.press("Control+0")
        self._find("P30")
        self._make_room(180)
        self.page.locator('[data-action="create.task"]').click()
        self._click(self._middle("is_approved_to_authorise"))
        self.page.keyboard.type("Second approval")
        self.page.keyboard.press("Enter")
        self.page.locator('.djs-context-pad [data-action="replace"]').click()
        self.page.locator('.djs-popup [data-id="replace-with-user-task"]').click()
        panel = self.page.locator(".rf-panel")
        panel.get_by_label("Form").select_option("f3_approval")
        panel.get_by_label("Add a group").select_option("finance_dir")
        self.shoot("process")
        self.save("Draft 1")
        expect(self.page.locator(".rf-problems-head")).not_to_contain_text("error")
        self.shoot("process_saved")

    def draw_service_task(self, name: str) -> None:
        """A new process with one service task in its only flow; nothing is set on it yet."""
        self.page.goto(f"{self.address}/processes/new")
        self.page.get_by_label("Name").fill("Scratch")
        self.page.get_by_role("button", name="Create process").click()
        expect(self.page.locator(".rf-problems-head")).to_be_visible()
        self.page.locator('[data-action="create.task"]').click()
        self._click(self._middle("flow_1"))
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        self.page.locator('.djs-context-pad [data-action="replace"]').click()
        self.page.locator('.djs-popup [data-id="replace-with-service-task"]').click()

    def _find(self, words: str) -> None:
        self.page.keyboard.press("Control+f")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(300)  # the canvas glides to what was found

    def _make_room(self, pixels: int) -> None:
        """Push everything from "P30 Authorise" on to the right with the space tool."""
        x, y = self._middle("is_approved_to_authorise")
        self.page.locator('[data-action="space-tool"]').click()
        self.page.mouse.move(x - 6, y + 70)
        self.page.mouse.down()
        self.page.mouse.move(x + pixels, y + 70, steps=8)
        self.page.mouse.up()

    def _middle(self, flow: str) -> tuple[float, float]:
        box = self.page.locator(f'.djs-connection[data-element-id="{flow}"] .djs-visual > path').first.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _click(self, place: tuple[float, float]) -> None:
        self.page.mouse.move(place[0] - 20, place[1] - 20)
        self.page.mouse.move(*place, steps=5)
        self.page.mouse.click(*place)

    def save(self, state: str) -> None:
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".rf-editor-status")).to_have_text(state)

    def deploy(self, name: str) -> None:
        self.page.get_by_role("link", name="Deploy…").click()
        expect(self.page.get_by_text("You edited this yourself")).to_be_visible()
        self.page.get_by_label("What changes, in a few words").fill(name)
        self.page.get_by_label("No longer needed").check()
        self.shoot("review")
        self.page.get_by_role("button", name="Deploy 2 drafts").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Deploy 2 drafts").click()
        expect(self.page.get_by_text("New returns of REMORSE follow it.")).to_be_visible()
        self.shoot("deployments")


def _is_trouble(message: ConsoleMessage) -> bool:
    """A conflict is an answer that the editor expects; Chromium logs it all the same."""
    return message.type == "error" and "409 (CONFLICT)" not in message.text


@pytest.fixture
def browser_page() -> Iterator[Page]:
    """A page of Chromium that fails the test when it logs an error or breaks the content security policy."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
        yield page
        chromium.close()
        assert troubles == []


def test_a_new_return_follows_the_new_version_and_the_old_one_ends_on_its_own(
    world: World, browser_page: Page
) -> None:
    old = world.request()
    owner = Owner(browser_page, world.address)
    owner.sign_in("owner1")
    owner.raise_the_fee("20")
    owner.add_second_approval()
    owner.deploy("20 % up to a month, second approval")

    world.time.advance(timedelta(days=1))
    new = world.request()
    assert (world.bundle_of(old), world.bundle_of(new)) == (1, 2)
    task = world.wait_for(new, "Second approval")
    world.approve(task)

    world.settle(old, new)
    world.let_pass(timedelta(days=120))  # the time in which an inspection may be corrected
    ended = [world.desk.read(view) for view in (old, new)]
    assert [view.status for view in ended] == ["CLOSED", "CLOSED"]
    assert [view.credit_total for view in ended] == [CREDIT - Decimal("11.10"), CREDIT - Decimal("14.80")]


def test_one_click_brings_the_version_before_back(world: World, browser_page: Page) -> None:
    owner = Owner(browser_page, world.address)
    owner.sign_in("owner1")
    owner.raise_the_fee("25")
    owner.page.goto(f"{world.address}/deployments/new")
    owner.page.get_by_label("What changes, in a few words").fill("25 % up to a month")
    owner.page.get_by_label("No longer needed").check()
    owner.page.get_by_role("button", name="Deploy 1 draft").click()
    owner.page.get_by_role("dialog").get_by_role("button", name="Deploy 1 draft").click()
    owner.page.get_by_role("button", name="Roll back").click()
    dialog = owner.page.get_by_role("dialog")
    expect(dialog).to_contain_text("0 running returns stay on bundle 2")
    owner.shoot("rollback")
    dialog.get_by_role("button", name="Roll back").click()
    expect(owner.page.get_by_text("New returns of REMORSE follow bundle 1 again")).to_be_visible()
    assert world.bundle_of(world.request()) == 1


def test_what_is_set_in_the_properties_is_what_the_engine_reads(world: World, browser_page: Page) -> None:
    owner = Owner(browser_page, world.address)
    owner.sign_in("owner1")
    owner.draw_service_task("Read the order")
    panel = browser_page.locator(".rf-panel")
    panel.get_by_label("Connector").select_option("erp")
    panel.get_by_label("Operation", exact=True).select_option("get_order")
    field = panel.locator('[data-entry-id="returnflow-input-get_order-order_no"]')
    expect(field).to_contain_text("The operation needs this input.")
    field.get_by_role("textbox").fill("=order_no")
    panel.locator('[data-entry-id="returnflow-result"] input').fill("order")
    owner.save("Draft 2")
    expect(browser_page.locator(".rf-problems-head")).not_to_contain_text("error")
    owner.shoot("service_task")

    saved = modeler.open_document(SYSTEM, "bpmn", "scratch").content
    with transaction() as conn:
        bundle = bundles.deploy(conn, [File("bpmn", "scratch.bpmn", saved)], name="Scratch", by="owner1").id
        element = next(
            found
            for found in bundle_queries.model(conn, bundle).processes["scratch"].elements.values()
            if found.name == "Read the order"
        )
    assert element.operation is not None
    assert (element.operation.connector, element.operation.name) == ("erp", "get_order")
    assert [(given.name, given.value) for given in element.inputs] == [("order_no", "=order_no")]
    assert element.result == "order"


def test_a_problem_leads_to_its_element_and_one_undo_takes_one_change_back(
    world: World, browser_page: Page
) -> None:
    owner = Owner(browser_page, world.address)
    owner.sign_in("owner1")
    owner.draw_service_task("Call nobody")
    browser_page.get_by_role("button", name="Validate").click()
    expect(browser_page.locator(".rf-problem-badge")).to_have_count(1)
    browser_page.locator(".rf-canvas svg").first.click(position={"x": 600, "y": 300})
    browser_page.locator(".rf-problem-link").first.click()
    panel = browser_page.locator(".rf-panel")
    expect(panel.get_by_text("Problems")).to_be_visible()
    owner.shoot("problems")
    connector = panel.get_by_label("Connector")
    connector.select_option("crm")
    browser_page.get_by_role("button", name="Undo").click()
    expect(connector).to_have_value("")
    expect(panel.get_by_label("Name")).to_have_value("Call nobody")


def test_who_was_slower_is_told_and_may_save_over_it(world: World, browser_page: Page) -> None:
    owner = Owner(browser_page, world.address)
    owner.sign_in("owner1")
    browser_page.goto(f"{world.address}/forms/f3_approval")
    expect(browser_page.locator(".rf-preview").get_by_text("Comment")).to_be_visible()
    opened = modeler.open_document(SYSTEM, "form", "f3_approval")
    theirs = opened.content.replace(b'"Comment"', b'"Their comment"')
    modeler.save(SYSTEM, "form", "f3_approval", theirs, revision=0, base=opened.base)
    source = browser_page.get_by_role("textbox", name="Form as JSON")
    source.press("Control+End")
    source.press_sequentially(" ")
    browser_page.get_by_role("button", name="Save draft").click()
    expect(browser_page.get_by_text("system saved f3_approval")).to_be_visible()
    owner.shoot("conflict")
    browser_page.get_by_role("button", name="Save mine over it").click()
    expect(browser_page.locator(".rf-editor-status")).to_have_text("Draft 2")
    assert b"Their comment" not in modeler.open_document(SYSTEM, "form", "f3_approval").content
    assert len(modeler.list_versions(SYSTEM, "form", "f3_approval")) == 3
