"""The page of every simulator shows its records and switches its faults."""

from collections.abc import Callable

import httpx
import pytest

from connectors.sdk import registry
from connectors.sdk.simulator import SimulatorServer

Simulate = Callable[..., SimulatorServer]


@pytest.mark.parametrize("connector_id", [connector.id for connector in registry.all()])
def test_the_page_shows_every_kind_of_record_and_nothing_of_the_token(simulate: Simulate, connector_id: str) -> None:
    server = simulate(connector_id)
    page = httpx.get(server.base_url)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert server.token not in page.text
    for kind in server.simulator.kinds.values():
        assert kind.title in page.text
    for bodies in server.simulator.samples.values():
        for body in bodies:
            assert str(body.get("id") or body["sku"]) in page.text


def test_a_fault_is_switched_on_and_off_by_forms(simulate: Simulate) -> None:
    base = simulate("erp").base_url
    on = httpx.post(f"{base}/_sim/page/faults", data={"kind": "slow", "count": "2"}, follow_redirects=True)
    assert "fault slow is on" in on.text
    (fault,) = httpx.get(f"{base}/_sim/faults").json()["faults"]
    assert (fault["kind"], fault["operation"], fault["count"]) == ("slow", "*", 2)
    httpx.post(f"{base}/_sim/page/faults/{fault['id']}/off")
    assert httpx.get(f"{base}/_sim/faults").json()["faults"] == []


def test_the_dock_button_posts_a_receipt_once(simulate: Simulate) -> None:
    base = simulate("wms").base_url
    assert "Post receipt" in httpx.get(base).text
    httpx.post(f"{base}/_sim/page/actions/post_receipt", data={"id": "ASN-0001"})
    again = httpx.post(f"{base}/_sim/page/actions/post_receipt", data={"id": "ASN-0001"}, follow_redirects=True)
    assert "ASN-0001 is closed" in again.text
    assert len(httpx.get(f"{base}/_sim/records/receipts").json()["records"]) == 2


def test_what_a_record_holds_is_text_never_markup(simulate: Simulate) -> None:
    server = simulate("crm")
    server.seed({"customers": [{"id": "C1", "name": "<script>alert(1)</script>"}]})
    assert "<script>" not in httpx.get(server.base_url).text
