"""The connectors pages and the catalog API."""

import html
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from connectors.sdk import registry
from connectors.sdk.simulator import SimulatorServer
from designer.catalog import service

Browser = Callable[[str], FlaskClient]
TOKEN = "canary-5d20-token"


def test_the_list_shows_connections_and_connectors_and_tests_one(erp: SimulatorServer, login: Browser) -> None:
    browser = login("dev1")
    page = browser.get("/connectors").text
    assert "Main ERP" in page
    assert "not tested yet" in page
    assert all(connector.manifest.name in page for connector in registry.all())
    assert "Main ERP answers." in browser.post("/connections/erp/test", follow_redirects=True).text


@pytest.mark.parametrize("connector", [connector.id for connector in registry.all()])
def test_a_connector_documents_every_operation(app: Flask, login: Browser, connector: str) -> None:
    page = html.unescape(login("dev1").get(f"/connectors/{connector}").text)
    for operation in registry.get(connector).operations.values():
        assert operation.title in page
        assert f"{connector}.{operation.name}" in page
        assert all(error.code in page for error in operation.errors)


def test_a_process_owner_reads_but_does_not_edit(erp: SimulatorServer, login: Browser) -> None:
    browser = login("owner1")
    page = browser.get("/connectors").text
    assert "Main ERP" in page
    assert "Connect…" not in page
    assert browser.get("/connections/new?connector=erp").status_code == 403
    assert browser.post("/connections", data={"connector": "erp", "id": "x"}).status_code == 403


def test_a_new_connection_is_saved_tested_and_never_shows_its_secret(app: Flask, login: Browser) -> None:
    browser = login("dev1")
    assert "Connect ERP" in browser.get("/connections/new?connector=erp").text
    form = {"connector": "erp", "id": "erp-2", "name": "Second ERP", "base_url": "https://127.0.0.1:1/x",
            "network": "public", "secret.token": TOKEN, "settings": "{}"}  # fmt: skip
    saved = browser.post("/connections", data=form, follow_redirects=True).text
    assert "must not reach" in saved
    assert service.resolve("erp-2").secrets == {"token": TOKEN}
    for path in ("/connectors", "/connections/erp-2", "/api/v1/connections", "/api/v1/connectors"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert TOKEN not in answer.text


@pytest.mark.parametrize(
    "change",
    [{"id": "No Good"}, {"settings": "{"}, {"settings": "[]"}, {"network": "simulator"}, {"base_url": "ftp://x"}],
)
def test_bad_input_comes_back_with_what_was_expected(app: Flask, login: Browser, change: dict[str, str]) -> None:
    form = {"connector": "erp", "id": "erp-2", "base_url": "https://erp.example.com", "network": "public"} | change
    answer = login("dev1").post("/connections", data=form)
    assert answer.status_code in (403, 422)
    assert "Nothing was saved" in answer.text
    assert service.known_connections() == ()


def test_an_unknown_connector_is_not_found(app: Flask, login: Browser) -> None:
    assert login("dev1").get("/connectors/odoo").status_code == 404


def test_the_catalogue_has_what_a_properties_panel_needs(erp: SimulatorServer, api: Browser) -> None:
    found = api("owner1").get("/api/v1/connectors").json
    assert [entry["id"] for entry in found["connectors"]] == ["erp", "wms", "carrier", "crm"]
    memo = next(entry for entry in found["connectors"][0]["operations"] if entry["name"] == "post_credit_memo")
    assert memo["effect"] == "money"
    assert memo["input"]["properties"]["amount"]["format"] == "decimal"
    assert found["connections"] == [{"id": "erp", "connector": "erp", "name": "Main ERP"}]
    assert found["connectors"][1]["triggers"][0]["message"] == "receipt_posted"


def test_a_customer_sees_none_of_it(app: Flask, api: Browser) -> None:
    assert api("c100").get("/api/v1/connectors").status_code == 403
    assert api("c100").get("/api/v1/connections").status_code == 403


def test_a_new_connection_does_not_replace_one_that_is_there(erp: SimulatorServer, login: Browser) -> None:
    form = {"connector": "erp", "id": "erp", "base_url": "https://erp.example.com", "network": "public", "is_new": "1"}
    answer = login("dev1").post("/connections", data=form)
    assert answer.status_code == 409
    assert "change that one" in answer.text
    assert service.resolve("erp").base_url == erp.base_url


def test_a_simulator_is_replaced_by_a_real_system_on_its_own_page(erp: SimulatorServer, login: Browser) -> None:
    browser = login("dev1")
    assert "bundled simulator" in browser.get("/connections/erp").text
    form = {
        "connector": "erp",
        "id": "erp",
        "base_url": "https://127.0.0.1:1",
        "network": "private",
        "secret.token": "t",
    }
    browser.post("/connections", data=form)
    assert service.resolve("erp").network == "private"
    assert service.resolve("erp").secrets == {"token": "t"}
