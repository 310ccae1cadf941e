"""How long to wait after a failed attempt, and when to give up: exponential with full jitter.

Source: "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015); Standard Webhooks 1.0, "Deliverability".
"""

import random
from datetime import timedelta

BASE_SECONDS, CAP_SECONDS = 5.0, 3600.0
REST_CAP_SECONDS = 300.0

GIVE_UP_AFTER = timedelta(hours=48)
DISABLE_AFTER = timedelta(hours=72)
DISABLE_FAILURES = 10  # one event that fails on Monday and one on Thursday say nothing about the days between


def pause(attempt: int, *, at_least_seconds: float = 0.0) -> timedelta:
    """After failed attempt number `attempt` (from 1) of a delivery: uniform in [0, min(1 h, 5 s x 2^n)]."""
    return _drawn(min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(attempt, 20)), at_least_seconds)


def rest(failures: int, *, at_least_seconds: float = 0.0) -> timedelta:
    """After so many failures of an endpoint in a row, whatever was sent: nothing at all goes there for so long."""
    return _drawn(min(REST_CAP_SECONDS, 2.0 ** min(failures, 20)), at_least_seconds)


def _drawn(ceiling: float, floor: float) -> timedelta:
    return timedelta(seconds=max(floor, random.uniform(0, ceiling)))  # noqa: S311 - spreads load, guards nothing
