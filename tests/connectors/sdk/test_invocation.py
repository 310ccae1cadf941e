"""What `invoke` guards: input, look-up, operations without any way to find out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.sdk import Context, NotSafe, invoke, registry
from connectors.sdk.errors import InvalidResponse, Misconfigured, UnknownOutcome
from connectors.sdk.simulator import SimulatorServer, faults

MEMO: dict[str, Any] = {
    "rma_number": "RMA-1001", "invoice_no": "INV-1001", "customer_id": "C100", "currency": "USD",
    "amount": Decimal("79.92"),
    "components": [
        {"kind": "MERCHANDISE", "amount": Decimal("74.00"), "line": Decimal(1)},
        {"kind": "TAX", "amount": Decimal("5.92"), "line": Decimal(1)},
    ],
    "posted_on": date(2026, 3, 20),
}  # fmt: skip
Simulate = Callable[..., SimulatorServer]


def test_feel_values_go_in_and_typed_values_come_out(simulate: Simulate, call: Any) -> None:
    outcome = call(simulate("erp"), "post_credit_memo", MEMO)
    assert (outcome.data["amount"], outcome.data["tax"]) == (Decimal("79.92"), Decimal("5.92"))
    assert (outcome.external.system, outcome.external.type, outcome.external.id) == ("erp", "credit_memo", "CM-1001")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"amount": Decimal("79.93")}, "components"),
        ({"amount": 79.92}, "amount"),
        ({"amount": Decimal("79.921")}, "amount"),
        ({"surprise": 1}, "surprise"),
        ({"components": [{"kind": "RESTOCKING_FEE", "amount": Decimal("79.92")}]}, "components.0.amount"),
        ({"credit_kind": "GIFT"}, "credit_kind"),
        ({"invoice_no": ""}, "invoice_no"),
    ],
)
def test_an_input_that_breaks_its_schema_is_refused_before_anything_is_sent(
    simulate: Simulate, call: Any, change: dict[str, Any], place: str
) -> None:
    server = simulate("erp")
    with pytest.raises(Misconfigured, match=place) as caught:
        call(server, "post_credit_memo", MEMO | change)
    assert caught.value.code == "INVALID_INPUT"
    with server.store.read() as tables:
        assert tables.connection.execute("SELECT count(*) FROM call").fetchone()[0] == 0


def test_what_is_wrong_with_an_input_reads_as_one_sentence(simulate: Simulate, call: Any) -> None:
    with pytest.raises(Misconfigured) as caught:
        call(simulate("erp"), "post_credit_memo", MEMO | {"amount": Decimal("79.921"), "surprise": 1})
    assert caught.value.message == (
        "post_credit_memo: the input breaks its schema: amount: Expected at most 2 decimal places, found 3; "
        "surprise: Unknown field; correct the inputs of the task"
    )


def test_what_is_wrong_with_an_answer_reads_as_one_sentence(simulate: Simulate) -> None:
    erp = registry.get("erp")
    get = erp.operation("get_order")
    strange = replace(erp, operations={**erp.operations, "get_order": replace(get, read=lambda _: {"surprise": 1})})
    with pytest.raises(InvalidResponse, match=r"surprise: Unknown field\)$"):
        invoke(strange, "get_order", {"order_no": "SO-1001"}, Context(simulate("erp").connection(), "k"))


def test_an_unknown_operation_is_refused_with_those_that_exist(simulate: Simulate, call: Any) -> None:
    with pytest.raises(Misconfigured, match="post_credit_memo"):
        call(simulate("erp"), "post_credit_mem", {})


def test_settings_that_break_the_config_schema_are_refused(simulate: Simulate) -> None:
    connection = replace(simulate("erp").connection(), settings={"colour": "red"})
    with pytest.raises(Misconfigured, match="colour"):
        invoke(registry.get("erp"), "get_order", {"order_no": "SO-1001"}, Context(connection, "k"))


def test_an_operation_without_a_way_to_find_out_is_not_tried_twice(simulate: Simulate) -> None:
    erp = registry.get("erp")
    cancel = replace(erp.operation("cancel_return_order"), idempotency=NotSafe("ask the ERP's administrator"))
    unsafe = replace(erp, operations={**erp.operations, cancel.name: cancel})
    with pytest.raises(UnknownOutcome, match="ask the ERP") as caught:
        invoke(unsafe, cancel.name, cancel.example, Context(simulate("erp").connection(), "k", attempt=2))
    assert not caught.value.can_retry


def test_a_lost_answer_whose_look_up_fails_too_stays_unknown(simulate: Simulate, call: Any) -> None:
    server = simulate("erp")
    with server.store.write() as tables:
        faults.replace(
            tables,
            [
                {"kind": "timeout_after_commit", "operation": "post_credit_memo", "seconds": 0},
                {"kind": "500", "operation": "find_by_key"},
            ],
        )
    with pytest.raises(UnknownOutcome) as caught:
        call(server, "post_credit_memo", MEMO)
    assert caught.value.can_retry
    with server.store.write() as tables:
        faults.replace(tables, [])
    assert call(server, "post_credit_memo", MEMO, attempt=2).replayed
    with server.store.read() as tables:
        assert len(tables.all("credit_memos")) == 1


@pytest.mark.parametrize("attempt", [1, 2])
def test_an_answer_about_other_money_is_never_taken_for_ours(simulate: Simulate, attempt: int) -> None:
    server = simulate("erp")
    erp = registry.get("erp")
    post = erp.operation("post_credit_memo")
    strange = replace(post, read=lambda body: {**post.read(body), "amount": "33.19"})
    confused = replace(erp, operations={**erp.operations, "post_credit_memo": strange})
    if attempt > 1:
        invoke(erp, "post_credit_memo", MEMO, Context(server.connection(), "k"))
    with pytest.raises(UnknownOutcome, match="another amount"):
        invoke(confused, "post_credit_memo", MEMO, Context(server.connection(), "k", attempt=attempt))
    assert invoke(erp, "post_credit_memo", MEMO, Context(server.connection(), "k", attempt=2)).replayed
