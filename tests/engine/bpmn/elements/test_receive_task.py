"""Receive tasks (BPMN 2.0.2, 10.3.4.4)."""


def test_a_receive_task_waits_for_its_message_under_its_key(run):
    driver = run("waits", order="A1")
    assert (driver.wait("r").message, driver.wait("r").correlation_key) == ("Arrived", "A1")
    assert driver.deliver("r", parcel=7).is_completed
    assert driver.variables["got"] == {"parcel": 7}


def test_an_instantiating_receive_task_begins_the_process_with_its_message(begun):
    """10.3.4.4, attribute instantiate."""
    driver = begun("instantiates", "r", x=1)
    assert driver.is_completed
    assert driver.log == ["a"]
    assert driver.variables["got"] == {"x": 1}
    assert driver.path == ["r", "a"]


def test_a_receive_task_has_boundary_events(run, noon):
    driver = run("boundary", order="A1")
    driver.fire("b")
    assert driver.is_completed
    assert driver.log == ["late"]
