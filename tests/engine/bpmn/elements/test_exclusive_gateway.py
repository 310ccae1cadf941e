"""Exclusive gateways (BPMN 2.0.2, 10.6.2 and 13.4.2)."""

import pytest


@pytest.mark.parametrize(("x", "taken"), [(2, ["a"]), (1, ["b"])])
def test_the_first_true_condition_decides(run, x, taken):
    assert run("first_true", x=x).log == taken


@pytest.mark.parametrize(("x", "taken"), [(2, ["a"]), (1, ["c"])])
def test_the_default_flow_is_for_when_none_is_true(run, x, taken):
    assert run("default", x=x).log == taken


def test_without_a_way_out_it_fails(run):
    driver = run("none", x=0)
    assert (driver.failure.element_id, driver.failure.code) == ("none.g", "no_flow_taken")


def test_every_token_that_comes_goes_through(run):
    driver = run("merge")
    assert driver.is_completed
    assert driver.log == ["c", "c"]


def test_one_may_merge_and_decide(run):
    assert run("mixed", x=2).log == ["c", "c"]
    assert run("mixed", x=1).log == ["d", "d"]


def test_one_with_a_single_way_out_decides_nothing(run):
    assert run("single").log == ["a"]


def test_a_loop_of_exclusive_gateways_ends(run):
    driver = run("loop", n=0)
    assert driver.is_completed
    assert (driver.variables["n"], driver.log) == (3, ["z"])
