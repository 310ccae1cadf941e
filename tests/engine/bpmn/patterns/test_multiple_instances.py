"""Several instances of one task: workflow control-flow patterns 12 to 15 and 34 to 36."""

from collections.abc import Callable
from typing import Any

Pattern = Callable[..., Any]


def test_multiple_instances_without_synchronization_run_beside_what_follows(pattern: Pattern) -> None:
    run = pattern(12).complete("register_line", anotherLine=True)
    assert run.waiting == ["inspect_line", "register_line"]
    run.complete("register_line", anotherLine=False)
    assert run.waiting == ["inspect_line", "inspect_line", "confirm"]
    run.complete("confirm")
    assert run.waiting == ["inspect_line", "inspect_line"]
    assert run.complete("inspect_line").complete("inspect_line").is_completed


def test_multiple_instances_known_at_design_time_are_all_waited_for(pattern: Pattern) -> None:
    run = pattern(13)
    assert run.waiting == ["sign"] * 3
    assert run.complete("sign").complete("sign").waiting == ["sign"]
    assert run.complete("sign").waiting == ["settle"]


def test_multiple_instances_known_at_run_time_are_as_many_as_there_are_when_the_task_begins(pattern: Pattern) -> None:
    run = pattern(14, lines=["too early to count"]).complete("register", lines=["a", "b", "c", "d"])
    assert run.waiting == ["inspect_line"] * 4
    run.complete("inspect_line", lines=["nobody counts again"])
    assert run.waiting == ["inspect_line"] * 3
    for _ in range(3):
        run.complete("inspect_line")
    assert run.waiting == ["settle"]


def test_multiple_instances_not_known_before_can_be_added_while_others_run(pattern: Pattern) -> None:
    run = pattern(15).pick("inspection", "inspect_box").pick("inspection", "inspect_box")
    run.complete("inspect_box")
    run.pick("inspection", "inspect_box")
    assert run.waiting.count("inspect_box") == 2
    assert "settle" not in run.waiting


def test_multiple_instances_not_known_before_are_all_waited_for_when_no_more_come(pattern: Pattern) -> None:
    run = pattern(15).pick("inspection", "inspect_box", "inspect_box").pick("inspection", finish=True)
    assert run.waiting == ["inspect_box", "inspect_box"]
    assert run.complete("inspect_box").waiting == ["inspect_box"]
    assert run.complete("inspect_box").waiting == ["settle"]


def test_static_partial_join_goes_on_once_and_lets_the_others_finish(pattern: Pattern) -> None:
    run = pattern(34).complete("sign")
    assert run.waiting == ["sign", "sign"]
    assert run.complete("sign").waiting == ["sign", "settle"]
    assert run.complete("sign").waiting == ["settle"]
    assert run.complete("settle").is_completed
    assert run.path.count("settle") == 1
    assert run.seen("element_cancelled") == []


def test_cancelling_partial_join_withdraws_the_instances_that_are_not_needed(pattern: Pattern) -> None:
    run = pattern(35).complete("sign")
    assert run.waiting == ["sign", "sign"]
    assert run.complete("sign").waiting == ["settle"]
    assert run.seen("element_cancelled") == ["sign"]


def test_dynamic_partial_join_goes_on_when_its_condition_holds_after_an_instance(pattern: Pattern) -> None:
    run = pattern(36, enough=False, said=False).pick("inspection", "box", "box")
    run.complete("inspect_box", enough=False)
    assert "settle" not in run.waiting
    run.pick("inspection", "box")
    run.complete("inspect_box", enough=True)
    assert run.waiting == ["inspect_box", "settle"]


def test_dynamic_partial_join_takes_no_more_instances_and_goes_on_once(pattern: Pattern) -> None:
    run = pattern(36, enough=False, said=False).pick("inspection", "box", "box").complete("inspect_box", enough=True)
    assert "inspection" not in run.waiting
    run.complete("inspect_box", enough=True)
    assert run.waiting == ["settle"]
    assert run.complete("settle").is_completed
    assert run.path.count("settle") == 1
