"""Lines carry ids and no personal data, whatever goes wrong."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from designer.catalog import service as catalog
from designer.database import transaction
from designer.identity.access import public
from designer.jobs import runner
from designer.monitoring import logs
from designer.returns.testing import Desk

NAME, EMAIL = "Johanna Beispiel", "johanna@example.com"


class Log:
    """What a process with this format and level would have written."""

    def __init__(self, kind: str, level: str) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(logs.formatter(kind, level))
        self.handler.setLevel(level)

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """The log of the whole process for the time of the test; parametrised with (format, level)."""
    made = Log(*getattr(request, "param", ("json", "INFO")))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(made.handler)
    root.setLevel(logging.DEBUG)
    yield made
    root.removeHandler(made.handler)
    root.setLevel(before)


def everything_goes_wrong(app: Flask, desk: Desk) -> None:
    """A customer's name and address are in a request, a connector's answer, the database and three exceptions."""

    def broken() -> str:
        raise ZeroDivisionError(f"{NAME} <{EMAIL}>")

    app.add_url_rule("/broken", "broken", public(broken))
    view = desk.request(notes=f"{NAME} {EMAIL}")
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    app.test_client().get("/broken")
    app.test_client().get(f"/nowhere/{EMAIL}?name={NAME}")
    app.test_client().post("/login", data={"username": EMAIL, "password": NAME})
    logging.getLogger("somebody.else").warning("cannot serve %s after %d s", EMAIL, 3)
    try:
        with transaction() as conn:
            conn.execute(text("INSERT INTO user_account (username, name) VALUES (:a, :b)"), {"a": EMAIL, "b": NAME})
    except Exception:
        logging.getLogger("designer").exception("the user was not saved")


@pytest.mark.parametrize("log", [("json", "INFO"), ("text", "INFO")], indirect=True)
def test_a_customer_never_gets_into_the_log(app: Flask, desk: Desk, log: Log) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    everything_goes_wrong(app, desk)
    assert "ZeroDivisionError" in log.text
    assert "IntegrityError" in log.text
    assert "cannot serve … after 3 s" in log.text
    for personal in (NAME, EMAIL, "Johanna", "johanna"):
        assert personal not in log.text


@pytest.mark.parametrize("log", [("json", "DEBUG")], indirect=True)
def test_only_level_debug_tells_all(app: Flask, desk: Desk, log: Log) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    everything_goes_wrong(app, desk)
    assert f"{NAME} <{EMAIL}>" in log.text


def test_a_line_about_a_request_carries_the_id_that_the_answer_carries(app: Flask, log: Log) -> None:
    answer = app.test_client().get("/nowhere", headers={"X-Request-Id": "from-the-proxy-1"})
    assert answer.headers["X-Request-Id"] == "from-the-proxy-1"
    assert [line["request_id"] for line in log.lines if line["logger"] == "designer.errors"] == ["from-the-proxy-1"]


@pytest.mark.parametrize("forged", ["short", "with space in it", "<script>alert(1)</script>", "x" * 65])
def test_an_id_that_is_none_is_not_taken(app: Flask, forged: str) -> None:
    answer = app.test_client().get("/healthz", headers={"X-Request-Id": forged})
    assert len(answer.headers["X-Request-Id"]) == 12


def test_a_line_about_a_job_carries_its_instance(desk: Desk, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> Any:
        raise ZeroDivisionError(NAME)

    view = desk.request()
    monkeypatch.setattr(catalog, "invoke", broken)
    monkeypatch.setattr(desk, "work", runner.run_until_idle)
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    (line,) = [line for line in log.lines if line["logger"] == "designer.jobs.runner"]
    assert (line["level"], line["instance_id"]) == ("ERROR", view.instance_id)
    assert line["job_id"] > 0
    assert line["exception"][0] == "ZeroDivisionError"


def test_nobody_forges_a_line(log: Log) -> None:
    logging.getLogger("designer").warning("refused %s", "x\n2026-01-01 INFO designer: all is well")
    assert len(log.lines) == 1
    told = logs.formatter("text", "INFO").format(
        logging.LogRecord("designer", 30, "", 1, "refused %s", ("x\n2026 INFO: all is well",), None)
    )
    assert "\n" not in told


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="RETURNFLOW_LOG_FORMAT"):
        logs.formatter("xml", "INFO")
