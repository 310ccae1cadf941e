"""The simulated WMS: the dock, and what its webhook becomes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.sdk import registry
from connectors.sdk.errors import InvalidResponse, NotFound, Rejected
from connectors.sdk.simulator import SimulatorServer
from connectors.sdk.simulator.definition import RefusalError

Simulate = Callable[..., SimulatorServer]
LINES = [{"line": 1, "sku": "BRG-6205", "qty": 4, "serials": []}]


@pytest.fixture
def wms(simulate: Simulate) -> SimulatorServer:
    return simulate("wms")


def test_a_receipt_takes_what_was_expected_and_closes_it(wms: SimulatorServer, call: Any) -> None:
    expected = {"rma_number": "RMA-9", "lines": [{"line": 1, "sku": "BRG-6205", "qty": Decimal(4)}]}
    asn = call(wms, "create_expected_receipt", expected).data["expected_receipt_id"]
    with pytest.raises(NotFound):
        call(wms, "get_receipt", {"expected_receipt_id": asn})
    wms.act("post_receipt", {"id": asn, "received_on": "2026-03-19"})
    receipt = call(wms, "get_receipt", {"expected_receipt_id": asn}).data
    assert (receipt["rma_number"], receipt["received_on"], receipt["has_asn"]) == ("RMA-9", date(2026, 3, 19), True)
    assert receipt["lines"] == [{"line": 1, "sku": "BRG-6205", "qty": Decimal(4), "serials": []}]
    with pytest.raises(Rejected) as caught:
        call(wms, "cancel_expected_receipt", {"expected_receipt_id": asn}, key="cancel")
    assert caught.value.code == "RECEIPT_EXISTS"


def test_a_parcel_can_come_without_an_expected_receipt(wms: SimulatorServer, call: Any) -> None:
    done = wms.act("post_receipt", {"rma_number": "RMA-0001", "lines": LINES, "has_asn": False})
    payload = registry.get("wms").triggers["receipt.posted"].payload(done["result"])
    assert (payload["rma_number"], payload["has_asn"]) == ("RMA-0001", False)
    assert payload["lines"] == [{"line": 1, "sku": "BRG-6205", "qty": Decimal(4), "serials": []}]
    assert len(call(wms, "search_receipt", {"rma_number": "RMA-0001"}).data["receipts"]) == 1


def test_a_receipt_names_its_rma_and_finds_the_expected_one(wms: SimulatorServer) -> None:
    done = wms.act("post_receipt", {"rma_number": "RMA-0001"})
    assert (done["result"]["matched"], done["result"]["lines"][0]["qty"]) == (True, "3")


@pytest.mark.parametrize(
    "data",
    [
        {"id": "ASN-404"},
        {"id": "ASN-0002"},
        {"rma_number": "RMA-5"},
        {"rma_number": "RMA-5", "lines": [{"qty": 1}]},
        {"rma_number": "RMA-5", "lines": [{"sku": "A", "qty": "many"}]},
        {"id": "ASN-0001", "received_on": "yesterday"},
    ],
)
def test_the_dock_refuses_what_makes_no_sense(wms: SimulatorServer, data: dict[str, Any]) -> None:
    with pytest.raises(RefusalError):
        wms.act("post_receipt", data)
    with wms.store.read() as tables:
        assert len(tables.all("receipts")) == 1


def test_a_full_location_and_an_unknown_item_are_refused_by_their_codes(wms: SimulatorServer, call: Any) -> None:
    move = {"rma_number": "RMA-1", "line": 1, "sku": "A", "qty": 1, "to_location": "Q-99", "status": "quarantine"}
    with pytest.raises(Rejected) as caught:
        call(wms, "move_to_location", move)
    assert caught.value.code == "LOCATION_FULL"
    wms.seed({"items": [{"id": "BRG-6205"}]})
    with pytest.raises(Rejected) as caught:
        call(wms, "move_to_location", move | {"to_location": "A-01-01"}, key="k2")
    assert caught.value.code == "UNKNOWN_SKU"


@pytest.mark.parametrize(
    "data", [{}, {"receipt_id": "R", "rma": "X", "received_on": "x", "matched": True, "lines": []}]
)
def test_a_webhook_that_does_not_fit_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidResponse):
        registry.get("wms").triggers["receipt.posted"].payload(data)
