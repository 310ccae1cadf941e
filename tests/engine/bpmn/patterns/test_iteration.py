"""Iteration: workflow control-flow patterns 10, 21 and 22."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Pattern = Callable[..., Any]


def test_arbitrary_cycle_is_entered_at_its_first_place_and_left_at_its_second(pattern: Pattern) -> None:
    run = pattern(10, known=False).complete("inspect", sound=False).complete("repair", repaired=False)
    assert run.waiting == ["inspect"]
    run.complete("inspect", sound=False).complete("repair", repaired=True)
    assert run.is_completed
    assert run.path[-1] == "repaired"


def test_arbitrary_cycle_is_entered_at_its_second_place_and_left_at_its_first(pattern: Pattern) -> None:
    run = pattern(10, known=True)
    assert run.waiting == ["repair"]
    run.complete("repair", repaired=False).complete("inspect", sound=True)
    assert run.is_completed
    assert run.path[-1] == "sound"


@pytest.mark.parametrize("boxes", [0, 1, 3])
def test_structured_loop_that_tests_before_runs_as_often_as_it_holds(pattern: Pattern, boxes: int) -> None:
    run = pattern(21, boxes=boxes, answered=False)
    for left in reversed(range(boxes)):
        run.complete("unpack", boxes=left)
    assert run.waiting == ["ask_customer"]
    assert run.path.count("unpack") == max(boxes, 1)  # a loop without a round announces itself


def test_structured_loop_that_tests_after_runs_at_least_once(pattern: Pattern) -> None:
    run = pattern(21, boxes=0, answered=True)
    assert run.waiting == ["ask_customer"]
    assert run.complete("ask_customer", answered=False).waiting == ["ask_customer"]
    assert run.complete("ask_customer", answered=True).waiting == ["settle"]


@pytest.mark.parametrize("nested", [0, 1, 7])
def test_recursion_calls_its_own_process_until_a_case_needs_no_further_call(pattern: Pattern, nested: int) -> None:
    run = pattern(22, depth=0)
    for _ in range(nested):
        assert run.complete("open_box", boxInside=True).waiting == ["open_box"]
    assert run.complete("open_box", boxInside=False).is_completed
    assert run.variables["deepest"] == Decimal(nested)
