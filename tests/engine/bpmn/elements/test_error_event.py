"""Error events: by code and without, the innermost first, up through everything (BPMN 2.0.2, 10.5.5.6 and 13.5.3)."""

import pytest


@pytest.mark.parametrize("how", ["by_code", "any", "by_name"])
def test_an_error_is_caught_on_the_border_and_interrupts(run, how):
    driver = run(how)
    assert driver.is_completed
    assert driver.log == ["h"]
    assert "x" in driver.seen("element_cancelled")


@pytest.mark.parametrize("how", ["no_match", "uncaught"])
def test_an_error_nobody_catches_stays_where_it_was_thrown(run, how):
    driver = run(how)
    if how == "uncaught":
        driver.complete("u")
    assert (driver.failure.element_id, driver.failure.code) == (f"{how}.bad", "uncaught_error")
    assert not driver.is_completed


def test_the_innermost_event_that_catches_it_counts(run):
    driver = run("innermost")
    assert driver.is_completed
    assert driver.log == ["inner", "z"]


def test_one_of_another_code_lets_it_pass(run):
    assert run("up").log == ["outer"]


def test_at_one_place_the_event_that_names_the_code_comes_first(run):
    assert run("code_first").log == ["named"]


def test_an_operation_may_throw_too(run):
    driver = run("task")
    assert driver.throw("j", "E")
    assert driver.log == ["h"]
    driver = run("task")
    assert driver.throw("j", "UNKNOWN")
    assert driver.log == ["any"]


def test_a_user_task_may_end_with_an_error(run):
    driver = run("user")
    assert driver.throw("u", "E")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_what_the_error_carries_is_the_result_of_the_catching_event(run):
    caught = run("data", n=5).variables["caught"]
    assert caught == {"amount": 5, "code": "E", "message": "too much"}


def test_everything_else_in_the_interrupted_activity_ends(run):
    driver = run("others_end")
    assert driver.is_completed
    assert driver.log == ["a", "h"]
    assert "u" in driver.seen("element_cancelled")


def test_an_error_out_of_one_instance_ends_them_all(run):
    driver = run("instances").complete("u")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_an_error_interrupts_at_once(run):
    driver = run("midst")
    assert driver.is_completed
    assert driver.log == ["a", "b", "r"]


def test_a_throwing_end_event_is_done_once(run):
    driver = run("by_code")
    assert driver.path.count("bad") == 1
    assert driver.seen("element_entered").count("bad") == 1
