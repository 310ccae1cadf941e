"""The text that Prometheus reads: what the processes of this machine counted, and the figures of the database."""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from designer.catalog import breaker
from designer.catalog.breaker import BreakerView
from designer.database import reading
from designer.monitoring import folder, measures
from designer.outbound import figures as outbound
from designer.outbound.figures import WebhookFigures
from engine.queries import figures
from engine.queries.figures import Figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def text() -> bytes:
    """All metrics, in the text format; needs an application context. A database that is away is a metric, too."""
    measures.of_process()  # they are told before anything was measured, too
    figured = _lines(_Database())
    shared = folder.shared()
    if shared is None:
        return generate_latest(REGISTRY) + figured
    with folder.held(shared):
        folder.add_up_ended(shared)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(shared))  # type: ignore[no-untyped-call]
        return generate_latest(registry) + figured


def _lines(collector: Collector) -> bytes:
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)


class _Database(Collector):
    """Reads the figures when they are asked for: whichever process answers, the answer is that of the database."""

    def collect(self) -> Iterable[Metric]:
        try:
            with reading() as conn:
                found, webhooks, breakers = figures.read(conn), outbound.read(conn), breaker.views(conn)
        except SQLAlchemyError:
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from _gauges(found)
        yield from _webhook_gauges(webhooks)
        yield from _breaker_gauges(breakers)


def _gauges(found: Figures) -> Iterator[Metric]:
    yield _by_state("instances", "Process instances by state, those that are over left out.", found.instances)
    yield _gauge("instances_with_incidents", "Instances that wait for a repair.", found.instances_with_incidents)
    yield _by_state("jobs", "Jobs by state, those that are over left out.", found.jobs)
    yield _by_priority("jobs_overdue", "Jobs that a worker could start now.", found.jobs_overdue)
    oldest = "How long the oldest due job has waited."
    yield _by_priority("job_oldest_due_seconds", oldest, found.oldest_due_job_seconds)
    yield _gauge("job_leases_lost", "Jobs whose worker has not answered in time.", found.leases_lost)
    yield _gauge("incidents_open", "Incidents that nobody has resolved.", found.incidents_open)
    yield _gauge("timers_waiting", "Timers that have not fired.", found.timers_waiting)
    yield _gauge("timers_late", "Timers whose moment has passed.", found.timers_late)
    yield _gauge("timer_latest_seconds", "How late the latest of them is.", found.latest_timer_seconds)
    yield _gauge("messages_buffered", "Messages that nobody waits for yet.", found.messages_buffered)
    yield _gauge("messages_expired", "Messages that nobody waited for in time.", found.messages_expired)
    yield _gauge("lock_waits", "Sessions that wait for a lock of the database now.", found.lock_waits)


def _webhook_gauges(found: WebhookFigures) -> Iterator[Metric]:
    meaning = "Webhooks by state, those that arrived left out."
    yield _by_state("webhook_deliveries", meaning, found.deliveries)
    yield _gauge("webhook_oldest_seconds", "Age of the oldest webhook that has not arrived.", found.oldest_seconds)
    yield _gauge("webhook_endpoints_disabled", "Endpoints disabled because they failed.", found.endpoints_disabled)


def _breaker_gauges(breakers: Mapping[str, BreakerView]) -> Iterator[Metric]:
    paused = GaugeMetricFamily(
        "returnflow_connection_paused",
        "1 where the jobs of a connection wait, 0.5 where one tries.",
        labels=["connection"],
    )
    delayed = GaugeMetricFamily("returnflow_jobs_delayed", "Jobs that wait for a connection.", labels=["connection"])
    for connection, found in breakers.items():
        paused.add_metric([connection], {"open": 1.0, "half_open": 0.5}.get(found.state, 0.0))
        delayed.add_metric([connection], found.delayed)
    yield from (paused, delayed)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"returnflow_{name}", meaning, value=value)


def _by_state(name: str, meaning: str, counts: Mapping[str, int]) -> Metric:
    return _by("state", name, meaning, counts)


def _by_priority(name: str, meaning: str, values: Mapping[str, float]) -> Metric:
    return _by("priority", name, meaning, values)


def _by(label: str, name: str, meaning: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"returnflow_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
