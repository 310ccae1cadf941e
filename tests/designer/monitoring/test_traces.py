"""Requests, commits and calls as spans; a trace begun elsewhere goes on."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from designer.monitoring import traces
from designer.returns.testing import Desk

TRACED = "4bf92f3577b34da6a3ce929d0e0e4736"
SERVE = """
import sys
from designer.app import create_app
create_app({"DATA_DIR": sys.argv[1]}).test_client().get("/healthz")
from opentelemetry.sdk.trace import TracerProvider
from designer.monitoring import traces
traces._tracers[0].span_processor.force_flush()
"""


@pytest.fixture
def spans(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """The application again, with traces kept in memory."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr("opentelemetry.sdk.trace.export.BatchSpanProcessor", SimpleSpanProcessor)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    traces.export(exporter)
    app._got_first_request = False
    traces.init_app(app)
    yield exporter
    traces._tracers.clear()


def named(exporter: InMemorySpanExporter, name: str) -> ReadableSpan:
    return next(span for span in exporter.get_finished_spans() if span.name == name)


def test_a_trace_that_comes_with_a_request_goes_on(app: Flask, spans: InMemorySpanExporter) -> None:
    answer = app.test_client().get("/healthz", headers={"traceparent": f"00-{TRACED}-00f067aa0ba902b7-01"})
    span = named(spans, "GET /healthz")
    assert f"{span.context.trace_id:032x}" == TRACED
    assert span.attributes["http.response.status_code"] == 200
    assert span.attributes["returnflow.request_id"] == answer.headers["X-Request-Id"]


def test_calls_and_commits_are_spans_without_what_customers_wrote(desk: Desk, spans: InMemorySpanExporter) -> None:
    desk.request(notes="johanna@example.com")
    assert named(spans, "erp.get_order").attributes == {"returnflow.connector": "erp"}
    assert named(spans, "commit").end_time >= named(spans, "commit").start_time
    assert "johanna" not in "".join(span.to_json() for span in spans.get_finished_spans())


def test_a_call_that_fails_is_told_by_its_kind(desk: Desk, spans: InMemorySpanExporter) -> None:
    with pytest.raises(ZeroDivisionError), traces.span("call", {}):
        raise ZeroDivisionError("johanna@example.com")
    span = named(spans, "call")
    assert span.attributes["error.type"] == "ZeroDivisionError"
    assert (span.status.is_ok, span.status.description, span.events) == (False, None, ())


class _Collector(http.server.BaseHTTPRequestHandler):
    """Takes what an exporter sends."""

    received: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_opentelemetrys_own_variable_sends_spans_to_a_collector(tmp_path: Path) -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), _Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
    subprocess.run([sys.executable, "-c", SERVE, str(tmp_path)], env=environment, check=True, timeout=120)
    server.shutdown()
    assert "/v1/traces" in _Collector.received
