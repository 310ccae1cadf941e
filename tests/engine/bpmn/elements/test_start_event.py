"""Start events of processes (BPMN 2.0.2, 10.5.2 and 13.5.1)."""

import pytest

from engine.errors import Conflict, NotFound


def test_a_start_event_without_a_trigger_begins(run):
    driver = run("none")
    assert driver.is_completed
    assert driver.path == ["s", "a"]


def test_a_message_begins_and_hands_out_what_it_brings(begun):
    driver = begun("message", "s", id="R7")
    assert driver.is_completed
    assert driver.variables["order"] == "R7"
    assert driver.log == ["a"]


def test_without_outputs_each_entry_of_the_message_becomes_a_variable(begun):
    assert begun("payload", "s", x=1, y="b").variables == {"log": ["a"], "x": 1, "y": "b"}


@pytest.mark.parametrize("kind", ["signal", "timer", "condition", "multiple", "parallel"])
def test_every_trigger_begins_one_instance(begun, kind):
    driver = begun(kind, "s")
    assert driver.is_completed
    assert driver.path == ["s", "a"]


def test_of_several_start_events_only_the_one_that_came_begins(begun, run):
    """10.5.2: each start event is an independent event."""
    assert begun("several", "t").log == ["b", "z"]
    assert run("several").log == ["a", "z"]


def test_several_triggers_and_none_named_is_a_conflict(run):
    with pytest.raises(Conflict, match="several starts"):
        run("events_only")


def test_what_is_no_start_cannot_begin(begun):
    with pytest.raises(NotFound, match="its starts are"):
        begun("several", "a")
