"""Sequence flows: conditions, defaults of activities, implicit splits and joins (BPMN 2.0.2, 8.4.13 and 13.3.1)."""

import pytest


def test_a_token_follows_its_flows(run):
    driver = run("plain")
    assert driver.is_completed
    assert driver.path == ["s", "a", "b", "e"]
    assert driver.seen("element_entered") == driver.path


@pytest.mark.parametrize(("x", "taken"), [(2, ["a"]), (3, ["a", "b"]), (4, ["a", "b", "c"])])
def test_every_conditional_flow_that_is_true_gets_a_token(run, x, taken):
    """8.4.13: a conditional flow of an activity is taken if its condition is true, whatever the others say."""
    driver = run("conditional", x=x)
    assert driver.is_completed
    assert driver.log == taken


@pytest.mark.parametrize(("x", "taken"), [(0, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_the_default_flow_is_taken_when_no_condition_is_true(run, x, taken):
    driver = run("default", x=x)
    assert driver.is_completed
    assert driver.log == taken


@pytest.mark.parametrize(("x", "taken"), [(0, ["a", "c"]), (3, ["b", "a"])])
def test_a_flow_without_a_condition_does_not_count_against_the_default(run, x, taken):
    """10.3.1, attribute default: it gets a token when none of the conditionExpressions on the others is true."""
    assert run("beside", x=x).log == taken


def test_several_flows_out_of_an_activity_split(run):
    assert run("implicit_split").log == ["a", "b"]


def test_several_flows_into_an_activity_let_each_token_through(run):
    """13.3.1: an activity with several incoming flows is instantiated by each token."""
    driver = run("implicit_join")
    assert driver.log == ["j", "j"]
    assert driver.path.count("e") == 2


def test_a_start_event_splits_too(run):
    assert run("split_start").waiting == ["a", "b"]


def test_two_flows_between_the_same_nodes_bring_two_tokens(run):
    assert run("same_pair").log == ["a", "a"]


def test_without_a_true_condition_and_a_default_the_activity_fails(run):
    driver = run("none_true", x=0)
    assert (driver.failure.element_id, driver.failure.code) == ("none_true.t", "no_flow_taken")
    assert not driver.is_completed


def test_a_condition_that_is_neither_true_nor_false_fails(run):
    assert run("not_boolean", x="yes").failure.element_id == "not_boolean.t"


def test_a_flow_may_lead_back(run):
    driver = run("loop_back", n=0)
    assert driver.is_completed
    assert driver.variables["n"] == 4
    assert driver.path.count("t") == 4
