"""Keeps Python's search for garbage away from what lives as long as the process."""

import gc

# So many new objects until the youngest are looked at; a request or a step makes some thousands, few in cycles.
YOUNG_OBJECTS = 10_000


def settle() -> None:
    """Call when a process has started: a full search would stop all of its threads for a tenth of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
