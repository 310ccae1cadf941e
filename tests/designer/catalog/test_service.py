"""Connections keep their secrets, and reads go through them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from connectors.sdk import Network
from connectors.sdk.errors import Misconfigured, NotFound
from connectors.sdk.simulator import SimulatorServer
from designer.catalog import service
from designer.catalog.service import ConnectionDraft
from designer.database import reading
from designer.errors import Forbidden, Invalid
from designer.identity.actor import SYSTEM, Actor

TOKEN = "canary-5d20-token"
DEVELOPER = Actor("dev1", frozenset({"developer"}))
DRAFT = ConnectionDraft("erp", "ERP", "https://erp.example.com/api", Network.PUBLIC, {}, {"token": TOKEN})


def test_a_read_is_answered_with_typed_values(erp: SimulatorServer) -> None:
    order = service.read("erp", "get_order", {"order_no": "SO-1001"})
    assert order["lines"][0]["list_price"] == Decimal("18.50")


def test_a_read_raises_what_the_connector_raises(erp: SimulatorServer) -> None:
    with pytest.raises(NotFound):
        service.read("erp", "get_order", {"order_no": "SO-404"})


def test_a_change_is_not_a_read(erp: SimulatorServer) -> None:
    with pytest.raises(Misconfigured, match="belongs into a process"):
        service.read("erp", "post_debit_memo", {})


def test_an_unknown_connection_is_named(app: Flask) -> None:
    with pytest.raises(Misconfigured, match="no connection 'sap'"):
        service.read("sap", "get_order", {})


def test_a_connection_serves_its_own_connector_alone(erp: SimulatorServer) -> None:
    with pytest.raises(Misconfigured, match="belongs to connector 'erp'"):
        service.invoke("wms", "erp", "get_receipt", {}, {"idempotency_key": "k"})


def test_secrets_are_stored_sealed_and_shown_to_nobody(app: Flask) -> None:
    view = service.save(DEVELOPER, "erp", DRAFT)
    assert (view.secret_names, view.missing_secrets) == (("token",), ())
    assert TOKEN not in repr(view)
    with reading() as conn:
        (row,) = conn.execute(select(service.connections)).all()
    assert all(TOKEN not in str(value) for value in row)
    assert service.resolve("erp").secrets == {"token": TOKEN}
    assert TOKEN not in repr(service.resolve("erp"))


def test_an_empty_secret_keeps_the_old_one(app: Flask) -> None:
    service.save(DEVELOPER, "erp", DRAFT)
    service.save(DEVELOPER, "erp", replace(DRAFT, name="New name", secrets={"token": ""}))
    assert service.resolve("erp").secrets == {"token": TOKEN}


def test_another_address_does_not_inherit_the_secrets(app: Flask) -> None:
    service.save(DEVELOPER, "erp", DRAFT)
    view = service.save(DEVELOPER, "erp", replace(DRAFT, base_url="https://evil.example", secrets={}))
    assert view.missing_secrets == ("token",)
    assert service.resolve("erp").secrets == {}


@pytest.mark.parametrize(
    "change",
    [
        {"connector": "odoo"},
        {"base_url": "http://erp.example.com"},
        {"base_url": "gopher://erp"},
        {"settings": {"colour": "red"}},
        {"secrets": {"pin": "1234"}},
    ],
)
def test_what_the_manifest_does_not_allow_is_refused(app: Flask, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        service.save(DEVELOPER, "erp", replace(DRAFT, **change))
    assert service.known_connections() == ()


def test_people_cannot_point_a_connection_at_this_machine(app: Flask) -> None:
    with pytest.raises(Forbidden):
        service.save(DEVELOPER, "erp", replace(DRAFT, network=Network.SIMULATOR))
    service.save(DEVELOPER, "erp", replace(DRAFT, base_url="http://127.0.0.1:8765", network=Network.PRIVATE))
    assert "FORBIDDEN" not in (result := service.check(DEVELOPER, "erp").check_result)
    assert "must not reach" in result


def test_who_may_not_edit_is_refused(app: Flask) -> None:
    with pytest.raises(Forbidden):
        service.save(Actor("owner1", frozenset({"process_owner"})), "erp", DRAFT)


def test_a_test_notes_what_came_of_it(erp: SimulatorServer) -> None:
    assert service.check(SYSTEM, "erp").check_result == ""
    service.save(SYSTEM, "erp", replace(DRAFT, base_url=erp.base_url, network=Network.SIMULATOR,
                                        secrets={"token": "wrong-canary"}))  # fmt: skip
    result = service.check(SYSTEM, "erp").check_result
    assert result.startswith("AUTH")
    assert "wrong-canary" not in result
