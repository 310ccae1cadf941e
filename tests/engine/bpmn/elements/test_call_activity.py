"""Call activities and global tasks (BPMN 2.0.2, 10.3.6 and 13.3.4)."""


def test_without_mappings_the_called_process_sees_everything_and_hands_out_what_it_wrote(run):
    driver = run("everything", n=1)
    assert driver.execution.variables_at(driver.wait("child.u").token_id)["n"] == 2
    assert driver.variables["n"] == 1
    driver.complete("child.u")
    assert driver.variables == {"log": ["z"], "n": 2, "fresh": 1}


def test_inputs_and_outputs_are_all_that_passes_the_border(run):
    driver = run("mapped", amount=4)
    assert driver.execution.variables_at(driver.wait("child.u").token_id) == {"n": 5, "fresh": 1}
    assert driver.complete("child.u").variables == {"log": [], "amount": 4, "got": 6}


def test_global_tasks_without_work_are_passed(run):
    assert run("calls_Task").log == ["z"]
    assert run("calls_ManualTask").log == ["z"]


def test_a_global_user_task_waits(run):
    driver = run("calls_UserTask")
    assert driver.waiting == ["gUserTask"]
    driver.complete("gUserTask", ok=True)
    assert driver.is_completed
    assert driver.variables == {"log": ["z"], "ok": True}


def test_a_global_script_task_hands_out_what_it_wrote(run):
    assert run("calls_ScriptTask").variables == {"log": ["z"], "x": 5}


def test_a_global_script_task_has_a_script_language(run):
    assert run("calls_Feel").variables == {"log": ["z"], "y": 6}


def test_a_global_business_rule_task_decides(run, decisions):
    decisions.by_ref["fee"] = lambda context: 7
    assert run("calls_BusinessRuleTask").variables == {"log": ["z"], "fee": 7}


def test_an_error_goes_up_through_the_call(run):
    driver = run("error")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_an_error_that_no_caller_catches_fails_where_it_was_thrown(run):
    driver = run("uncaught")
    assert (driver.failure.element_id, driver.failure.code) == ("bad.e", "uncaught_error")
    assert not driver.is_completed


def test_an_escalation_goes_up_through_the_call_and_the_call_goes_on(run):
    driver = run("escalates")
    assert driver.is_completed
    assert driver.log == ["h", "z"]
    assert "alarm.on" in driver.path


def test_interrupting_the_call_ends_what_was_called(run):
    driver = run("interrupted", n=1)
    driver.signal("Sig")
    assert driver.is_completed
    assert driver.log == ["h"]
    assert driver.variables["n"] == 1


def test_termination_ends_the_called_process_and_not_the_caller(run):
    driver = run("terminates")
    assert driver.is_completed
    assert driver.log == ["x", "z"]


def test_data_inputs_and_outputs_pass_the_border(run):
    """10.4.1: the data inputs and outputs of the called process are those of the call."""
    driver = run("io")
    assert driver.is_completed
    assert driver.variables == {"log": [], "price": 21, "charge": 42}
