"""OpenTelemetry traces of requests, commits and connector calls, where an exporter is configured; nothing elsewhere.

Configured by OpenTelemetry's own variables, OTEL_EXPORTER_OTLP_ENDPOINT first; needs `pip install returnflow[otel]`.
Spans carry ids, routes and names of operations, nothing that a customer wrote.
"""

import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from designer.errors import reference
from designer.monitoring import logs

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

log = logging.getLogger(__name__)

VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_tracers: list["Tracer"] = []


def init_app(app: Flask) -> None:
    """Trace the requests of `app`, if this machine exports traces."""
    if not any(os.environ.get(name) for name in VARIABLES):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    except ImportError:
        log.warning("traces are configured, but not installed: pip install 'returnflow[otel]'")
        return
    if not _tracers:
        export(OTLPSpanExporter())
    app.before_request(_begin)
    app.after_request(_end)


def export(exporter: Any) -> None:
    """Send every span of this process to an OpenTelemetry `exporter`, in batches from a thread of its own."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": "returnflow"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracers[:] = [provider.get_tracer("returnflow")]


@contextmanager
def span(name: str, attributes: Mapping[str, Any]) -> Iterator[None]:
    """The block as a span; an exception marks it as failed by its type, never by its text."""
    if not _tracers:
        yield
        return
    with _tracers[0].start_as_current_span(
        name, attributes={**_named(logs.ids()), **attributes}, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except Exception as error:
            _fail(current, type(error).__name__)
            raise


def record(name: str, seconds: float) -> None:
    """A span that has just ended."""
    if _tracers:
        ended_at = time.time_ns()
        begun = _tracers[0].start_span(name, start_time=ended_at - int(seconds * 1e9), attributes=_named(logs.ids()))
        begun.end(ended_at)


def _begin() -> None:
    from opentelemetry import context, propagate, trace  # noqa: PLC0415

    parent = propagate.extract({name.lower(): value for name, value in request.headers.items()})
    route = request.url_rule.rule if request.url_rule else "none"
    attributes = {"http.request.method": request.method, "http.route": route, "returnflow.request_id": reference()}
    begun = _tracers[0].start_span(
        f"{request.method} {route}", parent, kind=trace.SpanKind.SERVER, attributes=attributes
    )
    g.span = (begun, context.attach(trace.set_span_in_context(begun, parent)))


def _end(response: Response) -> Response:
    from opentelemetry import context  # noqa: PLC0415

    begun, token = g.pop("span", (None, None))
    if begun is not None:
        context.detach(token)
        begun.set_attribute("http.response.status_code", response.status_code)
        if response.status_code >= 500:
            _fail(begun, str(response.status_code))
        begun.end()
    return response


def _fail(current: Any, kind: str) -> None:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415

    current.set_attribute("error.type", kind)
    current.set_status(StatusCode.ERROR)


def _named(ids: Mapping[str, Any]) -> dict[str, Any]:
    return {f"returnflow.{key}": value for key, value in ids.items()}
