"""Inclusive gateways (BPMN 2.0.2, 10.6.3 and 13.4.3)."""

import pytest


@pytest.mark.parametrize(("x", "taken"), [(1, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_every_true_condition_is_taken_else_the_default(run, x, taken):
    driver = run("split_join", x=x)
    assert driver.waiting == taken
    for element in taken:
        assert driver.log == []
        driver.complete(element)
    assert driver.is_completed
    assert driver.log == ["z"]


def test_without_a_true_condition_and_a_default_it_fails(run):
    assert run("without_default", x=0).failure.code == "no_flow_taken"


def test_it_waits_only_for_what_was_taken(run):
    driver = run("without_default", x=4)
    assert driver.waiting == ["a", "b", "c"]
    driver.complete("c").complete("a")
    assert driver.log == []
    assert driver.complete("b").log == ["z"]


@pytest.mark.parametrize(("x", "taken"), [(0, ["e"]), (1, ["c"]), (2, ["c", "d"])])
def test_one_may_join_and_split(run, x, taken):
    assert run("mixed", x=x).log == taken


def test_it_waits_for_a_token_that_can_come_by_a_boundary_event(run):
    driver = run("boundary").complete("b")
    assert driver.log == []
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h", "z"]


def test_a_join_needs_no_split(run):
    driver = run("only_join").complete("a")
    assert driver.log == []
    assert driver.complete("b").log == ["z"]


def test_one_in_a_loop_joins_in_every_round(run):
    driver = run("loop", n=0)
    assert driver.is_completed
    assert driver.log == ["a", "a", "b", "z"]


@pytest.mark.parametrize("again", [False, True])
def test_a_token_that_goes_elsewhere_is_no_longer_waited_for(run, again):
    driver = run("dead_branch", again=again).complete("a")
    assert driver.log == []
    driver.complete("b")
    assert driver.is_completed
    assert driver.log == ["z"]
