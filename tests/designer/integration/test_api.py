"""Starting processes and publishing messages over HTTP."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from designer.database import reading, transaction
from designer.identity.actor import Actor
from designer.integration import service
from engine.commands import bundles
from engine.commands.bundles import File
from engine.queries import instances, jobs
from engine.store.tables import process_instance

MODELS = Path(__file__).parents[2] / "engine" / "commands"
START = {"process_id": "approval", "business_key": "SO-1", "variables": {"order_no": "SO-1", "requester": "dev1"}}
MESSAGE = {"name": "goods_received", "correlation_key": "SO-1", "message_id": "m-1", "payload": {"qty": 4}}

Client = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def deployed(app: Flask) -> None:
    files = [
        File("bpmn", "approval.bpmn", (MODELS / "approval.bpmn").read_bytes()),
        File("form", "approval.json", (MODELS / "approval.json").read_bytes()),
    ]
    with app.app_context(), transaction() as conn:
        bundles.deploy(conn, files, name="test", by="owner1")


def test_a_process_starts_once_per_key(api: Client) -> None:
    developer = api("dev1")
    first = developer.post("/api/v1/instances", json=START)
    again = developer.post("/api/v1/instances", json=START)
    assert (first.status_code, first.json["is_new"], again.json["is_new"]) == (201, True, False)
    assert first.json["instance_id"] == again.json["instance_id"]


def job_priorities() -> list[str]:
    with reading() as conn:
        return [job.priority for page in instances.list_page(conn).items for job in jobs.of_instance(conn, page.id)]


@pytest.mark.parametrize(("said", "priority"), [(None, "bulk"), ("bulk", "bulk"), ("interactive", "interactive")])
def test_a_program_is_bulk_unless_it_says_that_somebody_waits(
    app: Flask, api: Client, said: str | None, priority: str
) -> None:
    assert api("dev1").post("/api/v1/instances", json={**START, "priority": said}).status_code == 201
    with app.app_context():
        assert job_priorities() == [priority]


def test_what_a_person_starts_is_interactive(app: Flask) -> None:
    person = Actor("dev1", frozenset({"developer"}))
    given = {"process_id": "approval", "business_key": "SO-1", "variables": START["variables"]}
    with app.app_context():
        service.start(person, **given, bundle_id=None, start_key=None, start_event=None)
        assert job_priorities() == ["interactive"]


@pytest.mark.parametrize("key", ["return:17", "call:1:2:x", "x" * 200])
def test_a_program_cannot_take_the_start_key_of_something_else(app: Flask, api: Client, key: str) -> None:
    developer = api("dev1")
    begun = developer.post("/api/v1/instances", json={**START, "start_key": key})
    again = developer.post("/api/v1/instances", json={**START, "start_key": key})
    assert (begun.status_code, begun.json["instance_id"]) == (201, again.json["instance_id"])
    with app.app_context(), reading() as conn:
        stored = conn.execute(select(process_instance.c.start_key)).scalar_one()
    assert stored.startswith("api:")
    assert len(stored) <= 200


def test_long_start_keys_that_differ_at_their_end_are_two(api: Client) -> None:
    developer = api("dev1")
    begun = [developer.post("/api/v1/instances", json={**START, "start_key": "x" * 199 + end}) for end in "ab"]
    assert begun[0].json["instance_id"] != begun[1].json["instance_id"]


def test_an_unknown_process_is_named_together_with_those_there_are(api: Client) -> None:
    answer = api("dev1").post("/api/v1/instances", json={**START, "process_id": "nothing"})
    assert answer.status_code == 404
    assert "approval" in answer.json["detail"]


def test_a_message_that_nobody_waits_for_is_kept_and_its_repetition_told(api: Client) -> None:
    developer = api("dev1")
    assert developer.post("/api/v1/messages", json=MESSAGE).json["outcome"] == "buffered"
    assert developer.post("/api/v1/messages", json=MESSAGE).json["outcome"] == "duplicate"


def test_fields_that_are_not_known_are_refused(api: Client) -> None:
    answer = api("dev1").post("/api/v1/messages", json={**MESSAGE, "instance_id": 7})
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/instances", "/api/v1/messages"])
def test_staff_may_do_neither(api: Client, path: str) -> None:
    assert api("csr1").post(path, json={}).status_code == 403
