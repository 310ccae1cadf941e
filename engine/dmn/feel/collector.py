"""Keeps Python's garbage collector out of the way while many objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Looking through a growing model for garbage again and again takes most of the time of compiling it.

    Nothing is lost if two threads overlap: the one that found the collector running lets it run again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
