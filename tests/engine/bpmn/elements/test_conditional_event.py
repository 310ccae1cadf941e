"""Conditional events (BPMN 2.0.2, 10.5.5.5): when a variable changes, and each time anew after being false."""


def test_a_catching_one_waits_until_its_condition_becomes_true(run):
    driver = run("catch", n=2)
    assert driver.log == []
    driver.complete("u")
    assert driver.log == ["z"]
    assert driver.complete("v").is_completed


def test_one_that_is_true_already_does_not_wait(run):
    driver = run("true_already", n=3)
    assert driver.is_completed
    assert driver.log == ["z"]


def test_on_a_border_it_ends_the_activity(run):
    driver = run("boundary", n=0).complete("v", n=3)
    assert driver.is_completed
    assert driver.log == ["h"]
    assert driver.seen("element_cancelled") == ["u"]


def test_beside_an_activity_it_comes_each_time_that_it_becomes_true(run):
    driver = run("beside", n=0).complete("v", n=3).complete("v", n=4)
    assert driver.log == ["h"]
    driver.complete("v", n=0).complete("v", n=5)
    assert driver.log == ["h", "h"]


def test_it_interrupts_at_once(run):
    driver = run("in_sub", n=0)
    assert driver.is_completed
    assert driver.log == ["h"]


def test_the_last_thing_written_counts_too(run):
    """What makes it true is written while the sub-process still runs, so its event comes before its end."""
    driver = run("last_write", n=0)
    assert driver.is_completed
    assert driver.log == ["h"]


def test_the_last_thing_written_starts_an_event_sub_process_too(run):
    driver = run("event_sub_last", n=0)
    assert driver.is_completed
    assert driver.log == ["r"]


def test_it_sees_the_variables_of_its_place(run):
    driver = run("scope")
    assert sorted(driver.waiting) == ["c", "u"]
    assert driver.log == []
    driver.complete("u", n=3)
    assert driver.log == ["z"]


def test_a_condition_that_cannot_be_worked_out_yet_is_not_true(run):
    driver = run("not_yet")
    assert driver.log == []
    driver.complete("u", fresh=3)
    assert driver.log == ["z"]
