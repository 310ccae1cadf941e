"""Cancellation and forced completion: workflow control-flow patterns 19, 20 and 25 to 27."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

Pattern = Callable[..., Any]


def test_cancel_task_withdraws_it_where_it_is(pattern: Pattern) -> None:
    run = pattern(19).deliver("withdrawn")
    assert run.waiting == ["confirm"]
    assert run.seen("element_cancelled") == ["inspect"]
    assert run.complete("confirm").is_completed
    assert "settle" not in run.path


def test_a_task_that_is_done_cannot_be_cancelled_any_more(pattern: Pattern) -> None:
    assert pattern(19).complete("inspect").waiting == ["settle"]


def test_cancel_case_ends_everything_that_is_at_work(pattern: Pattern) -> None:
    run = pattern(20).deliver("withdrawn")
    assert run.is_completed
    assert run.waiting == []
    assert {"inspect", "pack", "shipment"} <= set(run.seen("element_cancelled"))
    assert "shipped" not in run.path
    assert run.path[-1] == "withdrawal"


def test_cancel_region_ends_what_is_in_it_and_nothing_else(pattern: Pattern) -> None:
    run = pattern(25).complete("repair")
    run.signal("Recall")
    assert run.waiting == ["write_invoice", "scrap"]
    assert run.complete("scrap").complete("write_invoice").waiting == ["settle"]


def test_a_region_that_is_over_is_not_cancelled(pattern: Pattern) -> None:
    run = pattern(25).complete("repair").complete("inspect")
    assert not run.signal("Recall")
    assert run.waiting == ["write_invoice"]


def test_cancel_multiple_instance_task_withdraws_every_instance(pattern: Pattern) -> None:
    run = pattern(26, lines=[1, 2, 3]).complete("inspect_line").deliver("stopped")
    assert run.waiting == ["explain"]
    assert run.seen("element_cancelled") == ["inspect_line", "inspect_line"]
    assert run.complete("explain").path[-1] == "cancelled"
    assert "settle" not in run.path


def test_complete_multiple_instance_task_withdraws_the_rest_and_goes_on_as_if_all_were_done(pattern: Pattern) -> None:
    run = pattern(27, lines=[1, 2, 3]).complete("inspect_line").complete("inspect_line").deliver("stopped")
    assert run.waiting == ["settle"]
    assert run.variables["found"] == [Decimal(1), Decimal(2)]
    assert run.complete("settle").is_completed


def test_complete_multiple_instance_task_goes_on_by_itself_when_all_are_done(pattern: Pattern) -> None:
    run = pattern(27, lines=[1, 2]).complete("inspect_line").complete("inspect_line")
    assert run.waiting == ["settle"]
