"""The bundled simulators of this installation: their ports, their files, and the connections that lead to them."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.sdk import Network, registry
from connectors.sdk.errors import ConnectorError
from connectors.sdk.simulator import SimulatorServer
from designer.catalog import service
from designer.catalog.service import ConnectionDraft
from designer.identity.actor import SYSTEM

CONNECTORS = ("erp", "wms", "carrier", "crm")


def connect(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Make the connections to the simulators; one that leads elsewhere is left alone. Returns those that lead here."""
    return tuple(
        connector_id for number, connector_id in enumerate(CONNECTORS) if _connect(config, number, connector_id)
    )


def build(config: Mapping[str, Any]) -> list[SimulatorServer]:
    """The simulators that connections lead to, not started yet; connections are made where they are missing."""
    servers = []
    for connector_id in connect(config):
        connection = service.resolve(connector_id)
        servers.append(
            SimulatorServer(
                connector_id,
                _port(config, CONNECTORS.index(connector_id)),
                Path(config["DATA_DIR"]) / "simulators" / f"{connector_id}.db",
                webhook_url=f"http://127.0.0.1:{config['PORT']}/api/v1/webhooks/{connector_id}",
                secret=connection.secrets.get("webhook_secret", ""),
                token=connection.secrets["token"],
            )
        )
    return servers


def _connect(config: Mapping[str, Any], number: int, connector_id: str) -> bool:
    base_url = f"http://127.0.0.1:{_port(config, number)}"
    try:
        known = service.resolve(connector_id)
    except ConnectorError:
        known = None
    if known is not None and known.network is not Network.SIMULATOR:
        return False
    if known is None or known.base_url != base_url:
        service.save(SYSTEM, connector_id, _draft(connector_id, base_url, is_new=known is None))
    return True


def _draft(connector_id: str, base_url: str, *, is_new: bool) -> ConnectionDraft:
    connector = registry.get(connector_id)
    made = {name: f"whsec_{_key()}" if name == "webhook_secret" else _key() for name in connector.manifest.secrets}
    return ConnectionDraft(
        connector=connector_id,
        name=f"{connector.manifest.name} (simulated)",
        base_url=base_url,
        network=Network.SIMULATOR,
        settings={},
        secrets=made if is_new else {},
    )


def _key() -> str:
    return secrets.token_hex(24)


def _port(config: Mapping[str, Any], number: int) -> int:
    return int(config["SIMULATOR_PORT"]) + number
