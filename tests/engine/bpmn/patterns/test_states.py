"""What depends on the state a case is in: workflow control-flow patterns 16 to 18, 39 and 40."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

Pattern = Callable[..., Any]
CHECKS = ("weigh", "measure", "photograph")


@pytest.mark.parametrize(("event", "task"), [("goods", "inspect"), ("withdrawal", "confirm")])
def test_deferred_choice_is_made_by_what_happens_and_withdraws_the_rest(
    pattern: Pattern, event: str, task: str
) -> None:
    run = pattern(16)
    assert run.waiting == ["goods", "withdrawal"]
    assert run.deliver(event).waiting == [task]
    assert run.complete(task).is_completed


def tasks(run: Any) -> list[str]:
    """The tasks that can be done now, without the events that wait for the lock."""
    return [one for one in run.waiting if not one.startswith("take_")]


def test_interleaved_parallel_routing_does_one_task_at_a_time_in_their_partial_order(pattern: Pattern) -> None:
    run, done = pattern(17), []
    while tasks(run) != ["store"]:
        (task,) = tasks(run)
        done.append(task)
        run.complete(task)
    assert sorted(done) == sorted(CHECKS)
    assert done.index("weigh") < done.index("measure")
    assert run.complete("store").is_completed


def test_interleaved_parallel_routing_lets_other_branches_in_between(pattern: Pattern) -> None:
    run = pattern(17).complete("weigh")
    assert tasks(run) == ["photograph"]
    assert tasks(run.complete("photograph")) == ["measure"]


def test_milestone_enables_its_task_while_the_state_lasts(pattern: Pattern) -> None:
    run = pattern(18)
    assert "change" not in run.waiting
    run.complete("register").deliver("change").deliver("change")
    assert run.waiting.count("change_address") == 2
    assert "await_goods" in run.waiting


def test_milestone_takes_its_task_back_when_the_state_is_over(pattern: Pattern) -> None:
    run = pattern(18).complete("register")
    assert "change" in run.waiting
    assert run.deliver("await_goods").waiting == ["write_invoice", "inspect"]


@pytest.mark.parametrize("first_free", [0, 2])
def test_critical_section_lets_one_of_its_parts_run_at_a_time(pattern: Pattern, first_free: int) -> None:
    run = pattern(39)
    steps = ["weigh_box", "measure_box", "weigh_pallet", "measure_pallet"]
    for place, step in enumerate(steps):
        if place == first_free:
            run.complete("write_invoice")  # what is outside of the sections is not held up
        assert [one for one in tasks(run) if one != "write_invoice"] == [step]
        run.complete(step)
    assert run.is_completed


@pytest.mark.parametrize("order", list(permutations(CHECKS)), ids="-".join)
def test_interleaved_routing_does_every_task_once_in_any_order_and_never_two(
    pattern: Pattern, order: tuple[str, ...]
) -> None:
    run = pattern(40, done=[])
    for task in order:
        assert run.waiting == ["checks"]
        assert run.pick("checks", task).waiting == [task]
        run.complete(task)
    assert run.waiting == ["store"]
    assert run.complete("store").is_completed
