"""Signal events: everybody who waits gets them, across scopes (BPMN 2.0.2, 10.5.5.13)."""


def test_a_catching_one_waits_for_a_signal_from_anywhere(run):
    driver = run("catch")
    assert driver.wait("c").signal == "Sig"
    assert driver.signal("Sig", x=1)
    assert driver.is_completed
    assert driver.variables["got"] == {"x": 1}


def test_another_signal_is_not_for_it(run):
    driver = run("catch")
    assert not driver.signal("Sig2")
    assert driver.waiting == ["c"]


def test_a_thrown_signal_carries_its_inputs(run):
    driver = run("throw").complete("u")
    assert driver.is_completed
    assert driver.variables["got"] == {"x": 1}
    assert driver.seen("signal_thrown") == ["t"]


def test_an_end_event_throws_and_ends(run):
    driver = run("end").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_everybody_who_waits_gets_it(run):
    driver = run("all_of_them").complete("u")
    assert driver.is_completed
    assert driver.log == ["z", "z"]


def test_on_a_border_it_ends_the_activity(run):
    driver = run("boundary")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_beside_an_activity_it_comes_each_time(run):
    driver = run("beside")
    driver.signal("Sig")
    driver.signal("Sig")
    assert driver.complete("u").log == ["h", "h", "z"]
    assert driver.is_completed


def test_the_border_of_its_own_thrower_gets_it_and_interrupts_at_once(run):
    driver = run("own_border")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_the_border_of_its_own_thrower_may_let_it_go_on(run):
    driver = run("own_border_beside")
    assert driver.is_completed
    assert sorted(driver.log) == ["h", "on", "z"]


def test_an_end_event_interrupts_its_own_sub_process(run):
    driver = run("end_own_border")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_a_signal_is_not_kept_for_those_who_come_later(run):
    assert run("not_kept").waiting == ["c"]


def test_a_called_process_gets_it(run):
    driver = run("into_call").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_what_it_interrupts_takes_no_further_step(run):
    driver = run("midst")
    assert driver.is_completed
    assert "never" not in driver.log
    assert driver.log[-1] == "h"
