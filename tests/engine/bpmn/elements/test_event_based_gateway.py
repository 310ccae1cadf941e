"""Event-based gateways (BPMN 2.0.2, 10.6.6 and 13.4.4): the first event wins."""

import pytest


@pytest.mark.parametrize(("comes", "taken"), [("m", "a"), ("t", "b"), ("n", "d"), ("c", "k")])
def test_the_first_event_wins_and_the_others_are_withdrawn(run, noon, comes, taken):
    driver = run("race", order="A1", n=0) if comes != "c" else run("race", order="A1", n=3)
    if comes == "m":
        driver.deliver("m")
    elif comes == "t":
        driver.fire("t")
    elif comes == "n":
        driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == [taken]


def test_events_that_do_not_come_are_never_entered(run, noon):
    driver = run("race", order="A1", n=0).fire("t")
    assert driver.path == ["s", "g", "t", "b"]


def test_receive_tasks_may_stand_behind_it(run):
    driver = run("tasks", order="A1").deliver("q")
    assert driver.is_completed
    assert driver.log == ["b"]


def test_an_event_with_several_definitions_may_stand_behind_it(run, noon):
    driver = run("multiple")
    driver.signal("Sig")
    assert driver.log == []
    driver.signal("Sig2")
    assert driver.is_completed
    assert driver.log == ["a"]


def test_it_races_anew_in_every_round(run):
    driver = run("loop")
    driver.signal("Sig")
    driver.signal("Sig")
    driver.signal("Sig2")
    assert driver.is_completed
    assert driver.log == ["a", "a", "b"]


def test_an_interruption_ends_the_race(run, noon):
    driver = run("interrupted")
    driver.signal("Sig2")
    assert driver.is_completed
    assert driver.log == ["h"]
