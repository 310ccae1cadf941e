"""Webhooks on PostgreSQL: several senders, and events that are committed out of order."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from connectors.sdk import Network
from designer import migrations
from designer.app import create_app
from designer.database import db, metadata
from designer.identity.actor import SYSTEM
from designer.outbound import feed, sender, service
from designer.outbound.service import EndpointDraft
from engine import clock
from engine.bpmn import codec


@pytest.fixture
def app(tmp_path: Path, postgres_url: str) -> Iterator[Flask]:
    app = create_app({"DATA_DIR": tmp_path, "DATABASE_URL": postgres_url, "SECRET_KEY": "x", "TESTING": True})
    with app.app_context():
        migrations.upgrade(db.engine)
        yield app
    app.extensions["returnflow.engines"].dispose()


@pytest.fixture
def endpoint(app: Flask, receiver: Any) -> int:
    made = service.create(SYSTEM, EndpointDraft("A", receiver.url, Network.SIMULATOR, ("task_created",)))
    return made.endpoint.id


def test_senders_at_the_same_time_take_each_delivery_once(
    app: Flask, endpoint: int, receiver: Any, happen: Callable[..., int]
) -> None:
    for _ in range(30):
        happen()

    def work() -> None:
        with app.app_context():
            sender.work_until_idle()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sender.work_until_idle()
    assert len(receiver.ids) == len(set(receiver.ids)) == 30


def test_an_event_that_is_committed_late_is_sent(
    app: Flask, endpoint: int, receiver: Any, happen: Callable[..., int]
) -> None:
    outbox = metadata.tables["outbox"]
    row = {"topic": "task_created", "instance_id": 1, "payload": codec.pack({}), "created_at": clock.now()}
    with db.engine.connect() as slow:
        slow.execute(insert(outbox), row)
        happen()
        assert feed.fan_out()
        assert feed.is_behind()
        slow.commit()
    sender.work_until_idle()
    assert len(set(receiver.ids)) == 2
    assert not feed.is_behind()
