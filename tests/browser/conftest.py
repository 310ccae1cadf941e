"""A served application with the simulated systems around it, and people at browsers of their own."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from connectors.sdk import Network, registry
from connectors.sdk.simulator import SimulatorServer
from designer.app import create_app
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.catalog.simulators import CONNECTORS
from designer.database import db, reading, transaction
from designer.identity import demo_logins
from designer.identity.actor import SYSTEM
from designer.jobs import runner
from designer.returntypes import shipped
from engine import clock
from engine.clock import VirtualClock
from engine.commands import bundles, instances
from engine.commands.bundles import File
from engine.queries import timers

SECRET = "whsec_a25vd24gdG8gdGhlIHRlc3Q="
PATIENCE_SECONDS = 20.0
CREDIT = Path(__file__).parents[1] / "designer" / "jobs" / "credit.bpmn"


@dataclass
class Company:
    """The application on a server of its own, in virtual time; webhooks arrive by HTTP as they do outside."""

    app: Flask
    address: str
    time: VirtualClock
    systems: dict[str, SimulatorServer] = field(default_factory=dict)

    def work(self) -> None:
        """Do what the worker does until nothing is due."""
        runner.run_until_idle()

    def work_until(self, is_done: Callable[[], bool], what: str) -> None:
        """Work until something has arrived from outside; fails with `what` when it does not."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_done():
            assert time.monotonic() < deadline, f"expected within {PATIENCE_SECONDS:.0f} s: {what}"
            self.work()
            time.sleep(0.05)
        self.work()

    def let_pass(self, by: timedelta) -> None:
        """Let time go by, each timer at its own moment."""
        end = clock.now() + by
        while True:
            with reading() as conn:
                due = timers.next_due_at(conn)
            if due is None or due > end:
                break
            self.time.set(max(due, clock.now()))
            self.work()
        self.time.set(end)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Company]:
    """The demo's people work here, the systems are connected, and no process is deployed yet."""
    app = create_app({"DATA_DIR": tmp_path, "SECRET_KEY": "only for tests", "TESTING": True, "THREADS": 8})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with clock.use(VirtualClock(datetime(2026, 3, 12, 9, 0, tzinfo=UTC))) as now, app.app_context():
        db.metadata.create_all(db.engine)
        demo_logins.load(SYSTEM)
        thread.start()
        found = Company(app, address, now)
        for name in CONNECTORS:
            found.systems[name] = _system(name, tmp_path, f"{address}/api/v1/webhooks/{name}")
        yield found
        server.shutdown()
        thread.join(timeout=10)
        for system in found.systems.values():
            system.stop()
        app.extensions["returnflow.engines"].dispose()


@pytest.fixture
def company(office: Company) -> Company:
    """The shipped library is active for REMORSE, nobody has asked for a return yet."""
    shipped.install(SYSTEM)
    return office


@pytest.fixture
def begin(office: Company) -> Callable[[str, str], int]:
    """`begin("RMA-1001", "74.00")` starts a process that reads an order and, when the goods are in, posts a credit."""
    with transaction() as conn:
        bundle = bundles.deploy(conn, [File("bpmn", CREDIT.name, CREDIT.read_bytes())], name="credit", by="owner1")

    def start(rma: str, amount: str) -> int:
        given = {"rma_number": rma, "order_no": "SO-1001", "amount": Decimal(amount)}
        with transaction() as conn:
            return instances.start(
                conn, bundle.id, "credit", given, business_key=rma, start_key=rma, by="csr1"
            ).instance_id

    return start


def _system(name: str, folder: Path, webhook_url: str) -> SimulatorServer:
    server = SimulatorServer(name, 0, folder / f"{name}.db", webhook_url, SECRET, now=clock.now).start()
    server.seed(server.simulator.samples)
    connection = server.connection()
    kept = {key: value for key, value in connection.secrets.items() if key in registry.get(name).manifest.secrets}
    catalog.save(SYSTEM, name, ConnectionDraft(name, name, connection.base_url, Network.SIMULATOR, {}, kept))
    return server


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """Chromium, as it is installed on this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def sit_down(office: Company, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`sit_down("c100")` is a page in which that person is signed in; no page may log an error."""
    troubles: list[str] = []

    def person(username: str, *, width: int = 1280, height: int = 900) -> Page:
        page = chromium.new_context(viewport={"width": width, "height": height}).new_page()
        page.on("pageerror", lambda error: troubles.append(f"{username}: {error}"))
        page.on("console", lambda said: troubles.append(f"{username}: {said.text}") if said.type == "error" else None)
        page.goto(f"{office.address}/login")
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(demo_logins.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield person
    assert troubles == []


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """`shoot(page, "name")` keeps a picture in the folder RETURNFLOW_SCREENSHOTS, when it is set."""

    def take(page: Page, name: str) -> None:
        folder = os.environ.get("RETURNFLOW_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"journey_{name}.png", full_page=True)

    return take
