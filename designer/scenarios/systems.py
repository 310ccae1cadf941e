"""The four simulated systems of a run: servers on free loopback ports with SQLite files that go with the run."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from connectors.sdk import Network, registry
from connectors.sdk.simulator import faults, ledger
from connectors.sdk.simulator.server import SimulatorServer
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.identity.actor import SYSTEM
from designer.scenarios import seeds
from designer.scenarios.cases import Case
from engine import clock

# The fault of a system that does its work and does not answer.
HANGS = "timeout_after_commit"
_SEEDS = {"erp": seeds.erp, "crm": seeds.crm, "carrier": seeds.carrier, "wms": seeds.wms}


class Systems:
    """ERP, WMS, carrier and CRM, all living in the time of the engine's clock."""

    def __init__(self, servers: Mapping[str, SimulatorServer]) -> None:
        self._servers = servers

    def prepare(self, case: Case) -> None:
        """Forget the case before and put this one's records in."""
        for name, server in self._servers.items():
            server.reset()
            server.seed(_SEEDS[name](case))

    def connect(self) -> None:
        """Make the connections of the application that lead to these systems."""
        for name, server in self._servers.items():
            known = server.connection().secrets
            wanted = registry.get(name).manifest.secrets
            draft = ConnectionDraft(
                connector=name, name=name, base_url=server.base_url, network=Network.SIMULATOR, settings={},
                secrets={key: known[key] for key in wanted if key in known},
            )  # fmt: skip
            catalog.save(SYSTEM, name, draft)

    def act(self, system: str, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Let a person of a system act; returns what the system tells about it."""
        told: dict[str, Any] = self._servers[system].act(action, data)["result"]
        return told

    def message_of(self, system: str, event: str, told: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """(message, correlation key, payload) that the event of a system becomes."""
        trigger = registry.get(system).triggers[event]
        payload = trigger.payload(told)
        return trigger.message, str(payload[trigger.key]), payload

    def switch_on(self, system: str, *switches: Mapping[str, Any]) -> None:
        """Put these fault switches in place of all others of the system; without any it works again."""
        with self._servers[system].store.write() as tables:
            faults.replace(tables, switches)

    def hang_seconds(self, system: str, operation: str) -> float:
        """How long the next call of `operation` hangs until its time-out: 0 when it is answered."""
        with self._servers[system].store.read() as tables:
            switches = faults.listed(tables)
        hangs = any(it["kind"] == HANGS and it["operation"] == operation and it["count"] != 0 for it in switches)
        return registry.get(system).operation(operation).timeout_seconds if hangs else 0.0

    def seed(self, system: str, records: seeds.Records) -> None:
        self._servers[system].seed(records)

    def count(self, system: str, operation: str, rma_number: str) -> int:
        """How often the operation took effect for a return, by the system's own ledger."""
        with self._servers[system].store.read() as tables:
            calls = ledger.listed(tables, operation=operation, effect="applied")
        return sum(1 for call in calls if call["identity"]["return"] == rma_number)


@contextmanager
def running(folder: Path) -> Iterator[Systems]:
    """The four systems, started; stopped at the end."""
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(
                SimulatorServer(name, 0, folder / f"{name}.db", secret=secrets.token_hex(16), now=clock.now)
            )
            for name in _SEEDS
        }
        yield Systems(servers)
