"""Send tasks (BPMN 2.0.2, 10.3.4.3): by a connector operation, or to whoever waits in this engine."""


def test_a_send_task_with_an_operation_is_a_job(run):
    driver = run("operation")
    assert driver.wait("t").operation == "refund"
    assert driver.complete("t").is_completed


def test_a_message_reaches_who_waits_in_the_same_execution(run):
    driver = run("inside", name="Ann").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]
    assert driver.variables["got"] == {"text": "hi Ann"}
    assert [event.data["is_taken"] for event in driver.events if event.kind == "message_thrown"] == [True]


def test_a_message_that_nobody_waits_for_is_sent_nevertheless(run):
    driver = run("nobody")
    assert driver.is_completed
    assert [event.data["is_taken"] for event in driver.events if event.kind == "message_thrown"] == [False]
