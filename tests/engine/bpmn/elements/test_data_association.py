"""Data associations (BPMN 2.0.2, 10.4.2): copies, transformations, assignments; also into and out of events."""


def test_a_transformation_works_out_what_is_passed(run):
    assert run("transformation").variables["total"] == 41


def test_assignments_pick_parts(run):
    assert run("assignment").variables["total"] == 18


def test_a_thrown_message_carries_the_data_inputs_of_its_event(run):
    driver = run("throw_message").complete("u")
    assert driver.is_completed
    assert driver.variables["back"] == 4
    assert [event.data["payload"] for event in driver.events if event.kind == "message_thrown"] == [{"sum": 4}]


def test_a_thrown_signal_carries_the_data_inputs_of_its_event(run):
    assert run("throw_signal").complete("u").variables["back"] == 5


def test_a_thrown_error_carries_the_data_inputs_of_its_event(run):
    driver = run("throw_error")
    assert driver.log == ["h"]
    assert driver.variables["back"] == 4


def test_what_has_no_entry_for_an_output_is_handed_out_whole(run):
    assert run("whole").deliver("c", a=1, b=2).variables["back"] == {"a": 1, "b": 2}


def test_a_start_event_hands_out_what_began_the_process(begun):
    driver = begun("start", "s", note="hello")
    assert driver.variables["back"] == "hello"
    assert driver.log == ["a"]


def test_data_without_a_value_is_passed_as_null(run):
    driver = run("null")
    assert driver.execution.variables_at(driver.wait("u").token_id)["given"] is None
