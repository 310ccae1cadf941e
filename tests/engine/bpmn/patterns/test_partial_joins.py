"""Joins that do not wait for every branch: workflow control-flow patterns 9 and 28 to 32."""

from collections.abc import Callable
from typing import Any

import pytest

Pattern = Callable[..., Any]
OTHERS = ["ask_south", "ask_west"]


def test_structured_discriminator_goes_on_with_the_first_branch_only(pattern: Pattern) -> None:
    run = pattern(9).complete("ask_north")
    assert run.waiting == [*OTHERS, "book"]
    run.complete("ask_west").complete("ask_south")
    assert run.waiting == ["book"]
    assert run.complete("book", anotherLoad=False).is_completed
    assert run.path.count("book") == 1


def test_structured_discriminator_lets_the_other_branches_finish_their_work(pattern: Pattern) -> None:
    run = pattern(9).complete("ask_north").complete("book", anotherLoad=False)
    assert run.waiting == OTHERS
    assert run.complete("ask_south").complete("ask_west").is_completed


def test_structured_discriminator_is_reset_when_every_branch_has_come(pattern: Pattern) -> None:
    run = pattern(9).complete("ask_north").complete("ask_west").complete("ask_south").complete("book", anotherLoad=True)
    assert run.waiting == ["ask_north", *OTHERS]
    assert run.complete("ask_west").waiting == ["ask_north", "ask_south", "book"]


def test_blocking_discriminator_blocks_a_way_that_was_used_until_it_is_reset(pattern: Pattern) -> None:
    run = pattern(28).complete("first").complete("book")
    run.complete("first_again")
    assert run.waiting == ["second", "third"]
    run.complete("second")
    assert run.waiting == ["third"]
    run.complete("third")
    assert run.waiting == ["book"]
    assert run.complete("book").is_completed
    assert run.path.count("book") == 2


def test_blocking_partial_join_counts_a_way_once_until_it_is_reset(pattern: Pattern) -> None:
    run = pattern(31).complete("first")
    assert "book" not in run.complete("first_again").waiting
    run.complete("second").complete("book").complete("second_again")
    assert run.waiting == ["third"]
    run.complete("third")
    assert run.waiting == ["book"]
    assert run.complete("book").is_completed
    assert run.path.count("book") == 2


def test_structured_partial_join_goes_on_when_enough_branches_have_come(pattern: Pattern) -> None:
    run = pattern(30).complete("ask_west")
    assert run.waiting == ["ask_north", "ask_south"]
    assert run.complete("ask_north").waiting == ["ask_south", "book"]
    assert run.complete("ask_south").waiting == ["book"]
    assert run.complete("book", anotherLoad=False).path.count("book") == 1
    assert run.is_completed


def test_structured_partial_join_is_reset_when_every_branch_has_come(pattern: Pattern) -> None:
    run = pattern(30)
    for task in ("ask_west", "ask_north", "ask_south"):
        run.complete(task)
    run.complete("book", anotherLoad=True).complete("ask_south")
    assert run.waiting == ["ask_north", "ask_west"]
    assert run.complete("ask_west").waiting == ["ask_north", "book"]


@pytest.mark.parametrize("first", ["ask_north", "ask_south", "ask_west"])
def test_cancelling_discriminator_withdraws_the_other_branches(pattern: Pattern, first: str) -> None:
    run = pattern(29).complete(first)
    assert run.waiting == ["book"]
    assert sorted([*run.seen("element_cancelled"), first]) == ["ask_north", *OTHERS]
    assert run.complete("book").is_completed


def test_cancelling_partial_join_withdraws_the_branches_that_are_not_needed(pattern: Pattern) -> None:
    run = pattern(32).complete("ask_north")
    assert run.waiting == OTHERS
    assert run.complete("ask_west").waiting == ["book"]
    assert run.seen("element_cancelled") == ["ask_south"]
    assert run.complete("book").is_completed
