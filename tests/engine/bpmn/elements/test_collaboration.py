"""Pools, lanes and artifacts (BPMN 2.0.2, 9 and 10.8): drawn around processes that run as they are."""

import pytest

from engine.errors import NotFound


def test_each_pool_is_a_process_of_its_own(run, begun):
    driver = run("buyer")
    assert driver.wait("check").candidate_groups == ("csr",)
    assert [event.data["message"] for event in driver.events if event.kind == "message_thrown"] == ["Order"]
    assert driver.complete("check").deliver("answer").is_completed
    assert begun("seller", "s").log == ["pack"]


def test_a_process_that_is_a_drawing_may_hold_anything_and_does_not_run(run):
    with pytest.raises(NotFound):
        run("drawing")


def test_annotations_and_groups_change_nothing(run):
    assert run("artifacts").log == ["a"]
