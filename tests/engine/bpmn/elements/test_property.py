"""Properties (BPMN 2.0.2, 10.4.1): data that nobody draws, of processes, sub-processes, activities and events."""


def test_a_process_has_properties(run):
    assert run("process").variables == {"log": [], "count": 7, "seen": 7}


def test_a_property_of_a_sub_process_ends_with_it(run):
    driver = run("sub")
    assert driver.execution.variables_at(driver.wait("u").token_id)["count"] == 7
    assert "count" not in driver.complete("u").variables


def test_a_property_hides_the_one_outside(run):
    assert run("shadows").log == [1]


def test_a_property_of_an_activity_ends_with_it(run):
    driver = run("activity").complete("u", x="ok")
    assert driver.variables["kept"] == "ok!"
    assert "note" not in driver.variables


def test_a_property_of_an_event_ends_with_it(run):
    driver = run("event")
    driver.signal("Sig", x=5)
    assert driver.variables == {"log": [], "kept": 5}
