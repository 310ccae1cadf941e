"""Event sub-processes (BPMN 2.0.2, 10.3.5, 10.5.6 and 13.5.4): of every kind, interrupting and not, nested."""

import pytest


def come(driver, kind):
    if kind == "signal":
        driver.signal("Sig")
    elif kind == "message":
        driver.deliver("on")
    elif kind == "timer":
        driver.fire("on")
    else:
        driver.complete("u", n=3)


@pytest.mark.parametrize("kind", ["signal", "message", "timer"])
def test_an_interrupting_one_ends_what_is_around_it(run, noon, kind):
    driver = run(kind, order="A1")
    assert sorted(driver.waiting) == ["on", "u"]
    come(driver, kind)
    assert driver.is_completed
    assert driver.log == ["r"]
    assert "u" in driver.seen("element_cancelled")


@pytest.mark.parametrize("kind", ["signal", "message"])
def test_one_that_does_not_interrupt_runs_each_time(run, kind):
    driver = run(f"{kind}_beside", order="A1")
    come(driver, kind)
    come(driver, kind)
    assert (driver.log, sorted(driver.waiting)) == (["r", "r"], ["on", "u"])
    assert driver.complete("u").is_completed
    assert driver.log == ["r", "r", "z"]


def test_a_duration_comes_once(run, noon):
    driver = run("timer_beside").fire("on")
    assert (driver.log, driver.waiting) == (["r"], ["u"])
    assert driver.complete("u").is_completed


def test_a_cycle_comes_as_often_as_it_says(run, noon):
    driver = run("cycle").fire("on").fire("on").fire("on")
    assert (driver.log, driver.waiting) == (["r", "r", "r"], ["u"])


def test_a_condition_is_looked_at_when_a_variable_changes(run):
    driver = run("condition", n=0).complete("u", n=3)
    assert driver.is_completed
    assert driver.log == ["r"]


def test_a_condition_has_to_become_false_before_it_comes_again(run):
    driver = run("condition_beside", n=0).complete("u", n=3)
    assert driver.is_completed
    assert sorted(driver.log) == ["r", "z"]


def test_an_error_is_caught_by_its_code_and_ends_everything_else(run):
    driver = run("error")
    assert driver.is_completed
    assert driver.log == ["a", "r"]
    assert "u" in driver.seen("element_cancelled")


def test_an_error_without_a_code_catches_any(run):
    assert run("any_error").log == ["a", "r"]


def test_what_is_known_of_the_error_is_its_result(run):
    caught = run("error_data", caught=None).variables["caught"]
    assert caught["code"] == "E"


def test_the_one_that_names_the_code_comes_before_the_one_that_takes_any(run):
    assert run("which_error").log == ["named"]


def test_an_escalation_that_is_caught_interrupting_ends_its_thrower(run):
    driver = run("escalation")
    assert driver.is_completed
    assert driver.log == ["r"]


def test_an_escalation_that_is_caught_beside_lets_its_thrower_go_on(run):
    driver = run("escalation_beside")
    assert driver.is_completed
    assert sorted(driver.log) == ["r", "r", "z"]


def test_in_a_sub_process_the_flow_goes_on_behind_that(run):
    driver = run("in_sub")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["r", "z"]


def test_a_sub_process_is_over_when_its_event_sub_processes_are(run):
    driver = run("in_sub_beside")
    driver.signal("Sig")
    driver.complete("u")
    assert (driver.log, driver.waiting) == ([], ["on", "r"])
    driver.complete("r")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_one_in_another_listens_while_that_runs(run):
    driver = run("nested")
    assert not driver.signal("Sig2")
    driver.signal("Sig")
    assert sorted(driver.waiting) == ["on2", "r"]
    driver.signal("Sig2")
    assert driver.is_completed
    assert driver.log == ["q"]


def test_each_run_of_one_has_its_own_inner_one(run):
    driver = run("nested_beside")
    driver.signal("Sig")
    driver.signal("Sig")
    driver.signal("Sig2")
    assert driver.log == ["q", "q"]
    driver.complete("r").complete("r").complete("u")
    assert driver.is_completed


def test_after_an_interruption_the_others_listen_no_more(run):
    driver = run("two")
    driver.signal("Sig")
    assert driver.waiting == ["r"]
    assert not driver.signal("Sig2")


def test_an_interrupting_one_ends_those_that_run_beside(run):
    driver = run("two_beside")
    driver.signal("Sig")
    driver.signal("Sig2")
    assert driver.is_completed
    assert driver.log == ["q"]
    assert "r" in driver.seen("element_cancelled")


def test_it_does_not_catch_what_it_throws_itself(run):
    driver = run("rethrow")
    assert driver.is_completed
    assert driver.log == ["r", "h"]


def test_it_comes_before_the_border_of_the_sub_process(run):
    driver = run("before_boundary")
    assert driver.is_completed
    assert driver.log == ["r", "z"]


def test_an_error_of_another_code_goes_on_outwards(run):
    assert run("other_code").log == ["h"]


def test_it_listens_no_longer_than_what_is_around_it(run):
    driver = run("ended").complete("u")
    assert driver.waiting == ["v"]
    assert not driver.signal("Sig")


def test_its_scope_lies_in_that_of_the_sub_process_around_it(run):
    driver = run("scope")
    driver.signal("Sig")
    assert driver.execution.variables_at(driver.wait("q").token_id)["own"] == 2
    assert driver.execution.variables_at(driver.wait("u").token_id) == {"log": [], "own": 2}


def test_its_start_event_hands_out_what_it_caught(run):
    driver = run("payload")
    driver.signal("Sig", x=5)
    assert driver.is_completed
    assert "got" not in driver.variables


def test_termination_in_it_ends_it_alone(run):
    driver = run("terminates")
    driver.signal("Sig")
    assert (driver.log, sorted(driver.waiting)) == (["r"], ["on", "u"])
    assert driver.complete("u").is_completed


def test_any_of_several_definitions_starts_it(run):
    for name in ("Sig", "Sig2"):
        driver = run("multiple")
        driver.signal(name)
        assert driver.is_completed
        assert driver.log == ["r"]


def test_all_of_several_definitions_start_it(run):
    driver = run("parallel_multiple")
    driver.signal("Sig2")
    assert driver.log == []
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["r"]


def test_all_of_several_definitions_start_it_each_time(run):
    driver = run("parallel_beside")
    for name in ("Sig", "Sig2", "Sig2", "Sig"):
        driver.signal(name)
    assert driver.log == ["r", "r"]
    assert driver.complete("u").is_completed


def test_each_instance_of_a_repeated_sub_process_has_its_own(run):
    driver = run("instances")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["r", "r", "z"]


def test_one_that_waits_for_several_definitions_does_not_hold_the_process_open(run):
    assert run("parallel_beside").complete("u").is_completed


def test_in_a_called_process_it_ends_that_and_not_the_caller(run):
    driver = run("calls")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["r", "z"]


def test_it_catches_errors_out_of_called_processes(run):
    driver = run("error_from_call")
    assert driver.is_completed
    assert driver.log == ["r"]


def test_in_an_ad_hoc_sub_process_it_ends_that(run):
    driver = run("in_ad_hoc").pick("x", "a")
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["r", "z"]


def test_it_listens_from_the_beginning(run):
    driver = run("not_listening")
    assert (driver.log, sorted(driver.waiting)) == (["r"], ["on", "u"])
