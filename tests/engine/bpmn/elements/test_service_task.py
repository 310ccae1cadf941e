"""Service tasks (BPMN 2.0.2, 10.3.4.2): a connector operation, run as a job elsewhere."""


def test_a_service_task_waits_for_its_job(run):
    driver = run("job", n=20)
    wait = driver.wait("j")
    assert (wait.connector, wait.operation, wait.input) == ("erp", "refund", {"amount": 20})
    driver.complete("j", id="R1")
    assert driver.is_completed
    assert driver.variables["refund"] == {"id": "R1"}


def test_a_business_error_is_caught_on_its_border(run):
    driver = run("caught")
    assert driver.throw("j", "E", "no such account")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_an_error_nobody_catches_changes_nothing(run):
    driver = run("caught")
    assert not driver.throw("j", "OTHER")
    assert driver.waiting == ["j"]
    assert driver.complete("j").log == ["z"]


def test_a_service_task_without_an_operation_fails_at_its_element(run):
    assert run("plain").failure.code == "no_operation"
