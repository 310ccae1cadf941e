"""Message events: catching, on a border, throwing, ending (BPMN 2.0.2, 10.5.5.9)."""


def test_a_catching_event_waits_for_its_message_under_its_key(run):
    driver = run("catch", order="A1")
    assert (driver.wait("c").message, driver.wait("c").correlation_key) == ("Note", "A1")
    assert driver.deliver("c", x=1).is_completed
    assert driver.variables["got"] == {"x": 1}


def test_a_message_without_a_key_to_be_worked_out_is_a_failure(run):
    assert run("no_key", order=None).failure.element_id == "no_key.c"


def test_on_a_border_it_ends_the_activity(run):
    driver = run("boundary", order="A1").deliver("b")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_on_the_border_of_a_sub_process_it_ends_all_in_it(run):
    driver = run("boundary_sub", order="A1").deliver("b")
    assert driver.is_completed
    assert sorted(driver.seen("element_cancelled")) == ["u", "x"]


def test_beside_an_activity_it_comes_each_time(run):
    driver = run("beside", order="A1").deliver("b").deliver("b")
    assert (driver.log, sorted(driver.waiting)) == (["h", "h"], ["b", "u"])
    assert driver.complete("u").log == ["h", "h", "z"]
    assert driver.is_completed


def test_a_thrown_message_reaches_who_waits_in_the_same_execution(run):
    driver = run("throw", order="A1").complete("u")
    assert driver.is_completed
    assert driver.variables["got"] == {"text": "hi"}


def test_an_end_event_sends_and_ends(run):
    driver = run("end").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_a_message_of_another_key_is_not_for_it(run):
    driver = run("other_key", order="A1")
    driver.complete("u")
    assert driver.waiting == ["c"]
    assert [event.data["correlation_key"] for event in driver.events if event.kind == "message_thrown"] == ["A1"]


def test_with_an_operation_a_throwing_event_is_a_job(run):
    driver = run("operation")
    assert driver.wait("t").operation == "mail"
    assert driver.complete("t").log == ["z"]
