"""The bundled simulators of an installation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from connectors.sdk import Network, check, registry
from designer.catalog import service, simulators
from designer.catalog.service import ConnectionDraft
from designer.identity.actor import SYSTEM


@pytest.fixture
def settings(free_ports: Callable[[int], int]) -> dict[str, Any]:
    return {"SIMULATOR_PORT": free_ports(4)}


def test_connections_to_the_simulators_are_made_once(app: Flask) -> None:
    assert simulators.connect(app.config) == ("erp", "wms", "carrier", "crm")
    before = {view.id: service.resolve(view.id) for view in service.known_connections()}
    simulators.connect(app.config)
    assert {view.id: service.resolve(view.id) for view in service.known_connections()} == before
    assert before["wms"].secrets["webhook_secret"].startswith("whsec_")
    assert len({connection.secrets["token"] for connection in before.values()}) == 4


def test_a_simulator_answers_over_its_connection(app: Flask) -> None:
    with simulators.build(app.config)[0]:
        check(registry.get("erp"), service.resolve("erp"))


def test_other_ports_keep_the_secrets(app: Flask) -> None:
    simulators.connect(app.config)
    before = service.resolve("crm")
    simulators.connect({**app.config, "SIMULATOR_PORT": 20_000})
    assert service.resolve("crm") == replace(before, base_url="http://127.0.0.1:20003")


def test_a_connection_to_a_real_system_is_left_alone(app: Flask) -> None:
    real = ConnectionDraft("erp", "ERP", "https://erp.example.com", Network.PUBLIC, {}, {"token": "secret"})
    service.save(SYSTEM, "erp", real)
    assert simulators.connect(app.config) == ("wms", "carrier", "crm")
    assert service.resolve("erp").base_url == "https://erp.example.com"
