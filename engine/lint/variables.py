"""Who writes and who can see which variables: names by scope, over calls, without regard to the order of steps.

A name counts as written when anything in the scope, in a scope around it or in what was passed in may write it. A
scope is open when something may write names that nobody knows here: the data that a process is started with, a user
task whose form is not known, a call of a process that is computed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.bpmn import Element, Process
from engine.bpmn.expressions import compiled, texts
from engine.bpmn.vocabulary import SUB_PROCESSES
from engine.errors import EngineError
from engine.lint.callers import Callers
from engine.lint.ways import Ways

_OF_ANY_OUTPUT = frozenset({"result", "actor"})
_OF_LOOPS = frozenset({"loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
                       "numberOfTerminatedInstances"})  # fmt: skip


@dataclass
class Names:
    """Names of variables; with `is_open` there may be more."""

    known: set[str] = field(default_factory=set)
    is_open: bool = False

    def take(self, other: "Names") -> bool:
        """Add what `other` has; whether that was new."""
        is_new = not other.known <= self.known or (other.is_open and not self.is_open)
        self.known |= other.known
        self.is_open |= other.is_open
        return is_new


@dataclass(frozen=True)
class Seen:
    """What can be seen from one place: the names of several scopes, which are not copied."""

    scopes: tuple[Names, ...]

    def __contains__(self, name: str) -> bool:
        return any(name in scope.known for scope in self.scopes)

    @property
    def is_open(self) -> bool:
        return any(scope.is_open for scope in self.scopes)

    def names(self) -> set[str]:
        return set().union(*(scope.known for scope in self.scopes))


@dataclass(frozen=True)
class Read:
    """A name that is read at an element or flow; `text` is the FEEL around it."""

    owner_id: str
    line: int | None
    name: str
    place: str
    text: str


@lru_cache(maxsize=8192)
def names_in(text: str) -> frozenset[str]:
    """The names that a text reads when it is FEEL; none when it is a plain text or cannot be compiled."""
    if not text.startswith("="):
        return frozenset()
    try:
        return compiled(text[1:]).names
    except EngineError:
        return frozenset()


class Variables:
    """The variables of all processes of a bundle."""

    def __init__(self, callers: Callers, forms: Mapping[str, Collection[str]] | None, start: Collection[str]) -> None:
        self._callers = callers
        self._forms = forms
        self._scopes: dict[tuple[str, str | None], Names] = defaultdict(Names)
        self._passed: dict[str, Names] = defaultdict(Names)
        for process_id, ways in callers.processes.items():
            self._fill(ways)
            if callers.is_entry(process_id):
                self._passed[process_id].take(Names(set(start), is_open=True))
        self._spread()

    def at(self, ways: Ways, element: Element) -> Seen:
        """What can be seen at an element: its own loop, the scopes around it, and what was passed in."""
        return Seen((Names(set(_own(element))), *self._seen_in(ways, element.parent_id)))

    def inside(self, ways: Ways, element: Element) -> Seen:
        """What the outputs of an element can see: the content of a sub-process, what a called process wrote."""
        seen = self.at(ways, element).scopes
        if element.kind in SUB_PROCESSES:
            return Seen((self._scopes[ways.process.id, element.id], *seen))
        if element.called_process is not None:
            return Seen((*self._seen_in_called(element), *seen))
        return Seen(seen)

    def _fill(self, ways: Ways) -> None:
        process = ways.process
        self._scopes[process.id, None].known |= set(process.variables)
        for element in process.elements.values():
            scope = self._scopes[process.id, element.parent_id]
            scope.known |= set(_written(element))
            if element.kind == "userTask" and element.result is None:
                scope.take(self._of_form(element))
            if element.kind in SUB_PROCESSES:
                own = self._scopes[process.id, element.id]
                own.known |= {assignment.name for assignment in element.inputs}
                own.known |= {*_own(element), *element.variables}

    def _of_form(self, task: Element) -> Names:
        """A user task without a result variable writes each field of its form."""
        form = task.task.form if task.task is not None else None
        if form is None or self._forms is None or form not in self._forms:
            return Names(is_open=True)
        return Names(set(self._forms[form]))

    def _spread(self) -> None:
        """Pass names through calls, down and up, until nothing new comes."""
        calls = [(ways, element) for ways, element in self._all_calls()]
        is_moving = True
        while is_moving:
            is_moving = False
            for ways, element in calls:
                is_moving |= self._pass_down(ways, element)
                is_moving |= self._pass_up(ways, element)

    def _all_calls(self) -> Iterator[tuple[Ways, Element]]:
        for ways in self._callers.processes.values():
            for element in ways.process.elements.values():
                if element.called_process is not None:
                    yield ways, element

    def _pass_down(self, ways: Ways, call: Element) -> bool:
        passed = self._passed[call.called_process or ""]
        if call.binding is not None:
            return False
        if call.inputs:
            return passed.take(Names({assignment.name for assignment in call.inputs}))
        return sum(passed.take(scope) for scope in self.at(ways, call).scopes if scope is not passed) > 0

    def _pass_up(self, ways: Ways, call: Element) -> bool:
        if call.outputs:
            return False
        scope = self._scopes[ways.process.id, call.parent_id]
        if call.called_process not in self._callers.processes or call.binding is not None:
            return scope.take(Names(is_open=True))
        return scope.take(self._scopes[call.called_process, None])

    def _seen_in_called(self, call: Element) -> tuple[Names, ...]:
        called = self._callers.processes.get(call.called_process or "") if call.binding is None else None
        return (Names(is_open=True),) if called is None else self._seen_in(called, None)

    def _seen_in(self, ways: Ways, parent_id: str | None) -> tuple[Names, ...]:
        process = ways.process
        inner = process.elements.get(parent_id or "")
        around = (inner, *ways.around(inner)) if inner is not None else ()
        scopes = (self._scopes[process.id, element.id] for element in around)
        return (*scopes, self._scopes[process.id, None], self._passed[process.id])


def _own(element: Element) -> Iterator[str]:
    """The names that live with each visit of an element."""
    if element.loop is not None:
        yield "loopCounter"
        if element.loop.element:
            yield element.loop.element
    yield from element.data.local
    yield from (assignment.name for assignment in element.data.inputs)


def _written(element: Element) -> Iterator[str]:
    """The names that an element writes into the scope around it."""
    yield from (assignment.name for assignment in element.outputs)
    if element.result is not None:
        yield element.result
    if element.loop is not None and element.loop.output_collection:
        yield element.loop.output_collection
    yield from (assignment.name for assignment in element.data.outputs)


def reads(element: Element) -> Iterator[Read]:
    """Every name that the texts of an element read, without those that are always there."""
    for place, text in texts(element):
        free = names_in(text)
        if place.startswith(("output", "loop")):
            free -= _OF_ANY_OUTPUT
        if place.startswith("loop"):
            free -= _OF_LOOPS
        for name in sorted(free):
            yield Read(element.id, element.line, name, place, text)


def conditions(process: Process) -> Iterator[tuple[Element, Read]]:
    """Every name that the condition of a flow reads, with the element that the flow leaves."""
    for flow in process.flows.values():
        source = process.elements.get(flow.source)
        if flow.condition and source is not None:
            for name in sorted(names_in(flow.condition)):
                yield source, Read(flow.id, flow.line, name, "condition", flow.condition)
