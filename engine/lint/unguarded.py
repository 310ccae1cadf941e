"""Which steps can be reached without a two-person rule before them, over all processes of a bundle.

Two-person rule: a user task that somebody is excluded from (`excludedUsers`), so that who asked is not who approves.
"""

from collections import defaultdict
from collections.abc import Iterator

from engine.bpmn import Element
from engine.bpmn.vocabulary import SUB_PROCESSES
from engine.lint.callers import Callers
from engine.lint.ways import Ways


def is_two_person(element: Element) -> bool:
    """Whether the element is a user task that not everybody may do."""
    return element.kind == "userTask" and element.task is not None and bool(element.task.excluded_users)


class Unguarded:
    """The elements that a token can reach although nobody else has looked at the case before."""

    def __init__(self, callers: Callers) -> None:
        self._callers = callers
        self._reached: set[tuple[str, str]] = set()
        self._calls: dict[str, list[tuple[Ways, Element]]] = defaultdict(list)
        self._ended: set[str] = set()
        self._todo: list[tuple[Ways, Element]] = []
        for process_id, ways in callers.processes.items():
            if callers.is_entry(process_id):
                self._begin(ways)
        self._walk()

    def __contains__(self, place: tuple[str, str]) -> bool:
        """Whether the element (process id, element id) is one of them."""
        return place in self._reached

    def _begin(self, ways: Ways) -> None:
        self._todo += [(ways, element) for element in (*ways.entries(None), *ways.event_sub_processes(None))]

    def _walk(self) -> None:
        while self._todo:
            ways, element = self._todo.pop()
            place = (ways.process.id, element.id)
            if place not in self._reached:
                self._reached.add(place)
                self._todo += [(ways, event) for event in ways.boundary(element.id)]
                self._enter(ways, element)

    def _enter(self, ways: Ways, element: Element) -> None:
        called = self._callers.processes.get(element.called_process or "") if element.binding is None else None
        if is_two_person(element):
            return
        if called is not None:
            self._calls[called.process.id].append((ways, element))
            self._begin(called)
            if called.process.id in self._ended:
                self._leave(ways, element)
        elif element.kind in SUB_PROCESSES and ways.inside(element.id):
            inner = (*ways.entries(element.id), *ways.event_sub_processes(element.id))
            self._todo += [(ways, inside) for inside in inner]
        else:
            self._leave(ways, element)

    def _leave(self, ways: Ways, element: Element) -> None:
        leaving = [(ways, element)]
        while leaving:
            ways, element = leaving.pop()
            targets = list(ways.targets(element))
            self._todo += [(ways, target) for target in targets]
            if not targets:
                leaving += self._outer(ways, element)

    def _outer(self, ways: Ways, element: Element) -> Iterator[tuple[Ways, Element]]:
        """What goes on when the content ends that the element stands in."""
        parent = ways.process.elements.get(element.parent_id or "")
        if parent is not None:
            yield ways, parent
        elif ways.process.id not in self._ended:
            self._ended.add(ways.process.id)
            yield from list(self._calls[ways.process.id])
