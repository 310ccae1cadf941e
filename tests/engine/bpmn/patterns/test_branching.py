"""Choices of several branches, and merges of them: workflow control-flow patterns 6 to 8, 33, 37, 38, 41, 42."""

from collections.abc import Callable
from typing import Any

import pytest

Pattern = Callable[..., Any]


@pytest.mark.parametrize(
    ("goods", "papers", "taken"),
    [
        (True, True, ["inspect", "check_papers"]),
        (True, False, ["inspect"]),
        (False, True, ["check_papers"]),
        (False, False, ["ask_customer"]),
    ],
)
def test_multi_choice_takes_every_branch_that_is_true(
    pattern: Pattern, *, goods: bool, papers: bool, taken: list[str]
) -> None:
    run = pattern(6, goods=goods, papers=papers)
    assert run.waiting == taken
    for task in taken:
        run.complete(task)
    assert run.is_completed


def test_structured_synchronizing_merge_waits_for_the_branches_that_were_taken(pattern: Pattern) -> None:
    run = pattern(7, goods=True, papers=True).complete("check_papers")
    assert run.waiting == ["inspect"]
    assert run.complete("inspect").waiting == ["settle"]
    assert run.complete("settle").is_completed


def test_structured_synchronizing_merge_does_not_wait_for_branches_that_were_not_taken(pattern: Pattern) -> None:
    assert pattern(7, goods=False, papers=False).complete("ask_customer").waiting == ["settle"]


def test_multi_merge_does_what_follows_once_for_each_branch(pattern: Pattern) -> None:
    run = pattern(8).complete("inspect")
    assert run.waiting == ["check_papers", "report"]
    run.complete("check_papers")
    assert run.waiting == ["report", "report"]
    assert not run.complete("report").is_completed
    assert run.complete("report").path.count("report") == 2
    assert run.is_completed


def test_generalised_and_join_keeps_a_second_token_on_a_way_for_the_next_time(pattern: Pattern) -> None:
    run = pattern(33).complete("box_1").complete("box_2")
    assert "settle" not in run.waiting
    assert run.complete("paper_1").waiting == ["paper_2", "settle"]
    run.complete("settle")
    assert run.complete("paper_2").waiting == ["settle"]
    assert run.complete("settle").is_completed
    assert run.path.count("join") == 2


def test_local_synchronizing_merge_waits_for_a_branch_that_may_still_come(pattern: Pattern) -> None:
    run = pattern(37, goods=True, papers=True).complete("check_papers")
    assert run.waiting == ["inspect"]
    assert run.complete("inspect", sound=True).waiting == ["settle"]
    assert run.path.count("merge") == 1


def test_local_synchronizing_merge_goes_on_when_a_branch_has_turned_off(pattern: Pattern) -> None:
    run = pattern(37, goods=True, papers=True).complete("check_papers").complete("inspect", sound=False)
    assert run.waiting == ["settle"]
    assert run.path[-2:] == ["discarded", "merge"]
    assert run.complete("settle").is_completed


def test_general_synchronizing_merge_waits_while_a_branch_goes_round_in_a_loop(pattern: Pattern) -> None:
    run = pattern(38).complete("check_papers")
    for _ in range(3):
        run.complete("inspect", inspected=False)
        assert run.waiting == ["inspect"]
    assert run.complete("inspect", inspected=True).waiting == ["settle"]


def test_general_synchronizing_merge_in_a_loop_merges_anew_in_each_round(pattern: Pattern) -> None:
    run = pattern(38)
    for disputed in (True, True, False):
        run.complete("inspect", inspected=True)
        assert run.waiting == ["check_papers"]
        run.complete("check_papers")
        run.complete("settle", disputed=disputed)
    assert run.is_completed
    assert run.path.count("merge") == 3


def test_thread_merge_makes_one_thread_of_the_given_number_in_one_branch(pattern: Pattern) -> None:
    run = pattern(41).complete("pack_2").complete("pack_1")
    assert run.waiting == ["pack_3"]
    assert run.complete("pack_3").waiting == ["ship"]
    assert run.complete("ship").is_completed
    assert run.path.count("ship") == 1


def test_thread_split_makes_the_given_number_of_threads_in_one_branch(pattern: Pattern) -> None:
    run = pattern(42).complete("open_box")
    assert run.waiting == ["label", "label", "label"]
    assert not run.complete("label").complete("label").is_completed
    assert run.complete("label").path.count("end") == 3
    assert run.is_completed
