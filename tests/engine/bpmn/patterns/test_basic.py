"""Basic control flow: workflow control-flow patterns 1 to 5 (van der Aalst, Russell, ter Hofstede, 2006)."""

from collections.abc import Callable
from typing import Any

import pytest

Pattern = Callable[..., Any]


def test_sequence_enables_a_task_only_when_the_one_before_is_done(pattern: Pattern) -> None:
    run = pattern(1)
    assert run.waiting == ["receive"]
    assert run.complete("receive").waiting == ["inspect"]
    assert run.complete("inspect").is_completed
    assert run.path == ["start", "receive", "inspect", "end"]


def test_parallel_split_starts_every_branch_once(pattern: Pattern) -> None:
    run = pattern(2)
    assert run.complete("receive").waiting == ["inspect", "refund"]


def test_branches_of_a_parallel_split_do_not_wait_for_each_other(pattern: Pattern) -> None:
    run = pattern(2).complete("receive").complete("refund")
    assert "refunded" in run.path
    assert run.waiting == ["inspect"]


@pytest.mark.parametrize(("first", "last"), [("inspect", "ask_customer"), ("ask_customer", "inspect")])
def test_synchronization_goes_on_once_when_every_branch_has_come(pattern: Pattern, first: str, last: str) -> None:
    run = pattern(3).complete(first)
    assert run.waiting == [last]
    assert run.complete(last).waiting == ["settle"]
    assert run.complete("settle").is_completed


@pytest.mark.parametrize(("amount", "taken"), [(99, "refund"), (100, "replace"), (500, "refuse")])
def test_exclusive_choice_takes_the_first_true_branch_and_no_other(pattern: Pattern, amount: int, taken: str) -> None:
    run = pattern(4, amount=amount)
    assert run.waiting == [taken]
    assert run.complete(taken).is_completed
    assert run.path == ["start", "choice", taken, "end"]


@pytest.mark.parametrize(("repairable", "taken"), [(True, "repair"), (False, "replace")])
def test_simple_merge_passes_each_token_on_without_waiting(pattern: Pattern, *, repairable: bool, taken: str) -> None:
    run = pattern(5, repairable=repairable).complete(taken)
    assert run.waiting == ["notify"]
    assert run.complete("notify").is_completed
