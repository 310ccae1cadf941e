"""Wakes the worker of this process when something may have become due; a missed wake-up costs a poll, nothing more."""

import threading

_event = threading.Event()


def now() -> None:
    """Let an idle worker of this process look again at once."""
    _event.set()


def wait(seconds: float) -> bool:
    """Sleep until `now()` is called, at most `seconds`; whether it was called."""
    was_called = _event.wait(seconds)
    _event.clear()
    return was_called
