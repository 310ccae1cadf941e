"""What load balancers and Prometheus are told, and who may ask."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from designer import migrations
from designer.app import create_app
from designer.database import db, transaction
from designer.help import articles
from designer.returns.testing import Desk


def metric(answer: str, name: str) -> float:
    """The value of the one line that begins with `name`."""
    (line,) = [line for line in answer.splitlines() if line.startswith(f"{name} ")]
    return float(line.rpartition(" ")[2])


def test_a_process_that_lives_says_so_without_its_database(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "returnflow.db").write_bytes(b"no database")
    assert app.test_client().get("/healthz").status_code == 200


def test_a_process_with_all_it_needs_is_ready(client: FlaskClient) -> None:
    for _ in range(2):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json["reasons"]) == (200, [])
        assert answer.json["checks"] == {"database": "ok", "disk": "ok"}


def test_a_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    app = create_app({"DATA_DIR": tmp_path, "TESTING": True})
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"][0].startswith("database: does not answer")


def test_a_database_that_lacks_a_revision_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with transaction() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "returnflow migrate" in answer.json["reasons"][0]


@pytest.mark.parametrize("settings", [{"DISK_FLOOR_MB": 10**9}])
def test_a_full_disk_is_not_ready(client: FlaskClient, settings: dict[str, Any]) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["database"] == "ok"
    assert "make room" in answer.json["checks"]["disk"]


def test_a_scaled_process_without_its_redis_is_degraded_and_serves_on(
    app: Flask, client: FlaskClient, redis_url: str, free_port: Callable[[], int]
) -> None:
    app.config["REDIS_URL"] = redis_url
    assert client.get("/readyz").json["status"] == "ready"
    app.config["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    (reason,) = answer.json["reasons"]
    assert reason.startswith("redis: does not answer (ConnectionError); jobs go on by polling")


def test_a_full_disk_counts_although_redis_is_away_too(
    app: Flask, client: FlaskClient, free_port: Callable[[], int]
) -> None:
    app.config |= {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0", "DISK_FLOOR_MB": 10**9}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")
    assert [reason.partition(":")[0] for reason in answer.json["reasons"]] == ["disk", "redis"]


def test_postgresql_is_ready_once_it_is_migrated(tmp_path: Path, postgres_url: str) -> None:
    app = create_app({"DATA_DIR": tmp_path, "DATABASE_URL": postgres_url, "TESTING": True})
    assert app.test_client().get("/readyz").status_code == 503
    with app.app_context():
        migrations.upgrade(db.engine)
    assert app.test_client().get("/readyz").status_code == 200
    assert metric(app.test_client().get("/metrics").text, "returnflow_lock_waits") == 0
    app.extensions["returnflow.engines"].dispose()


def test_metrics_tell_what_waits_and_what_was_measured(desk: Desk, client: FlaskClient) -> None:
    desk.request()
    client.get("/healthz")
    answer = client.get("/metrics")
    assert answer.content_type.startswith("text/plain")
    assert metric(answer.text, 'returnflow_instances{state="running"}') == 1
    assert metric(answer.text, 'returnflow_jobs{state="due"}') == 0
    assert metric(answer.text, "returnflow_incidents_open") == 0
    assert metric(answer.text, "returnflow_database_up") == 1
    for name in ("commit", "write_lock_wait"):
        assert metric(answer.text, f"returnflow_{name}_seconds_count") > 0
    assert metric(answer.text, "returnflow_advances_total") > 0
    assert 'returnflow_http_request_seconds_count{method="GET",route="/healthz",status="2xx"}' in answer.text
    assert 'returnflow_connector_call_seconds_count{connector="erp",operation="get_order",outcome="ok"}' in answer.text


def test_metrics_of_a_database_that_is_away_say_so(tmp_path: Path) -> None:
    app = create_app({"DATA_DIR": tmp_path, "TESTING": True})
    shutil.copy(__file__, tmp_path / "returnflow.db")
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert metric(answer.text, "returnflow_database_up") == 0


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "10.0.0.9", 403),
        ({"X-Forwarded-For": "10.0.0.9"}, "127.0.0.1", 403),
        ({"Forwarded": "for=10.0.0.9"}, "127.0.0.1", 403),
        ({"Authorization": "Bearer guessed"}, "10.0.0.9", 403),
    ],
)
def test_without_a_token_metrics_are_for_this_machine(
    client: FlaskClient, headers: dict[str, str], address: str, status: int
) -> None:
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


@pytest.mark.parametrize("settings", [{"METRICS_TOKEN": "for-prometheus"}])
@pytest.mark.parametrize(("token", "status"), [("for-prometheus", 200), ("for-prometheu", 403), ("", 403)])
def test_with_a_token_nothing_else_counts(
    client: FlaskClient, settings: dict[str, Any], token: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert client.get("/metrics", headers=headers).status_code == status


def test_whoever_asks_for_health_is_not_looked_up(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "returnflow.db").write_bytes(b"no database")
    assert app.test_client().get("/healthz", headers={"Authorization": "Bearer guessed"}).status_code == 200
    assert app.test_client().get("/readyz", headers={"Authorization": "Bearer guessed"}).status_code == 503


def test_every_metric_is_explained_in_the_help(client: FlaskClient) -> None:
    told = set(re.findall(r"^# TYPE (returnflow_\w+) (?:counter|gauge|histogram)", client.get("/metrics").text, re.M))
    page = articles.source("monitoring")
    assert len(told) > 15
    assert sorted(name for name in told if not name.endswith("_created") and f"`{name}`" not in page) == []
