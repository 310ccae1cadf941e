"""The circuit breaker on PostgreSQL, with workers side by side."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from designer import migrations
from designer.app import create_app
from designer.catalog import service as catalog
from designer.database import db, reading
from designer.identity.actor import SYSTEM
from designer.jobs import runner


@pytest.fixture
def app(tmp_path: Path, postgres_url: str) -> Iterator[Flask]:
    settings = {"DATABASE_URL": postgres_url, "SECRET_KEY": "x", "TESTING": True, "BREAKER_FAILURES": 4}
    app = create_app({"DATA_DIR": tmp_path, **settings})
    with app.app_context():
        migrations.upgrade(db.engine)
        yield app
    app.extensions["returnflow.engines"].dispose()


def work(app: Flask, workers: int) -> None:
    def one(name: str) -> None:
        with app.app_context():
            runner.run_once(name)

    threads = [threading.Thread(target=one, args=(f"w{number}",)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_workers_open_it_together_and_one_of_them_closes_it(app: Flask, world: Any) -> None:
    world.switch({"kind": "500"})
    for number in range(20):
        world.start(rma_number=f"RMA-{number}")
    work(app, 3)
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert found.state == "open"
    assert found.delayed >= 10
    world.switch()
    catalog.try_now(SYSTEM, "erp")
    runner.run_once("w0")
    work(app, 3)
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert (found.state, found.delayed) == ("closed", 0)
    with reading() as conn:
        waited = text("SELECT count(*) FROM job WHERE error_code = 'CONNECTION_PAUSED' AND state <> 'done'")
        assert conn.execute(waited).scalar_one() == 0
