"""Signals, conditions and start events over HTTP."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from designer.database import reading, transaction
from designer.jobs import runner
from engine.commands import bundles
from engine.commands.bundles import File
from engine.queries import instances

MODEL = Path(__file__).parents[2] / "engine" / "commands" / "signals.bpmn"
SIGNAL = {"name": "Recall", "signal_id": "s-1", "payload": {"lot": "L-7"}}

Client = Callable[[str], FlaskClient]


@pytest.fixture
def bundle_id(app: Flask) -> int:
    with app.app_context(), transaction() as conn:
        return bundles.deploy(conn, [File("bpmn", "signals.bpmn", MODEL.read_bytes())], name="test", by="owner1").id


def test_a_signal_reaches_who_waits_and_is_thrown_once(app: Flask, api: Client, bundle_id: int) -> None:
    developer = api("dev1")
    started = developer.post("/api/v1/instances", json={"process_id": "waiter", "business_key": "W-1"})
    first = developer.post("/api/v1/signals", json=SIGNAL)
    again = developer.post("/api/v1/signals", json=SIGNAL)
    assert (first.json, again.json["outcome"]) == ({"outcome": "thrown", "receivers": 1}, "duplicate")
    with app.app_context():
        runner.run_until_idle("test")
    with app.app_context(), reading() as conn:
        assert instances.variables(conn, started.json["instance_id"])["recall"] == {"lot": "L-7"}


def test_start_events_in_force_are_listed_and_begin_processes(app: Flask, api: Client, bundle_id: int) -> None:
    admin = api("admin")
    assert admin.get("/api/v1/starts").json == []
    in_force = admin.put("/api/v1/starts", json={"bundle_id": bundle_id}).json
    assert [one["kind"] for one in in_force] == ["signal", "message", "timer", "conditional"]
    developer = api("dev1")
    assert developer.post("/api/v1/signals", json=SIGNAL).json["receivers"] == 1
    message = {"name": "Return asked for", "correlation_key": "SO-1", "message_id": "m-1"}
    assert developer.post("/api/v1/messages", json=message).json["outcome"] == "started"
    conditions = {"key": "2026-03-02", "variables": {"stock": 3}}
    begun = developer.post("/api/v1/conditions/evaluate", json=conditions).json["instance_ids"]
    assert developer.post("/api/v1/conditions/evaluate", json=conditions).json["instance_ids"] == begun


def test_a_process_with_several_starts_is_told_where_to_begin(api: Client, bundle_id: int) -> None:
    developer = api("dev1")
    start = {"process_id": "begun", "business_key": "B-1", "variables": {"lot": "L-7"}}
    refused = developer.post("/api/v1/instances", json=start)
    assert refused.status_code == 409
    assert "by_message" in refused.json["detail"]
    started = developer.post("/api/v1/instances", json={**start, "start_event": "by_message"})
    assert started.status_code == 201


def test_who_may_not_publish_throws_no_signal(api: Client, bundle_id: int) -> None:
    assert api("recv1").post("/api/v1/signals", json=SIGNAL).status_code == 403


def test_a_data_store_is_set_and_read(api: Client, bundle_id: int) -> None:
    admin = api("admin")
    assert admin.get("/api/v1/data-stores/cap").status_code == 404
    put = admin.put("/api/v1/data-stores/cap", json={"value": {"left": 12.5}})
    assert put.json["value"] == {"left": "12.5"}
    assert [one["name"] for one in admin.get("/api/v1/data-stores").json] == ["cap"]
    assert api("recv1").put("/api/v1/data-stores/cap", json={"value": 1}).status_code == 403
