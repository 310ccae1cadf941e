"""Which process calls which, over all diagrams of a bundle."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from engine.bpmn import Element
from engine.lint.ways import Ways


class Callers:
    """The call activities by the process that they call."""

    def __init__(self, processes: Iterable[Ways]) -> None:
        self.processes = {ways.process.id: ways for ways in processes}
        self._calls: dict[str, list[tuple[Ways, Element]]] = defaultdict(list)
        self.is_computed = False
        for ways in self.processes.values():
            for element in ways.process.elements.values():
                if element.called_process is None or element.binding is not None:
                    continue  # what another bundle has is not known here
                if element.called_process.startswith("="):
                    self.is_computed = True
                else:
                    self._calls[element.called_process].append((ways, element))

    def of(self, process_id: str) -> Sequence[tuple[Ways, Element]]:
        """The call activities that call a process, each with the process that it stands in."""
        return self._calls.get(process_id, ())

    def is_entry(self, process_id: str) -> bool:
        """Whether a process is started from outside: nothing in the bundle calls it."""
        return self.is_computed or not self.of(process_id)
