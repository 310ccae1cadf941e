"""Where tokens can go in one process: an index over its elements that is made once for all rules."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from engine.bpmn import Element, Process
from engine.bpmn.vocabulary import SUB_PROCESSES
from engine.lint.traits import is_about, is_triggered_by_nothing


class Ways:
    """Elements by what is around them: their sub-process, their host, their link."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._inside: dict[str | None, list[Element]] = defaultdict(list)
        self._boundary: dict[str, list[Element]] = defaultdict(list)
        self._links: dict[tuple[str | None, str | None], Element] = {}
        for element in process.elements.values():
            self._inside[element.parent_id].append(element)
            if element.attached_to:
                self._boundary[element.attached_to].append(element)
            if element.kind == "intermediateCatchEvent" and element.event is not None and element.event.link:
                self._links[element.parent_id, element.event.link] = element

    def inside(self, parent_id: str | None) -> Sequence[Element]:
        """The elements directly in the process (None) or in a sub-process."""
        return self._inside.get(parent_id, ())

    def boundary(self, host_id: str) -> Sequence[Element]:
        """The events on the border of an activity."""
        return self._boundary.get(host_id, ())

    def entries(self, parent_id: str | None) -> list[Element]:
        """What gets a token when the process (None) or the sub-process starts, however (BPMN 2.0.2, 13.2.1)."""
        inside = self.inside(parent_id)
        starts = [element for element in inside if element.kind == "startEvent"]
        if not starts:
            return [it for it in inside if not it.incoming and not is_triggered_by_nothing(it)]
        return [*starts, *(it for it in inside if it.instantiates)]

    def event_sub_processes(self, parent_id: str | None) -> list[Element]:
        return [element for element in self.inside(parent_id) if element.is_event_sub_process]

    def targets(self, element: Element) -> Iterator[Element]:
        """Where the flows out of an element lead, and the other end of its link."""
        for flow_id in element.outgoing:
            flow = self.process.flows.get(flow_id)
            target = self.process.elements.get(flow.target) if flow is not None else None
            if target is not None:
                yield target
        if element.kind == "intermediateThrowEvent" and element.event is not None and element.event.link:
            other = self._links.get((element.parent_id, element.event.link))
            if other is not None:
                yield other

    def following(self, element: Element) -> Iterator[Element]:
        """Everything that a token at the element can set off: its ways out, its border, its content, its handler."""
        yield from self.targets(element)
        yield from self.boundary(element.id)
        handler = self.process.elements.get(element.handler or "")
        if handler is not None:
            yield handler
        if element.kind in SUB_PROCESSES:
            yield from self.entries(element.id)
            yield from self.event_sub_processes(element.id)

    def reachable(self) -> set[str]:
        """The ids of all elements that a token can ever reach."""
        todo = [*self.entries(None), *self.event_sub_processes(None)]
        reached: set[str] = set()
        while todo:
            element = todo.pop()
            if element.id not in reached:
                reached.add(element.id)
                todo += self.following(element)
        return reached

    def around(self, element: Element) -> Iterator[Element]:
        """The sub-processes around an element, the innermost first."""
        seen = {element.id}
        parent = self.process.elements.get(element.parent_id or "")
        while parent is not None and parent.id not in seen:
            seen.add(parent.id)
            yield parent
            parent = self.process.elements.get(parent.parent_id or "")

    def error_events(self, element: Element) -> Iterator[Element]:
        """What may catch an error of the element within its process: on its border or around it."""
        for place in (element, *self.around(element)):
            yield from (event for event in self.boundary(place.id) if is_about(event, "error"))
            for sub_process in self.event_sub_processes(place.parent_id):
                yield from (it for it in self.inside(sub_process.id) if is_about(it, "error"))
