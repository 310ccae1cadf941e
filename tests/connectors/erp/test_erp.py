"""The simulated ERP keeps its books, and its refusals arrive as the codes that processes catch."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from connectors.sdk.errors import Conflict, ConnectorError, NotFound, Rejected
from connectors.sdk.simulator import SimulatorServer

Simulate = Callable[..., SimulatorServer]


@pytest.fixture
def erp(simulate: Simulate) -> SimulatorServer:
    return simulate("erp")


def returning(qty: str, **change: Any) -> dict[str, Any]:
    line = {"line": 1, "sku": "BRG-6205", "qty": qty}
    return {"rma_number": "RMA-1", "customer_id": "C100", "order_no": "SO-1001", "lines": [line]} | change


def crediting(amount: str, **change: Any) -> dict[str, Any]:
    return {
        "rma_number": "RMA-1", "invoice_no": "INV-1001", "customer_id": "C100", "currency": "USD", "amount": amount,
        "components": [{"kind": "MERCHANDISE", "amount": amount}],
    } | change  # fmt: skip


def refused(call: Any, erp: SimulatorServer, operation: str, data: dict[str, Any]) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        call(erp, operation, data)
    return caught.value


def test_the_net_price_is_rounded_half_up_per_unit(erp: SimulatorServer, call: Any) -> None:
    (line,) = call(erp, "get_order", {"order_no": "SO-0001"}).data["lines"]
    assert line["net_price"] == Decimal("116.99")
    assert call(erp, "get_invoice", {"order_no": "SO-0001"}).data["lines"][0]["net_price"] == Decimal("116.99")


def test_authorised_quantities_count_as_returned_until_they_are_cancelled(erp: SimulatorServer, call: Any) -> None:
    def returned() -> Decimal:
        (line,) = call(erp, "get_returned_qty", {"order_no": "SO-1001"}).data["lines"]
        return Decimal(line["qty_prev_returned"])

    number = call(erp, "create_return_order", returning("7")).data["return_order_no"]
    assert returned() == 7
    error = refused(call, erp, "create_return_order", returning("4") | {"rma_number": "RMA-2"})
    assert (type(error), error.code) == (Conflict, "CONFLICT"), "the key was used for another request"
    with pytest.raises(Rejected) as caught:
        call(erp, "create_return_order", returning("4"), key="other")
    assert caught.value.code == "OVER_QUANTITY"
    call(erp, "cancel_return_order", {"return_order_no": number}, key="cancel")
    assert returned() == 0


@pytest.mark.parametrize(
    ("operation", "data", "kind", "code"),
    [
        ("get_order", {"order_no": "SO-404"}, NotFound, "NOT_FOUND"),
        ("get_invoice", {"invoice_no": "INV-404"}, NotFound, "NOT_FOUND"),
        ("get_item", {"sku": "NIX"}, NotFound, "NOT_FOUND"),
        ("check_credit", {"customer_id": "C404"}, NotFound, "NOT_FOUND"),
        ("create_return_order", returning("1", order_no="SO-404"), NotFound, "NOT_FOUND"),
        ("create_return_order", returning("1", customer_id="C1"), Rejected, "CUSTOMER_MISMATCH"),
        ("create_return_order", returning("1", lines=[{"line": 2, "sku": "X", "qty": "1"}]), Rejected, "UNKNOWN_LINE"),
        ("cancel_return_order", {"return_order_no": "RO-404"}, NotFound, "NOT_FOUND"),
        ("post_credit_memo", crediting("1.00", invoice_no="INV-404"), NotFound, "NOT_FOUND"),
        ("post_credit_memo", crediting("1.00", currency="EUR"), Rejected, "CURRENCY_MISMATCH"),
        ("post_credit_memo", crediting("1.00", customer_id="C1"), Rejected, "CUSTOMER_MISMATCH"),
        ("post_credit_memo", crediting("199.81"), Rejected, "AMOUNT_EXCEEDED"),
    ],
)
def test_a_refusal_has_the_code_of_the_contract(
    erp: SimulatorServer, call: Any, operation: str, data: dict[str, Any], kind: type[ConnectorError], code: str
) -> None:
    error = refused(call, erp, operation, data)
    assert (type(error), error.code) == (kind, code)


def test_an_invoice_is_credited_up_to_its_gross_amount_and_not_a_cent_more(erp: SimulatorServer, call: Any) -> None:
    call(erp, "post_credit_memo", crediting("199.80"), key="a")
    with pytest.raises(Rejected):
        call(erp, "post_credit_memo", crediting("0.01"), key="b")


def test_a_closed_period_takes_no_posting(erp: SimulatorServer, call: Any) -> None:
    erp.seed({"closed_periods": [{"id": "2026-02"}]})
    error = refused(call, erp, "post_credit_memo", crediting("1.00", posted_on="2026-02-28"))
    assert error.code == "CLOSED_PERIOD"
    assert call(erp, "post_credit_memo", crediting("1.00", posted_on="2026-03-01"), key="march").data["amount"] == 1


def test_a_return_order_with_a_receipt_is_neither_cancelled_nor_over_received(erp: SimulatorServer, call: Any) -> None:
    receipt = {"return_order_no": "RO-0001", "rma_number": "RMA-0001", "receipt_id": "RCV-1",
               "lines": [{"line": 1, "sku": "LED-HB150", "qty": "2"}]}  # fmt: skip
    call(erp, "post_receipt", receipt, key="gr1")
    assert refused(call, erp, "cancel_return_order", {"return_order_no": "RO-0001"}).code == "RECEIPT_EXISTS"
    with pytest.raises(Rejected) as caught:
        call(erp, "post_receipt", receipt | {"receipt_id": "RCV-2"}, key="gr2")
    assert caught.value.code == "OVER_QUANTITY"


def test_account_credit_and_fees_are_posted_as_asked(erp: SimulatorServer, call: Any) -> None:
    parts = [{"kind": "MERCHANDISE", "amount": "74.00"}, {"kind": "TAX", "amount": "5.92"},
             {"kind": "RESTOCKING_FEE", "amount": "-11.10"}]  # fmt: skip
    asked = crediting("68.82", components=parts, credit_kind="ACCOUNT_CREDIT")
    memo = call(erp, "post_credit_memo", asked).data
    assert (memo["credit_kind"], memo["amount"], memo["tax"]) == ("ACCOUNT_CREDIT", Decimal("68.82"), Decimal("5.92"))
