"""The status of a return follows its process."""

from decimal import Decimal

from designer.database import reading, transaction
from designer.identity.actor import SYSTEM
from designer.returns import events, projection, service
from designer.returns.testing import Desk
from designer.returns.views import ReturnView
from engine import clock
from engine.commands.observers import Advance


def advance(view: ReturnView, *milestones: str, **variables: object) -> Advance:
    happened = [{"kind": "milestone_reached", "data": {"status": status}} for status in milestones]
    return Advance(
        view.instance_id or 0, f"RMA-{view.no}", view.bundle_id, view.process_id, 9, "running", clock.now(), "worker",
        happened, variables,
    )  # fmt: skip


def observe(view: ReturnView, *milestones: str, **variables: object) -> ReturnView:
    with transaction() as conn:
        projection.observe(conn, advance(view, *milestones, **variables))
    return service.get(SYSTEM, view.no)


def kinds(view: ReturnView) -> list[tuple[str, str | None]]:
    with reading() as conn:
        return [(event.kind, event.after) for event in events.events_of(conn, view.id)]


def test_milestones_move_the_status_along_legal_transitions(desk: Desk) -> None:
    view = observe(desk.request(), "APPROVED", "AWAITING_SHIPMENT")
    assert view.status == "AWAITING_SHIPMENT"
    assert kinds(view)[-2:] == [("status_changed", "APPROVED"), ("status_changed", "AWAITING_SHIPMENT")]


def test_an_illegal_milestone_is_noted_and_changes_nothing(desk: Desk) -> None:
    view = observe(desk.request(), "CLOSED")
    assert view.status == "UNDER_REVIEW"
    assert kinds(view)[-1] == ("status_refused", "CLOSED")


def test_a_milestone_that_is_no_status_is_noted(desk: Desk) -> None:
    assert kinds(observe(desk.request(), "TELEPORTED"))[-1] == ("status_refused", "TELEPORTED")


def test_the_same_milestone_again_is_no_news(desk: Desk) -> None:
    view = desk.request()
    before = kinds(view)
    assert kinds(observe(view, "UNDER_REVIEW")) == before


def test_result_variables_fill_the_columns(desk: Desk) -> None:
    label = {"tracking_number": "RF1", "label_id": "l"}
    view = observe(desk.request(), rma_number="RMA-1001", credit_total=Decimal("10.125"), label=label)
    assert (view.rma_number, view.credit_total, view.tracking_number) == ("RMA-1001", Decimal("10.125"), "RF1")


def test_strange_results_never_stop_the_process(desk: Desk) -> None:
    view = observe(desk.request(), rma_number="x" * 500, credit_total="NaN", exceptions="none", label=7)
    assert view.rma_number == "x" * 40
    assert view.credit_total is None
