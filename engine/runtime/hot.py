"""Live executions kept between commits, by the random tag of the very state that was saved."""

import threading
from collections import OrderedDict

from engine.bpmn import Execution

CAPACITY = 512


class HotExecutions:
    """A bounded cache that hands each live object to one caller at a time.

    Taking removes the entry: an object that was changed by a transaction which then rolled back is never seen again,
    and the tag (not the revision, which another process may have used for other content) says which state it is.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._entries: OrderedDict[int, tuple[int, Execution]] = OrderedDict()
        self._capacity = capacity
        self._lock = threading.Lock()

    def take(self, instance_id: int, tag: int) -> Execution | None:
        with self._lock:
            entry = self._entries.pop(instance_id, None)
        return entry[1] if entry is not None and entry[0] == tag else None

    def put(self, instance_id: int, tag: int, execution: Execution) -> None:
        with self._lock:
            self._entries[instance_id] = (tag, execution)
            if len(self._entries) > self._capacity:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


executions = HotExecutions()
