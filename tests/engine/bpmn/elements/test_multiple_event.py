"""Events with several definitions: one of them is enough, or all are thrown (BPMN 2.0.2, 10.5.5.10)."""


def test_a_catching_one_goes_on_with_the_first_that_comes(run):
    driver = run("catch")
    driver.signal("Sig")
    assert (driver.is_completed, driver.log) == (True, ["z"])
    driver = run("catch_message").deliver("c")
    assert (driver.is_completed, driver.log) == (True, ["z"])


def test_any_of_them_ends_the_activity_on_whose_border_it_stands(run, noon):
    driver = run("boundary")
    driver.signal("Sig")
    assert (driver.is_completed, driver.log) == (True, ["h"])
    driver = run("boundary")
    assert driver.throw("u", "E")
    assert (driver.is_completed, driver.log) == (True, ["h"])
    driver = run("boundary_timer")
    driver.fire("b")
    assert (driver.is_completed, driver.log) == (True, ["h"])


def test_beside_an_activity_each_of_them_comes_each_time(run):
    driver = run("beside")
    for name in ("Sig2", "Sig", "Sig2"):
        driver.signal(name)
    assert driver.complete("u").log == ["h", "h", "h", "z"]
    assert driver.is_completed


def test_a_throwing_one_throws_them_all(run):
    driver = run("throw").complete("u")
    assert driver.is_completed
    assert sorted(driver.log) == ["a", "b", "z"]


def test_an_end_event_throws_them_all(run):
    driver = run("end").complete("u")
    assert driver.is_completed
    assert sorted(driver.log) == ["a", "b"]


def test_what_ends_the_thrower_comes_last(run):
    """All consequences occur, so those that end what is around them wait for the others."""
    driver = run("end_error").complete("v")
    assert driver.is_completed
    assert sorted(driver.log) == ["a", "h"]


def test_termination_comes_after_the_others(run):
    driver = run("end_terminate").complete("v")
    assert driver.is_completed
    assert "c" in driver.path
    assert "w" in driver.seen("element_cancelled")


def test_compensation_may_be_one_of_them(run):
    driver = run("end_undo").complete("v")
    assert driver.is_completed
    assert sorted(driver.log) == ["a", "q", "un_a"]
