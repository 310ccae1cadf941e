"""What every process counts and times: one place names them all, the help page explains each."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_REQUESTS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_CALLS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0)


@dataclass(frozen=True)
class Measures:
    """The counters and histograms of this process; all times are seconds."""

    http: Histogram
    commit: Histogram
    lock_wait: Histogram
    calls: Histogram
    advances: Counter
    errors: Counter
    webhooks: Counter


_making = Lock()
_known: list[Measures] = []


def of_process() -> Measures:
    """Made at the first use, because prometheus-client looks for the shared folder when it is imported."""
    if not _known:
        with _making:  # two first requests at once would make them twice, and the second is refused
            if not _known:
                _known.append(_made())
    return _known[0]


def _made() -> Measures:
    from prometheus_client import Counter, Histogram  # noqa: PLC0415

    return Measures(
        http=Histogram(
            "returnflow_http_request_seconds",
            "Time from the request to the head of its answer.",
            ("method", "route", "status"),
            buckets=_REQUESTS,
        ),
        commit=Histogram("returnflow_commit_seconds", "Time that a commit took.", buckets=_FAST),
        lock_wait=Histogram(
            "returnflow_write_lock_wait_seconds",
            "SQLite: time that a transaction waited for the one write lock.",
            buckets=_FAST,
        ),
        calls=Histogram(
            "returnflow_connector_call_seconds",
            "Time of one call of a connector; outcome is ok or the class of the error.",
            ("connector", "operation", "outcome"),
            buckets=_CALLS,
        ),
        advances=Counter("returnflow_advances", "Steps of process instances, each in a commit of its own."),
        errors=Counter("returnflow_log_errors", "Lines of level ERROR in the logs."),
        webhooks=Counter("returnflow_webhook_attempts", "Attempts to send a webhook; ok or failed.", ("outcome",)),
    )
