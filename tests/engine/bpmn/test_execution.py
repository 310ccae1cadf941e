"""The standard return from its start to its end, with people, jobs, a decision and a message."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.bpmn import Execution
from engine.errors import Conflict, NotFound

START = {
    "return_no": 7,
    "order_no": "SO-1",
    "requester": "csr1",
    "lines": [{"amount": Decimal("120.10")}, {"amount": Decimal("30.00")}],
}


@pytest.fixture
def standard(drive, decisions, noon):
    decisions.by_ref["route"] = lambda context: "MANUAL" if context["total"] > 100 else "AUTO"
    return drive("standard_return.bpmn").start("standard_return", **START)


def test_a_standard_return_runs_from_start_to_end(standard):
    standard.complete("read_order", None, number="SO-1")
    standard.complete("approve", "mgr1", approved=True, comment="fine")
    standard.complete("expect", None, id="X1").complete("label", None, tracking="T1")
    standard.deliver("receipt", lines=[1, 2])
    job = standard.wait("credit")
    assert job.input == {"amount": Decimal("127.585")}
    standard.complete("credit", None, memo="CM-1")
    assert standard.is_completed
    assert standard.variables["credit"] == {"memo": "CM-1"}
    assert standard.variables["comment"] == "fine"
    assert standard.path == [
        "Start", "prepare", "decide", "needs_check", "read_order", "approve", "note", "fork",
        "expect", "label", "join", "receipt", "credit", "End",
    ]  # fmt: skip


def test_a_user_task_says_who_may_do_it_until_when_and_why(standard):
    standard.complete("read_order", None)
    task = standard.wait("approve")
    assert task.title == "Approve RMA-7"
    assert task.candidate_groups == ("returns_mgr", "csr_lead")
    assert task.excluded_users == ("csr1",)
    assert task.due_at == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert task.context == {"total": Decimal("150.10")}
    assert (task.form, task.priority, task.name) == ("f2_approval", 50, "Approve the return")


def test_a_job_names_its_operation_its_input_and_its_occurrence(standard):
    job = standard.wait("read_order")
    assert (job.connector, job.operation, job.connection) == ("erp", "get_order", "erp")
    assert job.input == {"order_no": "SO-1"}
    assert job.occurrence == "read_order#1"
    assert job.iteration == ()


def test_events_tell_the_decision_the_flows_the_milestone_and_the_actor(standard):
    standard.complete("read_order", None).complete("approve", "mgr1")
    by_kind = {event.kind: event for event in standard.events}
    assert by_kind["decision_evaluated"].data["value"] == "MANUAL"
    assert by_kind["decision_evaluated"].data["rules"][0]["rule"] == 2
    assert by_kind["milestone_reached"].data == {"status": "APPROVED"}
    assert [e.data["flow_id"] for e in standard.events if e.kind == "flow_taken"][:4] == ["f1", "f2", "f3", "f_manual"]
    done = next(e for e in standard.events if e.kind == "element_completed" and e.element_id == "approve")
    assert done.data == {"actor": "mgr1"}
    assert {event.process_id for event in standard.events} == {"standard_return"}


def test_completing_a_token_twice_is_refused(standard):
    token_id = standard.wait("read_order").token_id
    standard.complete("read_order", None)
    with pytest.raises(NotFound, match=f"token {token_id}"):
        standard.execution.complete(token_id, {})


def test_a_job_cannot_be_delivered_like_a_message(standard):
    with pytest.raises(Conflict, match="expected a message"):
        standard.execution.deliver(standard.wait("read_order").token_id, {})


def test_cancelling_ends_every_wait(standard):
    standard.execution.cancel()
    assert standard.execution.is_completed
    assert standard.execution.is_cancelled
    assert standard.execution.waits == ()
    assert standard.execution.drain_events()[-1].kind == "process_cancelled"


def test_starting_an_unknown_process_names_the_known_ones(standard, decisions):
    with pytest.raises(NotFound, match="standard_return"):
        Execution.start(standard.model, "other", {}, decisions)


def test_every_supported_element_in_one_diagram(drive, decisions, noon):
    decisions.by_ref["fee"] = lambda context: context["n"]
    driver = drive("every_element.bpmn").start("every", n=2)
    assert driver.execution.variables_at(driver.wait("ask").token_id) == {"n": 2}
    driver.complete("ask", "csr1")
    assert driver.variables["n"] == 5
    driver.fire("remind")
    driver.complete("mail", None)
    for _ in range(3):
        driver.complete("each", None)
    assert driver.variables["moved"] == [1, 2, 3]
    assert driver.variables["n"] == 8
    assert driver.waiting == ["changed", "received", "waited"]
    assert driver.wait("changed").correlation_key == "8"
    driver.deliver("changed").complete("tell", None)
    assert driver.is_completed
    assert driver.variables["total"] == 0
    assert driver.seen("milestone_reached") == ["noted"]
