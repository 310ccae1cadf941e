"""Builds the executable form of a model: one SpiffWorkflow spec per process and sub-process, nodes for each element."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn import compensating, expressions, kinds, reach, timing
from engine.bpmn.elements import Element, Flow, Process
from engine.bpmn.expressions import Evaluable, compile_text
from engine.bpmn.nodes.adhoc import AdHocSubProcess
from engine.bpmn.nodes.catching import BoundaryEvent
from engine.bpmn.nodes.eventsubprocesses import EventStart, EventSubProcess
from engine.bpmn.nodes.gateways import WatchfulGateway
from engine.bpmn.nodes.loops import LoopNode
from engine.bpmn.nodes.node import Node, Path, ProcessSpec
from engine.bpmn.nodes.subprocesses import CallActivity, SubProcess
from engine.bpmn.starts import entries, instance_starts, is_event_start
from engine.bpmn.vocabulary import SUB_PROCESSES
from engine.errors import InvalidModel, Problem

if TYPE_CHECKING:
    from engine.bpmn.model import Model

# Further nodes of an element, such as those of each definition of an event, are numbered from here on: the numbers
# of elements in saved states do not move when an element gets one more definition.
_FURTHER = 1 << 20


@dataclass(frozen=True)
class Definitions:
    """What executions run on: shared, never changed.

    `nodes` and `specs` are the numberings that saved states use; `digest` tells whether a state belongs to them.
    `starts` are the nodes with which an instance can begin, by process and element.
    """

    processes: Mapping[str, ProcessSpec]
    specs: tuple[ProcessSpec, ...]
    nodes: Mapping[int, Node]
    starts: Mapping[tuple[str, str], Node]
    digest: bytes


def build(model: "Model") -> Definitions:
    """The executable form of `model`; InvalidModel lists every text in it that is not FEEL or no timer."""
    problems = text_problems(model)
    if problems:
        raise InvalidModel(problems)
    building = _Building()
    for process in model.processes.values():
        if process.is_executable:
            building.add_process(process)
    building.connect_calls()
    return building.finished()


def text_problems(model: "Model") -> list[Problem]:
    """Every FEEL text and timer text that cannot be used, with its element."""
    found: list[Problem] = []
    for process in model.processes.values():
        if not process.is_executable:
            continue
        found += expressions.syntax_problems(process)
        found += timing.text_problems(process)
    return found


class _Building:
    """Collects specs and nodes while a model is built."""

    def __init__(self) -> None:
        self.processes: dict[str, ProcessSpec] = {}
        self.specs: list[ProcessSpec] = []
        self.nodes: dict[int, Node] = {}
        self.starts: dict[tuple[str, str], Node] = {}
        self.names: list[str] = []
        self.further = _FURTHER

    def finished(self) -> Definitions:
        digest = hashlib.sha256("\n".join(self.names).encode()).digest()[:8]
        return Definitions(self.processes, tuple(self.specs), self.nodes, self.starts, digest)

    def next_index(self) -> int:
        self.further += 1
        return self.further

    def new_spec(self, process_id: str, of: Process | Element) -> ProcessSpec:
        spec = ProcessSpec(process_id, len(self.specs), sub_process=of.id if isinstance(of, Element) else None)
        spec.variables = {name: [] if name in of.collections else None for name in of.variables}
        self.specs.append(spec)
        return spec

    def add_process(self, process: Process) -> None:
        specs: dict[str | None, ProcessSpec] = {None: self.new_spec(process.id, process)}
        for element in process.elements.values():
            if element.kind in SUB_PROCESSES:
                specs[element.id] = self.new_spec(process.id, element)
        self.processes[process.id] = specs[None]
        _ProcessBuilding(self, process, specs).all()

    def connect_calls(self) -> None:
        for node in self.nodes.values():
            if isinstance(node, CallActivity):
                node.content = self.processes.get(node.element.called_process or "")


class _ProcessBuilding:
    """Makes and connects the nodes of one process."""

    def __init__(self, whole: _Building, process: Process, specs: Mapping[str | None, ProcessSpec]) -> None:
        self.whole = whole
        self.process = process
        self.specs = specs
        # The nodes that stand for an element: several for an event with several definitions.
        self.by_id: dict[str, tuple[Node, ...]] = {}
        # The place of each flow among the ways into its target.
        self.positions = {
            flow_id: position
            for element in process.elements.values()
            for position, flow_id in enumerate(element.incoming)
        }

    def all(self) -> None:
        elements = self.process.elements.values()
        for element in elements:
            self.by_id[element.id] = self.made(element)
        for element in elements:
            self.connect(element)
        for parent_id, spec in self.specs.items():
            self.fill(parent_id, spec)
            self.number(parent_id)
        for element in elements:
            for start in instance_starts(self.process, element):
                self.whole.starts[self.process.id, start.id] = self.node(start.id)
                if element.awaits_all:
                    behind = [path.target for path in self.node(element.id).paths]
                    self.node(start.id).started_with = tuple(one for one in behind if one.element.id != start.id)
        self.watch()

    def watch(self) -> None:
        """Tell the gateways that ask for it from where a token can still come."""
        every = tuple(node for nodes in self.by_id.values() for node in nodes)
        watchful = [node for node in every if isinstance(node, WatchfulGateway)]
        if watchful:
            try:
                found = reach.ways_into(watchful, every)
            except reach.TooEntangled as error:
                raise InvalidModel([_too_entangled(error.node.element)]) from error
            for gateway in watchful:
                gateway.reach = found

    def node(self, element_id: str) -> Node:
        return self.by_id[element_id][0]

    def made(self, element: Element) -> tuple[Node, ...]:
        # Two numbers per element: the second for the body of a loop, whether it is one or not.
        whole, spec = self.whole, self.specs[element.parent_id]
        index = 2 * len(whole.names)
        whole.names.append(f"{element.process_id}/{element.id}")
        nodes: tuple[Node, ...]
        if element.kind == "boundaryEvent":
            nodes = kinds.listening_nodes(BoundaryEvent, spec, element, index, whole.next_index)
        elif is_event_start(self.process, element):
            nodes = kinds.listening_nodes(EventStart, spec, element, index, whole.next_index)
        else:
            loop = kinds.new_loop(spec, element, index)
            node = kinds.new_node(spec, element, index + (loop is not None), loop, whole.next_index)
            whole.nodes[node.index] = node
            if loop is not None:
                loop.take(node)
            nodes = (node if loop is None else loop,)
        for node in nodes:
            whole.nodes[node.index] = node
            for part in getattr(node, "parts", ()):
                whole.nodes[part.index] = part
        return nodes

    def connect(self, element: Element) -> None:
        paths = tuple(self.path(element, self.process.flows[flow_id]) for flow_id in element.outgoing)
        if element.kind == "intermediateThrowEvent" and element.event and element.event.kind == "link":
            paths = (self.link(element),)
        is_choosing = element.kind in _CHOOSING and len(element.outgoing) > 1
        has_condition = any(path.condition is not None or path.is_default for path in paths)
        for node in self.by_id[element.id]:
            node.ways_in = len(element.incoming)
            node.paths = paths
            node.has_choice = is_choosing or (has_condition and element.kind not in _IGNORING_CONDITIONS)
            if isinstance(node, BoundaryEvent):
                self.attach(node, element)
        compensating.prepare(self.process, element, self.node(element.id), self.whole.nodes, self.whole.next_index)

    def path(self, element: Element, flow: Flow) -> Path:
        position = self.positions[flow.id]
        is_default = flow.id == element.default_flow
        return Path(flow, self.node(flow.target), position, _condition(element, flow.condition), is_default)

    def link(self, element: Element) -> Path:
        """The way from a throwing link event to the catching one of the same name (BPMN 2.0.2, 10.5.6)."""
        name = element.event.link if element.event else None
        target = self.process.link_ends("intermediateCatchEvent", element.parent_id, name)[0]
        flow_id = f"{element.id}~{target.id}"
        flow = Flow(flow_id, element.id, target.id, None, "", self.process.id, element.parent_id, None)
        return Path(flow, self.node(target.id), 0, None, False)

    def attach(self, event: BoundaryEvent, element: Element) -> None:
        host = self.node(element.attached_to or "")
        if event.definition.kind != "compensate":
            host.boundary = (*host.boundary, event)
        elif element.handler is not None:
            host.handler = self.node(element.handler)
            if isinstance(host, LoopNode) and host.body is not None:
                host.body.handler = host.handler

    def fill(self, parent_id: str | None, spec: ProcessSpec) -> None:
        """Say how `spec` begins, and hand it to the sub-process whose content it is."""
        spec.entries = tuple(self.node(element.id) for element in entries(self.process, parent_id))
        inside = [self.by_id[element.id] for element in self.process.inside(parent_id)]
        owners = [node for nodes in inside for node in nodes if isinstance(node, EventSubProcess)]
        starts = tuple(start for owner in owners for start in self.starts_of(owner))
        spec.event_starts = starts
        spec.listeners = tuple(start for start in starts if start.waits_itself)
        if parent_id is None:
            return
        host = self.node(parent_id)
        body = host.body if isinstance(host, LoopNode) else host
        if not isinstance(body, SubProcess):
            raise TypeError(f"expected a sub-process, found {body!r}")
        body.content = spec
        if isinstance(body, AdHocSubProcess):
            spec.follows = body
            body.choices = spec.entries
            spec.entries = ()

    def number(self, parent_id: str | None) -> None:
        """Say of which elements visits are counted, by their places in the file: saved states name them by these."""
        for ordinal, element in enumerate(self.process.inside(parent_id)):
            node = self.node(element.id)
            if node.names_visits or node.handler is not None:
                node.ordinal = ordinal

    def starts_of(self, owner: EventSubProcess) -> list[EventStart]:
        """The start events of an event sub-process, told whom they start."""
        inside = [self.by_id[element.id] for element in self.process.inside(owner.element.id)]
        found = [node for nodes in inside for node in nodes if isinstance(node, EventStart)]
        for start in found:
            start.owner = owner
        return found


_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
_IGNORING_CONDITIONS = frozenset({"parallelGateway", "eventBasedGateway"})


def _too_entangled(gateway: Element) -> Problem:
    message = "too many inclusive and complex gateways lie in loops through each other"
    hint = "move parts of the loop into sub-processes"
    return Problem("too-entangled", message, hint, element_id=gateway.id, file=gateway.file, line=gateway.line)


def _condition(element: Element, text: str | None) -> Evaluable | None:
    if text is None or element.kind in _IGNORING_CONDITIONS:
        return None
    return compile_text(text)
