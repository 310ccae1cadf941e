"""Asking for a return, repeating oneself, withdrawing."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from connectors.sdk.simulator import SimulatorServer
from designer.database import reading
from designer.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from designer.returns import service
from designer.returns.models import returns
from designer.returns.submission import RequestedLine
from designer.returns.testing import Desk


def count() -> int:
    with reading() as conn:
        return int(conn.execute(select(func.count()).select_from(returns)).scalar_one())


def test_a_request_makes_a_return_and_starts_its_process(desk: Desk) -> None:
    view = desk.request()
    assert (view.no, view.status, view.currency, view.customer_id) == (1001, "UNDER_REVIEW", "USD", "C100")
    assert view.instance_id is not None
    assert view.value == Decimal("74.00")
    assert [(line.sku, line.qty, line.unit_price) for line in view.lines] == [
        ("BRG-6205", Decimal(4), Decimal("18.50"))
    ]


def test_numbers_follow_each_other(desk: Desk) -> None:
    first = desk.request()
    second = desk.request(order_no="SO-0001", lines=(RequestedLine(1, "LED-HB150", Decimal(1), "OTHER"),))
    assert (first.no, second.no) == (1001, 1002)


def test_the_same_wishes_on_one_day_make_one_return(desk: Desk) -> None:
    first = service.submit(desk.actor("csr1"), desk.wish())
    again = service.submit(desk.actor("csr1"), desk.wish())
    assert (first.is_new, again.is_new) == (True, False)
    assert again.view.no == first.view.no
    assert count() == 1


def test_another_idempotency_key_makes_another_return(desk: Desk) -> None:
    first = service.submit(desk.actor("csr1"), desk.wish(), idempotency_key="a")
    other = service.submit(desk.actor("csr1"), desk.wish(), idempotency_key="b")
    assert other.view.no == first.view.no + 1


def test_a_key_used_for_another_request_is_a_conflict(desk: Desk) -> None:
    service.submit(desk.actor("csr1"), desk.wish(), idempotency_key="a")
    other = desk.wish(requested_resolution="REPLACEMENT")
    with pytest.raises(Conflict) as caught:
        service.submit(desk.actor("csr1"), other, idempotency_key="a")
    assert caught.value.code == "idempotency_key_reused"


def test_an_unknown_order_is_refused_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        desk.request(order_no="SO-9999")
    assert caught.value.code == "unknown_order"
    assert caught.value.problems[0].element_id == "/order_no"
    assert count() == 0


def test_a_line_that_the_order_does_not_have_is_named(desk: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        desk.request(lines=(RequestedLine(7, "BRG-6205", Decimal(1)),))
    assert [problem.element_id for problem in caught.value.problems] == ["/lines/0/line"]
    assert count() == 0


def test_without_the_erp_nothing_is_accepted(desk: Desk, servers: dict[str, SimulatorServer]) -> None:
    servers["erp"].stop()
    with pytest.raises(Unavailable) as caught:
        desk.request()
    assert caught.value.code == "erp_unavailable"
    assert count() == 0


def test_a_type_that_no_process_serves_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid) as caught:
        desk.request(return_type="CORE")
    assert caught.value.code == "type_not_served"
    assert count() == 0


def test_a_customer_asks_for_own_orders_only(desk: Desk) -> None:
    assert desk.request(by="c100").channel == "portal"
    with pytest.raises(Invalid) as caught:
        desk.request(by="c101")
    assert caught.value.code == "unknown_order"


def test_a_receiver_may_not_ask_for_returns(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.request(by="recv1")


def test_another_customers_return_is_as_unknown_as_none(desk: Desk) -> None:
    view = desk.request(by="c100")
    assert service.get(desk.actor("c100"), f"RMA-{view.no}").id == view.id
    for reference in (view.no, view.id, 4711):
        with pytest.raises(NotFound) as caught:
            service.get(desk.actor("c101"), reference)
        assert caught.value.code == "return_not_found"


def test_withdrawing_before_approval_ends_the_process(desk: Desk) -> None:
    view = desk.request()
    service.cancel(desk.actor("csr1"), view.no, reason="changed their mind")
    assert desk.read(view).status == "CANCELLED"
    with pytest.raises(Conflict):
        service.cancel(desk.actor("csr1"), view.no, reason="again")


def test_a_return_goes_from_request_to_credit(desk: Desk) -> None:
    view = desk.request(by="c100")
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    assert desk.read(view).status == "AWAITING_SHIPMENT"
    desk.receive(view)
    desk.complete(view, "inspect", "insp1", ["inspector"], code="OK_SEALED", qty="4")
    done = desk.read(view)
    assert (done.status, done.credit_total, done.credit_memo_no) == ("CLOSED", Decimal("79.92"), "CM-1")
    assert done.exceptions == ("NO_ASN",)
    assert done.tracking_number
