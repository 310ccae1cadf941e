"""When a failed job is tried again: capped exponential back-off with full jitter."""

import random
from datetime import timedelta

BASE_SECONDS = 1.0
CAP_SECONDS = 1800.0
MAX_ATTEMPTS = 8


def delay(attempt: int, *, at_least_seconds: float = 0.0, jitter: random.Random | None = None) -> timedelta:
    """Pause after failed attempt number `attempt` (from 1): uniform in [0, min(cap, base x 2^n)], at least the floor.

    Source: full jitter as in "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
    """
    ceiling = min(CAP_SECONDS, BASE_SECONDS * 2**attempt)
    source = jitter or random
    return timedelta(seconds=max(at_least_seconds, source.uniform(0, ceiling)))
