"""Ad-hoc sub-processes (BPMN 2.0.2, 10.3.5 and 13.3.5)."""

import pytest

from engine.errors import Conflict


def test_without_the_work_of_people_every_activity_begins_by_itself(run):
    driver = run("parallel")
    assert driver.is_completed
    assert driver.log == ["a", "b", "z"]


def test_sequential_ordering_does_one_activity_at_a_time(run):
    driver = run("sequential")
    assert driver.is_completed
    entered = [one for one in driver.events if one.element_id.endswith((".a", ".b", ".c"))]
    kinds = [one.kind for one in entered if one.kind in ("element_entered", "element_completed")]
    assert kinds == ["element_entered", "element_completed"] * 3


def test_a_completion_condition_that_holds_begins_no_more(run):
    driver = run("sequential_done")
    assert driver.is_completed
    assert driver.log == ["a", "b", "z"]


def test_people_choose_what_is_done_and_how_often(run):
    driver = run("chosen", enough=False)
    assert driver.waiting == ["x"]
    driver.pick("x", "a").pick("x", "a", "b")
    assert sorted(driver.waiting) == ["a", "a", "b", "x"]
    driver.complete("a")
    assert not driver.is_completed


def test_sequential_ordering_offers_nothing_while_something_is_done(run):
    driver = run("one_at_a_time", enough=False).pick("x", "b")
    assert driver.waiting == ["b"]
    driver.complete("b")
    assert driver.waiting == ["x"]
    driver.pick("x", "a").complete("a", enough=True)
    assert driver.is_completed
    assert driver.log == ["z"]


def test_sequential_ordering_takes_one_choice_at_a_time(run):
    driver = run("one_at_a_time", enough=False)
    with pytest.raises(Conflict, match="one activity is done at a time"):
        driver.pick("x", "a", "b")


def test_with_cancel_remaining_instances_the_condition_ends_all_others(run):
    """13.3.5, cancelRemainingInstances true, which is its default."""
    driver = run("cancels", enough=False).pick("x", "a", "b").complete("a", enough=True)
    assert driver.is_completed
    assert driver.log == ["z"]
    assert "b" in driver.seen("element_cancelled")


def test_without_cancel_remaining_instances_the_others_are_waited_for(run):
    driver = run("awaits", enough=False).pick("x", "a", "b").complete("a", enough=True)
    assert (driver.waiting, driver.log) == (["b"], [])
    assert driver.complete("b").is_completed
    assert driver.log == ["z"]


def test_without_a_condition_somebody_says_that_it_is_over(run):
    driver = run("by_hand").pick("x", "a")
    assert driver.wait("x").may_finish
    driver.pick("x", finish=True)
    assert driver.is_completed
    assert driver.log == ["z"]


def test_with_a_condition_nobody_ends_it_by_hand(run):
    driver = run("chosen", enough=False)
    with pytest.raises(Conflict, match="completion condition"):
        driver.pick("x", finish=True)


def test_what_is_not_in_it_cannot_be_chosen(run):
    driver = run("chosen", enough=False)
    with pytest.raises(Conflict, match="cannot be chosen"):
        driver.pick("x", "z")


def test_an_expression_says_what_begins_by_itself(run):
    driver = run("named", enough=False)
    assert driver.waiting == ["x", "b"]
    driver.complete("b")
    assert driver.log == ["c"]
    driver.pick("x", "b").complete("b", enough=True)
    assert driver.is_completed
    assert driver.log == ["c", "z"]


def test_flows_inside_are_followed(run):
    driver = run("flows_inside")
    assert driver.is_completed
    assert driver.log == ["a", "b", "c", "z"]


def test_an_event_on_its_border_ends_it(run):
    driver = run("interrupted").pick("x", "a")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_an_error_inside_is_caught_on_its_border(run):
    driver = run("error_inside")
    assert driver.is_completed
    assert driver.log == ["a", "h"]


def test_it_can_be_repeated(run):
    driver = run("repeated")
    assert driver.is_completed
    assert sorted(driver.log[:4]) == ["a", "a", "b", "b"]
    assert driver.log[4:] == ["z"]


def test_what_was_done_in_it_is_undone_in_reverse_order(run):
    assert run("undone").log == ["a", "b", "un_b", "un_a"]
