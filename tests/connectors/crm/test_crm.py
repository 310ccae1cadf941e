"""The simulated CRM: customers in canonical words, and messages that reach somebody."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from connectors.sdk.errors import NotFound, Rejected
from connectors.sdk.simulator import SimulatorServer

Simulate = Callable[..., SimulatorServer]
TOLD: dict[str, Any] = {
    "customer_id": "C100",
    "rma_number": "RMA-1",
    "event": "APPROVED",
    "template": "return_approved",
}


@pytest.fixture
def crm(simulate: Simulate) -> SimulatorServer:
    return simulate("crm")


@pytest.mark.parametrize("tier", ["STD", "GOLD", "CHANNEL"])
def test_a_customer_has_tier_hold_and_score(crm: SimulatorServer, call: Any, tier: str) -> None:
    crm.seed({"customers": [{"id": "C7", "tier": tier, "credit_hold": True, "fraud_score": "0.81"}]})
    customer = call(crm, "get_customer", {"customer_id": "C7"}).data
    assert (customer["tier"], customer["credit_hold"], customer["fraud_score"]) == (tier, True, Decimal("0.81"))


def test_an_unknown_customer_is_not_found(crm: SimulatorServer, call: Any) -> None:
    with pytest.raises(NotFound):
        call(crm, "get_customer", {"customer_id": "C404"})


def test_a_message_goes_to_the_contact_with_its_values(crm: SimulatorServer, call: Any) -> None:
    call(crm, "notify", TOLD | {"data": {"fee": Decimal("48.60")}})
    with crm.store.read() as tables:
        (message,) = tables.all("messages")
    assert (message["to"], message["channel"], message["fields"]) == ("dana@alder.example", "Email", {"fee": "48.60"})


def test_a_customer_without_a_phone_gets_no_text_message(crm: SimulatorServer, call: Any) -> None:
    crm.seed({"customers": [{"id": "C7"}]})
    with pytest.raises(Rejected) as caught:
        call(crm, "notify", TOLD | {"customer_id": "C7", "channel": "SMS"})
    assert caught.value.code == "NO_CONTACT"
