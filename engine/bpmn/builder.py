"""Builds the executable form of a model: one SpiffWorkflow spec per process and sub-process, one node per element."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn import expressions, reach, timing
from engine.bpmn.elements import Assignment, Element, Flow, Process
from engine.bpmn.expressions import Evaluable, compile_text
from engine.bpmn.nodes.catching import BoundaryEvent, Catching
from engine.bpmn.nodes.events import ErrorEndEvent, TerminateEndEvent
from engine.bpmn.nodes.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway
from engine.bpmn.nodes.loops import LoopNode, StandardLoop
from engine.bpmn.nodes.node import Node, Path, ProcessSpec
from engine.bpmn.nodes.subprocesses import CallActivity, SubProcess
from engine.bpmn.nodes.tasks import BusinessRuleTask, InputTexts, ScriptTask, ServiceTask, UserTask
from engine.bpmn.validation.starts import entries
from engine.errors import InvalidModel, Problem

if TYPE_CHECKING:
    from engine.bpmn.model import Model

KINDS: Mapping[str, type[Node]] = {
    "task": Node,
    "manualTask": Node,
    "userTask": UserTask,
    "serviceTask": ServiceTask,
    "sendTask": ServiceTask,
    "receiveTask": Catching,
    "scriptTask": ScriptTask,
    "businessRuleTask": BusinessRuleTask,
    "callActivity": CallActivity,
    "subProcess": SubProcess,
    "startEvent": Node,
    "endEvent": Node,
    "intermediateThrowEvent": Node,
    "intermediateCatchEvent": Catching,
    "boundaryEvent": BoundaryEvent,
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventBasedGateway,
}
_EVENT_KINDS: Mapping[tuple[str, str], type[Node]] = {
    ("endEvent", "terminate"): TerminateEndEvent,
    ("endEvent", "error"): ErrorEndEvent,
    ("endEvent", "message"): ServiceTask,
    ("intermediateThrowEvent", "message"): ServiceTask,
    ("intermediateCatchEvent", "link"): Node,
}
_TASK_SETTINGS = ("form", "candidate_groups", "assignee", "due", "priority", "title", "excluded_users")


@dataclass(frozen=True)
class Definitions:
    """What executions run on: shared, never changed.

    `nodes` and `specs` are the numberings that saved states use; `digest` tells whether a state belongs to them.
    """

    processes: Mapping[str, ProcessSpec]
    specs: tuple[ProcessSpec, ...]
    nodes: Mapping[int, Node]
    digest: bytes


def build(model: "Model") -> Definitions:
    """The executable form of `model`; InvalidModel lists every text in it that is not FEEL or no timer."""
    problems = text_problems(model)
    if problems:
        raise InvalidModel(problems)
    building = _Building(model)
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

    def __init__(self, model: "Model") -> None:
        self.model = model
        self.processes: dict[str, ProcessSpec] = {}
        self.specs: list[ProcessSpec] = []
        self.nodes: dict[int, Node] = {}
        self.names: list[str] = []

    def finished(self) -> Definitions:
        digest = hashlib.sha256("\n".join(self.names).encode()).digest()[:8]
        return Definitions(self.processes, tuple(self.specs), self.nodes, digest)

    def add_process(self, process: Process) -> None:
        by_id: dict[str, Node] = {}
        specs: dict[str | None, ProcessSpec] = {None: self.new_spec(process.id, None)}
        for element in process.elements.values():
            if element.kind == "subProcess":
                specs[element.id] = self.new_spec(process.id, element.id)
        self.processes[process.id] = specs[None]
        for element in process.elements.values():
            by_id[element.id] = self.add_node(specs[element.parent_id], element)
        for element in process.elements.values():
            self.connect(process, element, by_id)
        for parent_id, spec in specs.items():
            spec.entries = tuple(by_id[element.id] for element in entries(process, parent_id))
            if parent_id is not None:
                host = by_id[parent_id]
                body = host.body if isinstance(host, LoopNode) else host
                _as_sub_process(body).content = spec
        for node in by_id.values():
            if isinstance(node, InclusiveGateway):
                node.reached_from = reach.ways_into(node, tuple(by_id.values()))

    def new_spec(self, process_id: str, sub_process: str | None) -> ProcessSpec:
        spec = ProcessSpec(process_id, len(self.specs), sub_process=sub_process)
        self.specs.append(spec)
        return spec

    def add_node(self, spec: ProcessSpec, element: Element) -> Node:
        # Two numbers per element: the second for the body of a loop, whether it is one or not.
        index = 2 * len(self.names)
        self.names.append(f"{element.process_id}/{element.id}")
        loop = None
        if element.loop is not None:
            loop = (StandardLoop if element.loop.is_standard else LoopNode)(spec, element, index, element.loop)
            _compile_loop(loop)
            self.nodes[index] = loop
            index += 1
        node = self.nodes[index] = _new_node(spec, element, index, loop)
        if loop is None:
            return node
        loop.body = node
        node.milestone = None
        return loop

    def connect(self, process: Process, element: Element, by_id: Mapping[str, Node]) -> None:
        node = by_id[element.id]
        flows = [process.flows[flow_id] for flow_id in element.outgoing]
        node.ways_in = len(element.incoming)
        node.paths = tuple(
            Path(
                flow,
                by_id[flow.target],
                process.elements[flow.target].incoming.index(flow.id),
                _condition(element, flow.condition),
                flow.id == element.default_flow,
            )
            for flow in flows
        )
        if element.kind == "intermediateThrowEvent" and element.event and element.event.kind == "link":
            node.paths = (_link(process, element, by_id),)
        is_choosing = element.kind in ("exclusiveGateway", "inclusiveGateway") and len(flows) > 1
        has_condition = any(path.condition is not None or path.is_default for path in node.paths)
        node.has_choice = is_choosing or (has_condition and element.kind not in _IGNORING_CONDITIONS)
        if isinstance(node, BoundaryEvent):
            host = by_id[element.attached_to or ""]
            host.boundary = (*host.boundary, node)

    def connect_calls(self) -> None:
        for node in self.nodes.values():
            if isinstance(node, CallActivity):
                node.content = self.processes.get(node.element.called_process or "")


_IGNORING_CONDITIONS = frozenset({"parallelGateway", "eventBasedGateway"})


def _condition(element: Element, text: str | None) -> Evaluable | None:
    if text is None or element.kind in _IGNORING_CONDITIONS:
        return None
    return compile_text(text)


def _link(process: Process, element: Element, by_id: Mapping[str, Node]) -> Path:
    """The way from a throwing link event to the catching one of the same name (BPMN 2.0.2, 10.5.6)."""
    name = element.event.link if element.event else None
    target = next(
        other
        for other in process.inside(element.parent_id)
        if other.kind == "intermediateCatchEvent" and other.event is not None and other.event.link == name
    )
    flow = Flow(f"{element.id}~{target.id}", element.id, target.id, None, "", process.id, element.parent_id, None)
    return Path(flow, by_id[target.id], 0, None, False)


def _new_node(spec: ProcessSpec, element: Element, index: int, loop: LoopNode | None) -> Node:
    kind = KINDS[element.kind]
    if element.event is not None:
        kind = _EVENT_KINDS.get((element.kind, element.event.kind), kind)
    node = kind(spec, element, index) if kind is BoundaryEvent else kind(spec, element, index, loop=loop)
    node.output_texts = _assignments(element.outputs)
    if isinstance(node, ServiceTask | UserTask | BusinessRuleTask | SubProcess):
        node.input_texts = _assignments(element.inputs)
    if isinstance(node, UserTask) and element.task is not None:
        said: dict[str, Any] = {name: getattr(element.task, name) for name in _TASK_SETTINGS}
        node.setting = {name: (compile_text(text), text) for name, text in said.items() if text}
    if isinstance(node, Catching):
        _compile_catching(node)
    return node


def _assignments(assignments: tuple[Assignment, ...]) -> InputTexts:
    return tuple((one.name, compile_text(one.value), one.value) for one in assignments)


def _compile_catching(node: Catching) -> None:
    event = node.element.event
    if event is not None and event.timer is not None:
        node.expression = compile_text(event.timer.text)
    elif event is not None and event.message is not None and event.message.correlation is not None:
        node.expression = compile_text(event.message.correlation)


def _compile_loop(node: LoopNode) -> None:
    settings = node.settings
    source = settings.collection or settings.cardinality
    until = settings.completion or settings.condition
    node.collection = compile_text(source) if source else None
    node.output = compile_text(settings.output) if settings.output else None
    node.until = compile_text(until) if until else None


def _as_sub_process(node: Node | None) -> SubProcess:
    if not isinstance(node, SubProcess):
        raise TypeError(f"expected a sub-process, found {node!r}")
    return node
