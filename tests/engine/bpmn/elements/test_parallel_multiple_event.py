"""Parallel multiple events: all definitions have to come, in any order (BPMN 2.0.2, 10.5.5.11)."""

from engine.bpmn import MessageWait


def test_a_catching_one_waits_for_all(run):
    driver = run("catch")
    driver.signal("Sig")
    assert driver.log == []
    assert len(driver.waits(MessageWait)) == 1
    assert driver.deliver("c").is_completed
    assert driver.log == ["z"]


def test_the_same_one_twice_is_not_enough(run):
    driver = run("boundary")
    driver.signal("Sig")
    assert not driver.signal("Sig")
    assert not driver.is_completed


def test_on_a_border_it_ends_the_activity_when_all_have_come(run):
    driver = run("boundary")
    driver.signal("Sig2")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_beside_an_activity_it_comes_each_time_that_all_have_come(run):
    driver = run("beside")
    for name in ("Sig", "Sig2", "Sig2", "Sig"):
        driver.signal(name)
    assert driver.log == ["h", "h"]
    assert driver.complete("u").is_completed


def test_a_timer_may_be_one_of_them(run, noon):
    driver = run("with_timer").fire("c")
    assert driver.log == []
    driver.signal("Sig")
    assert driver.is_completed
