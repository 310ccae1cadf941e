"""Embedded sub-processes (BPMN 2.0.2, 10.3.5 and 13.3.4)."""


def test_the_flow_goes_on_when_the_content_is_over(run):
    driver = run("plain")
    assert driver.path == ["s", "i", "a", "o", "x", "z"]
    assert driver.is_completed


def test_without_start_and_end_everything_loose_begins(run):
    """10.3.5: activities without incoming flow begin with the sub-process."""
    assert run("bare").log == ["a", "b", "z"]


def test_the_content_is_over_when_no_token_is_left_in_it(run):
    driver = run("waits").complete("a")
    assert driver.log == []
    assert driver.complete("b").log == ["z"]


def test_sub_processes_lie_in_each_other(run):
    assert run("nested").log == ["a", "b", "c", "z"]


def test_new_names_live_and_end_with_the_sub_process(run):
    driver = run("scope", n=1)
    assert driver.variables == {"log": [], "n": 2}
    driver.complete("u")
    assert driver.variables == {"log": [], "n": 2, "handed": 12}


def test_an_interruption_ends_everything_inside(run):
    driver = run("interrupted")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]
    assert sorted(driver.seen("element_cancelled")) == ["a", "b", "x"]


def test_an_interruption_comes_at_once(run):
    """13.5.3: what runs beside the throwing event has no further step."""
    driver = run("midst")
    assert driver.is_completed
    assert driver.log == ["a", "b", "h"]


def test_each_token_has_a_sub_process_of_its_own(run):
    driver = run("twice")
    assert driver.waiting == ["u", "u"]
    assert driver.complete("u").complete("u").log == ["z", "z"]
