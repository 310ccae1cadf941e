"""Tasks: scripts, decisions, jobs and people, with their results, mappings and failures."""

from decimal import Decimal

import pytest

from engine import clock

EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
ERRORS = '<bpmn:error id="nf" errorCode="NOT_FOUND"/><bpmn:error id="rej" errorCode="REJECTED"/>'


def task(kind, said="", element_id="t"):
    return f'<bpmn:{kind} id="{element_id}">{EXT.format(said)}</bpmn:{kind}>'


def on_error(element_id, ref=""):
    said = f' errorRef="{ref}"' if ref else ""
    return (
        f'<bpmn:boundaryEvent id="{element_id}" attachedToRef="t">'
        f"{EXT.format(RESULT)}"
        f"<bpmn:errorEventDefinition{said}/></bpmn:boundaryEvent>"
    )


RESULT = '<returnflow:result variable="error"/>'
OPERATION = '<returnflow:operation connector="erp" name="post" connection="erp-eu"/>'


def test_script_assignments_run_in_order_and_see_each_other(drive):
    said = '<returnflow:output name="a" value="=n + 1"/><returnflow:output name="b" value="=a * 2"/>'
    assert drive(task("scriptTask", said + '<returnflow:output name="c" value="text"/>')).start(n=1).variables == {
        "n": 1,
        "a": 2,
        "b": 4,
        "c": "text",
    }


def test_a_script_that_fails_half_way_writes_nothing(drive):
    said = '<returnflow:output name="a" value="=1"/><returnflow:output name="b" value="=missing.x + 1"/>'
    driver = drive(task("scriptTask", said)).start()
    assert driver.failure.element_id == "t"
    assert driver.failure.code == "expression"
    assert driver.failure.details["problems"]
    assert driver.variables == {}


def test_a_function_cannot_become_a_variable(drive):
    driver = drive(task("scriptTask", '<returnflow:output name="f" value="=function(x) x + 1"/>')).start()
    assert driver.failure.code == "expression"


def test_an_expression_beyond_its_limits_parks_the_token(drive):
    endless = "={f: function(n) if n = 0 then 0 else f(n + 1), r: f(1)}.r"
    driver = drive(task("scriptTask", f'<returnflow:output name="x" value="{endless}"/>')).start()
    assert driver.failure.element_id == "t"
    assert not driver.is_completed


def test_a_decision_without_inputs_sees_the_scope_and_with_inputs_only_those(drive, decisions):
    decisions.by_ref["fee"] = lambda context: Decimal("0.15")
    said = '<returnflow:decision ref="fee"/><returnflow:result variable="fee"/>'
    assert drive(task("businessRuleTask", said)).start(a=1, b=2).variables["fee"] == Decimal("0.15")
    drive(task("businessRuleTask", said + '<returnflow:input name="tier" value="=b"/>')).start(a=1, b=2)
    assert decisions.seen == [("fee", {"a": 1, "b": 2}), ("fee", {"tier": 2})]


def test_a_decision_is_recorded_with_its_moment_and_what_is_needed_to_repeat_it(drive, decisions):
    moments = []
    decisions.by_ref["fee"] = lambda context: moments.append(clock.now()) or Decimal("0.15")
    driver = drive(task("businessRuleTask", '<returnflow:decision ref="fee"/>')).start(a=1)
    (event,) = [event for event in driver.events if event.kind == "decision_evaluated"]
    assert event.data["at"] == moments[0]
    assert (event.data["decision_id"], event.data["inputs"]) == ("fee", {"a": 1})


def test_a_decision_without_a_result_is_a_failure(drive, decisions):
    decisions.by_ref["fee"] = lambda context: None
    driver = drive(task("businessRuleTask", '<returnflow:decision ref="fee"/>')).start()
    assert driver.failure.code == "decision_no_result"
    assert driver.seen("decision_evaluated") == ["t"]


def test_outputs_of_a_job_see_its_result(drive):
    said = OPERATION + '<returnflow:retry attempts="3"/><returnflow:output name="no" value="=result.memo_no"/>'
    driver = drive(task("serviceTask", said)).start()
    job = driver.wait("t")
    assert (job.connection, job.max_attempts) == ("erp-eu", 3)
    assert driver.complete("t", None, memo_no="CM-1").variables == {"no": "CM-1"}


def test_a_failed_output_keeps_the_job_done_and_is_retried_without_a_second_job(drive):
    driver = drive(task("serviceTask", OPERATION + '<returnflow:output name="no" value="=result.no + rate"/>')).start()
    driver.complete("t", None, no=5)
    assert driver.failure.element_id == "t"
    assert driver.waiting == []
    driver.execution.run.root.scope.variables["rate"] = Decimal(2)
    driver.retry()
    assert driver.is_completed
    assert driver.variables["no"] == 7


def test_an_input_that_fails_makes_no_job_until_it_is_mended(drive):
    driver = drive(task("serviceTask", OPERATION + '<returnflow:input name="no" value="=order.no"/>')).start()
    assert driver.failure.element_id == "t"
    driver.execution.run.root.scope.variables["order"] = {"no": "SO-1"}
    driver.retry()
    assert driver.wait("t").input == {"no": "SO-1"}
    assert driver.seen("element_entered") == ["t"]


def test_a_service_task_without_an_operation_is_a_failure(drive):
    assert drive(task("serviceTask")).start().failure.code == "no_operation"


@pytest.mark.parametrize(("code", "handler"), [("NOT_FOUND", "by_code"), ("OVER_QUANTITY", "by_any")])
def test_an_error_goes_to_the_event_that_names_it_and_else_to_the_one_for_all(drive, code, handler):
    diagram = task("serviceTask", OPERATION) + on_error("by_any") + on_error("by_code", "nf")
    driver = drive(diagram, ERRORS).start()
    assert driver.throw("t", code, "no such order")
    assert driver.path == [handler]
    assert driver.variables["error"] == {"code": code, "message": "no such order"}
    assert driver.is_completed


def test_an_error_nobody_catches_changes_nothing(drive):
    driver = drive(task("serviceTask", OPERATION) + on_error("by_code", "nf"), ERRORS).start()
    before = driver.execution.dump()
    assert not driver.throw("t", "REJECTED")
    assert driver.execution.dump() == before
    assert driver.waiting == ["t"]


def test_an_error_can_be_thrown_at_a_parked_token(drive):
    said = OPERATION + '<returnflow:output name="no" value="=result.missing.x + 1"/>'
    driver = drive(task("serviceTask", said) + on_error("caught"), ERRORS).start().complete("t", None)
    token_id = driver.failure.token_id
    assert driver.execution.throw_error(token_id, "REJECTED", "by hand")
    driver.execution.advance()
    assert driver.execution.failures == ()
    assert driver.is_completed


def test_without_a_result_variable_each_key_of_a_form_becomes_a_variable(drive):
    driver = drive(task("userTask", '<returnflow:output name="ok" value="=result.decision = &quot;yes&quot;"/>'))
    assert driver.start().complete("t", "mgr1", decision="yes").variables == {"decision": "yes", "ok": True}
    whole = drive(task("userTask", '<returnflow:result variable="form"/>'))
    assert whole.start().complete("t", "mgr1", decision="yes").variables == {"form": {"decision": "yes"}}


def test_user_task_settings_may_be_feel(drive):
    said = (
        '<returnflow:task form="f" candidateGroups="=approval_route" assignee="=owner" priority="=base + 5"'
        ' excludedUsers="=[requester, null]"/>'
    )
    driver = drive(task("userTask", said)).start(approval_route=["a", "b"], owner="eve", base=50, requester="bob")
    wait = driver.wait("t")
    assert (wait.candidate_groups, wait.assignee, wait.priority) == (("a", "b"), "eve", 55)
    assert wait.excluded_users == ("bob",)


def test_names_and_keys_that_no_table_could_hold_are_failures(drive):
    groups = '<returnflow:task candidateGroups="=group"/>'
    assert drive(task("userTask", groups)).start(group="x" * 101).failure.code == "expression"
    assert drive(task("userTask", '<returnflow:task priority="=p"/>')).start(p=10**9).failure.code == "expression"
    message = (
        '<bpmn:message id="m" name="m"><bpmn:extensionElements><returnflow:correlation key="=key"/>'
        "</bpmn:extensionElements></bpmn:message>"
    )
    waiting = drive('<bpmn:receiveTask id="t" messageRef="m"/>', message).start(key="x" * 201)
    assert "1 to 200 characters" in waiting.failure.message


def test_user_task_settings_of_the_wrong_kind_are_failures(drive):
    driver = drive(task("userTask", '<returnflow:task candidateGroups="=5"/>')).start()
    assert "expected a text or a list of texts" in driver.failure.message


def test_a_throwing_message_event_sends_by_its_operation(drive, flow):
    diagram = f'<bpmn:endEvent id="t">{EXT.format(OPERATION)}<bpmn:messageEventDefinition/></bpmn:endEvent>'
    driver = drive(diagram).start()
    assert driver.wait("t").operation == "post"
    assert driver.complete("t", None).is_completed


def test_a_link_leads_from_its_throwing_to_its_catching_end(drive, flow):
    diagram = (
        '<bpmn:startEvent id="s"/><bpmn:intermediateThrowEvent id="out"><bpmn:linkEventDefinition name="L"/>'
        '</bpmn:intermediateThrowEvent><bpmn:intermediateCatchEvent id="in"><bpmn:linkEventDefinition name="L"/>'
        '</bpmn:intermediateCatchEvent><bpmn:task id="t"/>'
    )
    assert drive(diagram + flow("s>out") + flow("in>t")).start().path == ["s", "out", "in", "t"]


def test_the_outputs_of_a_user_task_see_who_completed_it(drive):
    said = '<returnflow:task/><returnflow:output name="by" value="=actor"/>'
    driver = drive(task("userTask", said)).start().complete("t", "lead1", decision="APPROVE")
    assert driver.variables["by"] == "lead1"


def test_who_completed_a_task_is_known_when_its_outputs_are_retried(drive):
    said = '<returnflow:task/><returnflow:output name="by" value="=actor"/><returnflow:output name="n" value="=x + 1"/>'
    driver = drive(task("userTask", said)).start().complete("t", "lead1")
    driver.execution.run.root.scope.assign("x", Decimal(1))
    driver.retry()
    assert driver.variables["by"] == "lead1"
