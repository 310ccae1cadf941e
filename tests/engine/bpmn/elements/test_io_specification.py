"""Data inputs and outputs of activities and processes (BPMN 2.0.2, 10.4.2)."""


def test_inputs_are_filled_before_and_outputs_handed_out_after(run):
    driver = run("task")
    assert driver.variables == {"log": [], "amount": 4, "total": 5}


def test_an_activity_with_inputs_sees_all_other_variables_too(run):
    driver = run("keeps_others", amount=4, other="kept")
    seen = driver.execution.variables_at(driver.wait("u").token_id)
    assert (seen["given"], seen["other"]) == (4, "kept")
    driver.complete("u", said=9)
    assert driver.variables == {"log": [], "amount": 9, "other": "kept"}


def test_the_answer_of_an_operation_is_its_only_output(run):
    driver = run("service", amount=4)
    assert driver.wait("j").input == {"n": 4}
    assert driver.complete("j", id="A").variables["answer"] == {"id": "A"}


def test_a_sub_process_has_inputs_and_outputs(run):
    driver = run("sub")
    assert driver.is_completed
    assert driver.variables == {"log": ["z"], "amount": 4, "total": 8}


def test_the_inputs_and_outputs_of_a_process_are_variables(run):
    assert run("process_io", given=3).variables["made"] == 6
