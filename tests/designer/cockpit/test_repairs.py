"""The five ways out of an incident: who may, bad input, second clicks, two people at once, and what is on record."""

import json
import re
import runpy
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from designer.audit import service as audit
from designer.cockpit import edits, service
from designer.database import reading, transaction
from designer.errors import DomainError
from designer.identity import service as identity
from designer.identity.actor import SYSTEM, Actor
from designer.jobs import inbox, runner
from engine.errors import EngineError
from engine.queries import instances, jobs

_jobs = runpy.run_path(str(Path(__file__).parents[1] / "jobs" / "conftest.py"))
world = _jobs["world"]

Program = Callable[[str], FlaskClient]
GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip
FIRST, SECOND = (Actor(name, frozenset({"returns_mgr"})) for name in ("mgr1", "mgr2"))


def open_incident() -> int:
    (found,) = service.find_incidents(SYSTEM).items
    return found.id


@pytest.fixture
def read_id(world: Any) -> int:
    """A read that was given no order number: nothing moves money there."""
    world.start(order_no="")
    runner.run_until_idle("w")
    return open_incident()


@pytest.fixture
def money_id(world: Any) -> int:
    """A credit memo of a negative amount, which the connector refused to send."""
    world.start(amount=Decimal("-5"))
    runner.run_until_idle("w")
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    runner.run_until_idle("w")
    return open_incident()


def memo(amount: str = "74.00", **more: Any) -> dict[str, Any]:
    lines = [{"kind": "MERCHANDISE", "amount": amount, "line": 1}]
    return {"rma_number": "RMA-1001", "invoice_no": "INV-1001", "customer_id": "C100", "currency": "EUR",
            "amount": amount, "components": lines} | more  # fmt: skip


def sent_input(world: Any, amount: str = "74.00") -> dict[str, Any]:
    """What the process would have sent, with a good amount."""
    with reading() as conn:
        job = jobs.of_instance(conn, world.instance_id)[-1]
    kept = {name: job.input[name] for name in ("rma_number", "invoice_no", "customer_id", "currency")}
    return memo(amount, **kept)


def test_another_input_is_sent_under_another_key_and_the_old_job_stays(world: Any, read_id: int, api: Program) -> None:
    body = {"input": {"order_no": "SO-1001"}, "note": "the number was missing"}
    answer = api("mgr1").post(f"/api/v1/incidents/{read_id}/retry-edited", json=body)
    assert (answer.status_code, answer.get_json()["outcome"]) == (200, "sent")
    runner.run_until_idle("w")
    assert world.variables["order"]["id"] == "SO-1001"
    with reading() as conn:
        old, new = jobs.of_instance(conn, world.instance_id)[:2]
        told = [entry for entry in instances.history(conn, world.instance_id) if entry.kind == "incident_resolved"]
    assert (old.state, new.state, new.attempt) == ("cancelled", "done", 1)
    assert old.input == {"order_no": ""}
    assert old.idempotency_key != new.idempotency_key
    assert told[0].actor == "mgr1"
    assert told[0].data["note"] == "the number was missing"
    assert audit.has_happened("incidents.retry_edited")


@pytest.mark.parametrize(
    "body",
    [
        {"input": {"order_no": 7}, "note": "x"},
        {"input": {}, "note": "x"},
        {"input": {"order_no": "SO-1001", "more": 1}, "note": "x"},
        {"input": {"order_no": ""}, "note": "x"},
        {"input": {"order_no": "SO-1001"}, "note": ""},
        {"input": [], "note": "x"},
        {"note": "x"},
    ],
)
def test_an_input_that_cannot_be_right_changes_nothing(
    world: Any, read_id: int, api: Program, body: dict[str, Any]
) -> None:
    assert api("mgr1").post(f"/api/v1/incidents/{read_id}/retry-edited", json=body).status_code == 422
    assert world.job_states == ["incident"]


def test_a_money_operation_waits_for_a_second_person(world: Any, money_id: int) -> None:
    edited = edits.retry(FIRST, money_id, input=sent_input(world), note="a typing error")
    assert edited.outcome == "proposed"
    assert edited.edit_id is not None
    runner.run_until_idle("w")
    assert world.applied("post_credit_memo") == []
    with pytest.raises(DomainError) as refused:
        edits.approve(FIRST, money_id, edited.edit_id)
    assert (refused.value.status, refused.value.code) == (403, "second_person")
    assert audit.has_happened("incidents.edit_refused")
    assert edits.approve(SECOND, money_id, edited.edit_id).outcome == "sent"
    runner.run_until_idle("w")
    assert world.ended_at == ["credited"]
    assert len(world.applied("post_credit_memo")) == 1
    (view,) = edits.of_incident(FIRST, money_id)
    assert (view.state, view.proposed_by, view.decided_by) == ("approved", "mgr1", "mgr2")


def test_an_administrator_is_no_exception(world: Any, money_id: int) -> None:
    admin = Actor("admin", frozenset({"admin"}))
    edited = edits.retry(admin, money_id, input=sent_input(world), note="x")
    assert edited.edit_id is not None
    with pytest.raises(DomainError, match="somebody else"):
        edits.approve(admin, money_id, edited.edit_id)


def test_one_proposal_at_a_time_and_a_rejected_one_is_not_sent(world: Any, money_id: int) -> None:
    edited = edits.retry(FIRST, money_id, input=sent_input(world), note="x")
    assert edited.edit_id is not None
    with pytest.raises(DomainError, match="waits for a second person"):
        edits.retry(SECOND, money_id, input=sent_input(world, "12.00"), note="y")
    edits.reject(FIRST, money_id, edited.edit_id)
    with pytest.raises(DomainError, match="rejected by mgr1"):
        edits.approve(SECOND, money_id, edited.edit_id)
    assert edits.retry(SECOND, money_id, input=sent_input(world, "12.00"), note="y").outcome == "proposed"
    assert world.job_states[-1] == "incident"


def test_a_second_click_and_a_resolved_incident_are_conflicts(world: Any, money_id: int) -> None:
    edited = edits.retry(FIRST, money_id, input=sent_input(world), note="x")
    assert edited.edit_id is not None
    edits.approve(SECOND, money_id, edited.edit_id)
    with pytest.raises(DomainError, match="approved by mgr2"):
        edits.approve(SECOND, money_id, edited.edit_id)
    with pytest.raises(DomainError, match="resolved"):
        edits.retry(FIRST, money_id, input=sent_input(world, "12.00"), note="x")


def test_a_proposal_that_came_too_late_sends_nothing(world: Any, money_id: int) -> None:
    edited = edits.retry(FIRST, money_id, input=sent_input(world), note="x")
    assert edited.edit_id is not None
    service.cancel_stuck(SECOND, money_id, reason="customer withdrew")
    with pytest.raises(EngineError, match="was resolved by mgr2"):
        edits.approve(SECOND, money_id, edited.edit_id)
    (view,) = edits.of_incident(FIRST, money_id)
    assert view.state == "open"
    runner.run_until_idle("w")
    assert world.applied("post_credit_memo") == []


def test_two_people_at_once_send_it_once(app: Flask, world: Any, money_id: int) -> None:
    identity.save_user(SYSTEM, "mgr2", name="Second manager", roles=["returns_mgr"])
    edited = edits.retry(FIRST, money_id, input=sent_input(world), note="x")
    outcomes: list[str] = []

    def act(how: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                how()
                outcomes.append("done")
            except (DomainError, EngineError) as error:
                outcomes.append(error.code)

    ways: list[Callable[[], Any]] = [
        lambda: edits.approve(SECOND, money_id, edited.edit_id or 0),
        lambda: service.retry(FIRST, money_id),
        lambda: service.cancel_stuck(FIRST, money_id, reason="x"),
    ]
    threads = [threading.Thread(target=act, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "incident_resolved", "incident_resolved"]
    runner.run_until_idle("w")
    assert len(world.applied("post_credit_memo")) <= 1


def test_an_error_that_is_caught_takes_its_way(world: Any, read_id: int, api: Program) -> None:
    path = f"/api/v1/incidents/{read_id}/throw-error"
    assert api("mgr1").post(path, json={"code": "NOPE"}).status_code == 409
    assert world.job_states == ["incident"]
    for bad in ({"code": ""}, {"code": "with space"}, {}, {"code": "X", "message": "y" * 501}):
        assert api("mgr1").post(path, json=bad).status_code == 422
    assert api("lead1").post(path, json={"code": "NOT_FOUND"}).status_code == 403
    assert api("mgr1").post(path, json={"code": "NOT_FOUND", "message": "no such order"}).status_code == 204
    assert world.ended_at == ["ended_unknown"]
    assert api("mgr1").post(path, json={"code": "NOT_FOUND"}).get_json()["code"] == "incident_resolved"
    assert audit.has_happened("incidents.throw_error")


def test_cancelling_ends_the_instance_once(world: Any, read_id: int, api: Program) -> None:
    path = f"/api/v1/incidents/{read_id}/cancel"
    assert api("mgr1").post(path, json={"reason": ""}).status_code == 422
    assert api("lead1").post(path, json={"reason": "x"}).status_code == 403
    assert api("mgr1").post(path, json={"reason": "customer withdrew"}).status_code == 204
    assert (world.status, world.job_states) == ("cancelled", ["cancelled"])
    assert api("mgr1").post(path, json={"reason": "again"}).status_code == 409
    assert audit.has_happened("incidents.cancel")
    assert service.incident(SYSTEM, read_id).incident.resolution == "cancelled"


def focused(page: str) -> list[str]:
    """The fields that a page begins at: the one to correct."""
    return re.findall(r'name="(\w+)"[^>]* autofocus aria-invalid="true"', page)


def test_the_page_offers_all_five_and_says_what_is_wrong(world: Any, read_id: int, login: Program) -> None:
    browser, path = login("mgr1"), f"/incidents/{read_id}"
    page = browser.get(path).text
    for title in ("Retry", "Retry with another input", "Mark as done outside", "Go on with an error", "Cancel"):
        assert f"<h2>{title}</h2>" in page
    assert "Send changed request" in page
    bad = browser.post(f"{path}/retry-edited", data={"input": "{", "edit_note": "x"})
    assert (bad.status_code, "not JSON" in bad.text) == (422, True)
    assert focused(bad.text) == ["input"]
    none = browser.post(f"{path}/retry-edited", data={"input": "{}", "edit_note": ""})
    assert "A note is needed" in none.text
    assert focused(none.text) == ["edit_note"]
    assert "Nothing in the process catches" in browser.post(f"{path}/throw-error", data={"code": "NOPE"}).text
    assert "Expected a code" in browser.post(f"{path}/throw-error", data={"code": "a b"}).text
    assert browser.post(f"{path}/cancel", data={"reason": " "}).status_code == 422
    sent = browser.post(f"{path}/retry-edited", data={"input": '{"order_no": "SO-1001"}', "edit_note": "typed"})
    assert sent.status_code == 302
    runner.run_until_idle("w")
    assert world.variables["order"]["id"] == "SO-1001"


def test_two_people_settle_a_money_operation_on_the_page(world: Any, money_id: int, login: Program) -> None:
    identity.save_user(SYSTEM, "mgr2", name="Second manager", roles=["returns_mgr"])
    first, second, path = login("mgr1"), login("mgr2"), f"/incidents/{money_id}"
    assert "a second person must approve it" in first.get(path).text
    typed = {"input": json.dumps(sent_input(world)), "edit_note": "a typing error"}
    assert "Nothing was sent yet" in first.post(f"{path}/retry-edited", data=typed, follow_redirects=True).text
    assert "Take it back" in first.get(path).text
    assert "Approve and send" not in first.get(path).text
    (edit,) = edits.of_incident(SYSTEM, money_id)
    assert first.post(f"{path}/edits/{edit.id}/approve").status_code == 403
    asked = second.get(path).text
    assert "Approve and send" in asked
    assert re.search(r"amount</span></td><td[^>]*>-5</td><td[^>]*><strong>74.00<", asked)
    assert second.post(f"{path}/edits/{edit.id}/approve").status_code == 302
    runner.run_until_idle("w")
    assert world.ended_at == ["credited"]


def test_rejecting_on_the_page_and_over_the_api(world: Any, money_id: int, login: Program, api: Program) -> None:
    edits.retry(FIRST, money_id, input=sent_input(world), note="x")
    (edit,) = api("lead1").get(f"/api/v1/incidents/{money_id}/edits").get_json()
    assert edit["input"]["amount"] == "74.00"
    path = f"/api/v1/incidents/{money_id}/edits/{edit['id']}"
    assert api("lead1").post(f"{path}/approve").status_code == 403
    assert api("mgr1").post(f"{path}/approve").get_json()["code"] == "second_person"
    page = login("mgr1").post(f"/incidents/{money_id}/edits/{edit['id']}/reject", follow_redirects=True)
    assert "is not sent" in page.text
    assert api("mgr1").post(f"{path}/reject").get_json()["code"] == "edit_decided"
    assert api("mgr1").post(f"/api/v1/incidents/{money_id}/edits/999/reject").status_code == 404


def test_what_a_connector_did_that_was_taken_out_since_is_marked_as_done_unchecked(
    world: Any, read_id: int, login: Program
) -> None:
    with transaction() as conn:
        conn.execute(text("UPDATE job SET connector = 'gone' WHERE state = 'incident'"))
    browser, path = login("mgr1"), f"/incidents/{read_id}"
    assert "not installed any more, so nothing is checked" in browser.get(path).text
    with pytest.raises(DomainError, match="not installed any more: nothing can be sent"):
        edits.retry(FIRST, read_id, input={"order_no": "SO-1001"}, note="x")
    form = {"system": "erp", "type": "order", "id": "SO-1001", "output": '{"id": "SO-1001"}', "note": "seen"}
    assert browser.post(f"{path}/resolve", data=form).status_code == 302
    assert world.variables["order"] == {"id": "SO-1001"}
