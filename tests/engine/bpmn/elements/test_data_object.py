"""Data objects (BPMN 2.0.2, 10.4.1): variables that live and end with the process or sub-process around them."""


def test_a_data_object_is_a_variable(run):
    assert run("read_write").variables["amount"] == 21


def test_it_begins_without_a_value(run):
    assert run("begins_empty").variables["amount"] is None


def test_a_process_can_be_started_with_a_value_for_it(run):
    assert run("given", amount=4).variables["amount"] == 8


def test_it_is_named_by_its_reference_where_it_has_no_name(run):
    assert run("named_by_reference").variables["amount"] == 5


def test_in_a_sub_process_it_hides_the_one_outside_and_ends_with_it(run):
    driver = run("in_sub")
    assert driver.execution.variables_at(driver.wait("u").token_id)["amount"] == 50
    driver.complete("u")
    assert driver.log == [1]
    assert driver.variables["amount"] == 1


def test_a_collection_begins_empty_and_takes_items(run):
    assert run("collection").variables["items"] == ["x", "y"]


def test_each_instance_of_a_sub_process_has_its_own(run):
    driver = run("each_instance").complete("u").complete("u")
    assert driver.log == [1, 2]
    assert "own" not in driver.variables


def test_that_of_a_called_process_stays_there(run):
    assert run("in_called", shared=None).variables == {"log": [], "shared": 6}
