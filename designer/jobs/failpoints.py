"""Named places at which the fault tests kill the worker: the only way to hit every edge on purpose.

RETURNFLOW_FAILPOINT="called" kills the process (SIGKILL) the first time it gets there, "called:3" the third time.
Without the variable nothing happens.
"""

import os
import signal
from collections import Counter

CLAIMED = "claimed"  # the lease is committed, nothing was sent
CALLED = "called"  # the other system has answered, nothing is written
BEGIN = "begin"  # the transaction of the result has begun
PRECOMMIT = "precommit"  # result and advance are written, not committed
COMMITTED = "committed"
TIMER = "timer"  # a timer has fired, not committed
MESSAGE = "message"  # a message was correlated, not committed
DELIVERY = "delivery"  # a signal, message or start was handed over, not committed
NAMES = (CLAIMED, CALLED, BEGIN, PRECOMMIT, COMMITTED, TIMER, MESSAGE, DELIVERY)
POSTED = "posted"  # a webhook was answered, nothing is written; only reached where an endpoint is registered

_VARIABLE = "RETURNFLOW_FAILPOINT"
_seen: Counter[str] = Counter()


def reached(name: str) -> None:
    """End the process here if the environment says so."""
    wanted = os.environ.get(_VARIABLE)
    if not wanted:
        return
    place, _, count = wanted.partition(":")
    if place != name:
        return
    _seen[name] += 1
    if _seen[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
