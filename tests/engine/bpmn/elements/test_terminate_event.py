"""Terminate end events (BPMN 2.0.2, 10.5.3 and 13.5.6)."""


def test_termination_ends_every_token_of_the_process(run):
    driver = run("process")
    assert driver.is_completed
    assert driver.log == ["a"]
    assert driver.seen("element_cancelled") == ["u"]


def test_termination_in_a_sub_process_ends_that_alone(run):
    driver = run("sub")
    assert (driver.log, driver.waiting) == (["a", "z"], ["v"])


def test_termination_comes_at_once(run):
    driver = run("at_once")
    assert driver.is_completed
    assert driver.log == ["a", "b"]


def test_termination_in_one_instance_leaves_the_others(run):
    driver = run("instances").complete("u")
    assert sorted(driver.waiting) == ["u", "w"]
    assert driver.complete("u").is_completed
    assert driver.log == ["z"]


def test_termination_ends_sub_processes_with_all_that_is_in_them(run):
    driver = run("around_sub").complete("t")
    assert driver.is_completed
    assert driver.log == []
    assert sorted(driver.seen("element_cancelled")) == ["u", "x"]


def test_a_terminated_sub_process_is_completed_and_can_be_undone(run):
    assert run("undone").log == ["a", "un_a"]
