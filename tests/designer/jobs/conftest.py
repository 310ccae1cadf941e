"""A deployed process that reads an order, waits for goods and posts a credit memo, against simulators."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from connectors.sdk import Network
from connectors.sdk.simulator import SimulatorServer, faults, ledger
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.database import reading, transaction
from designer.identity.actor import SYSTEM
from engine import clock
from engine.commands import bundles, instances
from engine.commands.bundles import File
from engine.priority import Priority
from engine.queries import incidents, jobs
from engine.queries import instances as instance_queries

SECRET = "whsec_c2VjcmV0IG9mIHRlc3Rz"
TOKEN = "token-of-the-tests"
BEGINS = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
ENDS = ("credited", "ended_unknown", "ended_refused", "pause_over")


class World:
    """The simulated systems and the process that calls them."""

    def __init__(self, servers: Mapping[str, SimulatorServer], bundle_id: int) -> None:
        self.servers = servers
        self.bundle_id = bundle_id
        self.instance_id = 0

    def start(self, process: str = "credit", *, priority: Priority = Priority.BULK, **variables: Any) -> int:
        given = {"rma_number": "RMA-1001", "order_no": "SO-1001", "amount": Decimal("74.00")} | variables
        rma = given["rma_number"]
        with transaction() as conn:
            started = instances.start(
                conn, self.bundle_id, process, given, business_key=rma, start_key=f"{process}-{rma}", by="csr1",
                priority=priority,
            )  # fmt: skip
        self.instance_id = started.instance_id
        return self.instance_id

    @property
    def status(self) -> str:
        with reading() as conn:
            return instance_queries.get(conn, self.instance_id).status

    @property
    def ended_at(self) -> list[str]:
        """The end events that were reached."""
        with reading() as conn:
            history = instance_queries.history(conn, self.instance_id)
        return [entry.element_id for entry in history if entry.kind == "element_completed" and entry.element_id in ENDS]

    @property
    def variables(self) -> Mapping[str, Any]:
        with reading() as conn:
            return instance_queries.variables(conn, self.instance_id)

    @property
    def job_states(self) -> list[str]:
        with reading() as conn:
            return [job.state for job in jobs.of_instance(conn, self.instance_id)]

    @property
    def incident_codes(self) -> list[str]:
        with reading() as conn:
            return [incident.code for incident in incidents.list_page(conn, limit=50).items]

    def applied(self, operation: str, system: str = "erp") -> list[dict[str, Any]]:
        """What the system did, from its own ledger."""
        with self.servers[system].store.read() as tables:
            return ledger.listed(tables, operation=operation, effect="applied")

    def switch(self, *switches: Mapping[str, Any], system: str = "erp") -> None:
        with self.servers[system].store.write() as tables:
            faults.replace(tables, switches)


@pytest.fixture
def virtual() -> Iterator[clock.VirtualClock]:
    with clock.use(clock.VirtualClock(BEGINS)) as virtual:
        yield virtual


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Iterator[World]:
    """ERP, WMS and carrier with their sample records, the connections to them, and the deployed process."""
    servers = {
        name: SimulatorServer(name, 0, tmp_path / f"{name}-sim.db", secret=SECRET, token=TOKEN, now=clock.now).start()
        for name in ("erp", "wms", "carrier")
    }
    for name, server in servers.items():
        server.seed(server.simulator.samples)
        secrets = {"token": TOKEN} if name == "erp" else {"token": TOKEN, "webhook_secret": SECRET}
        catalog.save(SYSTEM, name, ConnectionDraft(name, name, server.base_url, Network.SIMULATOR, {}, secrets))
    content = (Path(__file__).parent / "credit.bpmn").read_bytes()
    with transaction() as conn:
        bundle = bundles.deploy(conn, [File("bpmn", "credit.bpmn", content)], name="test", by="author")
    yield World(servers, bundle.id)
    for server in servers.values():
        server.stop()
