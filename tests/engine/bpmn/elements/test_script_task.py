"""Script tasks (BPMN 2.0.2, 10.3.4.5): FEEL, and nothing else."""


def test_outputs_are_assigned_in_order(run):
    driver = run("outputs", n=1)
    assert (driver.variables["x"], driver.variables["y"]) == (2, 4)


def test_a_script_that_gives_a_context_sets_a_variable_for_each_entry(run):
    assert run("context").variables == {"log": [], "x": 1, "y": 2}


def test_a_script_that_gives_a_value_sets_the_result_variable(run):
    assert run("value").variables == {"log": [], "total": 6}


def test_a_script_that_fails_parks_its_token_and_nothing_follows(run):
    driver = run("fails")
    assert driver.failure.element_id == "fails.a"
    assert driver.log == []
    assert not driver.is_completed
