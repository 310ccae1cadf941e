"""Event-based gateways that begin a process (BPMN 2.0.2, 10.6.6): by one event, or by all of them."""

import pytest


@pytest.mark.parametrize(("at", "taken"), [("a", "x"), ("b", "y")])
def test_an_exclusive_one_begins_with_either_event(begun, at, taken):
    driver = begun("exclusive", at, n=1)
    assert driver.is_completed
    assert driver.log == [taken]


def test_a_parallel_one_begins_with_the_first_and_waits_for_the_others(begun):
    driver = begun("parallel", "b")
    assert (driver.log, driver.waiting) == (["y"], ["a"])
    driver.deliver("a")
    assert driver.is_completed
    assert driver.log == ["y", "x", "z"]


def test_all_of_the_others_are_waited_for(begun):
    driver = begun("three", "a")
    assert sorted(driver.waiting) == ["b", "c"]
    driver.signal("Sig")
    assert driver.log == ["x", "w"]
    assert driver.deliver("b").is_completed
