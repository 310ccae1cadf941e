"""Escalation events (BPMN 2.0.2, 10.5.5.7 and 13.5.3)."""


def test_one_that_interrupts_ends_the_activity(run):
    driver = run("interrupts")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_one_that_does_not_interrupt_lets_it_go_on(run):
    driver = run("beside")
    assert driver.is_completed
    assert sorted(driver.log) == ["h", "on", "z"]


def test_without_a_code_any_is_caught(run):
    assert sorted(run("any").log) == ["h", "on", "z"]


def test_one_of_another_code_is_not_caught_and_nothing_happens(run):
    driver = run("no_match")
    assert driver.is_completed
    assert driver.log == ["on", "z"]


def test_an_end_event_escalates_too(run):
    assert run("end_interrupts").log == ["h"]
    driver = run("end_beside")
    assert driver.is_completed
    assert sorted(driver.log) == ["h", "z"]


def test_an_escalation_that_nobody_catches_is_no_failure(run):
    driver = run("nobody")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_one_without_a_code_is_caught_by_one_without_a_code(run):
    assert sorted(run("no_code").log) == ["h", "on", "z"]


def test_the_innermost_event_that_catches_it_takes_it(run):
    assert run("innermost").log == ["inner"]


def test_it_is_caught_each_time(run):
    assert sorted(run("each_time").log) == ["h", "h", "on", "z"]


def test_what_it_carries_is_the_result_of_the_catching_event(run):
    assert run("data", n=3).variables["caught"] == {"level": 3, "code": "X"}


def test_every_instance_may_escalate(run):
    driver = run("instances")
    assert driver.is_completed
    assert sorted(driver.log) == ["h", "h", "z"]
