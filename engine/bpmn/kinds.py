"""Which node runs which element, and its texts compiled."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn.elements import Assignment, Element, EventDefinition
from engine.bpmn.expressions import TASK_TEXTS, Evaluable, compile_text
from engine.bpmn.nodes.adhoc import AdHocSubProcess
from engine.bpmn.nodes.catching import BoundaryEvent, Catching, Part
from engine.bpmn.nodes.compensation import CancelEndEvent, CompensationThrow
from engine.bpmn.nodes.eventsubprocesses import EventStart, EventSubProcess
from engine.bpmn.nodes.gateways import (
    ComplexGateway,
    EventBasedGateway,
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
)
from engine.bpmn.nodes.loops import LoopNode, StandardLoop
from engine.bpmn.nodes.node import Node, ProcessSpec, Texts
from engine.bpmn.nodes.starts import StartEvent
from engine.bpmn.nodes.subprocesses import BoundCall, CallActivity, SubProcess
from engine.bpmn.nodes.tasks import BusinessRuleTask, ScriptTask, ServiceTask, UserTask
from engine.bpmn.nodes.throwing import (
    ErrorEndEvent,
    EscalationThrow,
    MessageThrow,
    SignalThrow,
    TerminateEndEvent,
    ThrowAll,
    Throwing,
)

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
    "transaction": SubProcess,
    "adHocSubProcess": AdHocSubProcess,
    "startEvent": StartEvent,
    "endEvent": Node,
    "intermediateThrowEvent": Node,
    "intermediateCatchEvent": Catching,
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "complexGateway": ComplexGateway,
    "eventBasedGateway": EventBasedGateway,
}
_THROWN: Mapping[str, type[Node]] = {
    "terminate": TerminateEndEvent,
    "cancel": CancelEndEvent,
    "error": ErrorEndEvent,
    "escalation": EscalationThrow,
    "signal": SignalThrow,
    "message": MessageThrow,
    "compensate": CompensationThrow,
    "multiple": ThrowAll,
}
_THROWING_ELEMENTS = frozenset({"endEvent", "intermediateThrowEvent"})

# Gives each further node of an element a number of its own.
NextIndex = Callable[[], int]


def kind_of(element: Element) -> type[Node]:
    """The class that runs `element`; boundary events and starts of event sub-processes have makers of their own."""
    event = element.event
    if element.is_event_sub_process:
        return EventSubProcess
    if element.binding is not None:
        return BoundCall
    if event is None or event.kind == "none" or element.kind not in (*_THROWING_ELEMENTS, "sendTask"):
        is_link = event is not None and event.kind == "link"
        return Node if is_link else KINDS[element.kind]
    if event.kind == "message" and element.operation is not None:
        return ServiceTask
    return _THROWN.get(event.kind, Node)


def new_node(spec: ProcessSpec, element: Element, index: int, loop: LoopNode | None, next_index: NextIndex) -> Node:
    """The node that runs `element`, in `loop` if it is repeated."""
    kind = kind_of(element)
    node: Node
    if issubclass(kind, Throwing):
        node = kind(spec, element, index, element.event or EventDefinition("none"), loop=loop)
    else:
        node = kind(spec, element, index, loop=loop)
    prepare(node)
    if isinstance(node, Catching):
        add_parts(node, spec, next_index)
    if isinstance(node, ThrowAll):
        node.take([_throwing_part(node, spec, one, next_index()) for one in node.definitions])
    return node


def listening_nodes(
    kind: type[BoundaryEvent] | type[EventStart],
    spec: ProcessSpec,
    element: Element,
    index: int,
    next_index: NextIndex,
) -> tuple[BoundaryEvent | EventStart, ...]:
    """One node for each definition of an event beside the flow, or one for all where all have to come."""
    event = element.event or EventDefinition("none")
    definitions = (event,) if event.is_parallel else event.every
    nodes = []
    for position, definition in enumerate(definitions):
        node = kind(spec, element, index if position == 0 else next_index(), definition)
        prepare(node)
        add_parts(node, spec, next_index)
        nodes.append(node)
    return tuple(nodes)


def new_loop(spec: ProcessSpec, element: Element, index: int) -> LoopNode | None:
    """What repeats `element`; None when nothing does."""
    settings = element.loop
    if settings is None:
        return None
    loop = (StandardLoop if settings.is_standard else LoopNode)(spec, element, index, settings)
    source = settings.collection or settings.cardinality
    until = settings.completion or settings.condition
    loop.collection = compile_text(source) if source else None
    loop.output = compile_text(settings.output) if settings.output else None
    loop.until = compile_text(until) if until else None
    loop.throws = tuple(
        (one.when, compile_text(one.when) if one.when.startswith("=") else None, one.event) for one in settings.throws
    )
    return loop


def prepare(node: Node) -> None:
    """Compile the texts of `node`."""
    element = node.element
    node.output_texts = assignments(element.outputs)
    node.local = element.data.local
    node.data_inputs = assignments(element.data.inputs)
    node.data_outputs = assignments(element.data.outputs)
    node.store_reads = tuple((one.name, one.value) for one in element.data.reads)
    node.store_writes = assignments(element.data.writes)
    node.start_quantity = element.start_quantity
    node.further = range(element.completion_quantity - 1)
    if hasattr(node, "input_texts"):
        node.input_texts = assignments(element.inputs)
    if isinstance(node, ScriptTask) and element.script is not None:
        node.script = compile_text(element.script)
    if isinstance(node, UserTask):
        _prepare_task(node)
    if isinstance(node, Catching | MessageThrow):
        node.expression = _expression(node.definition)
    if isinstance(node, ComplexGateway) and element.activation is not None:
        node.activation = compile_text(element.activation)
    if isinstance(node, AdHocSubProcess):
        _prepare_ad_hoc(node)


def add_parts(node: Catching, spec: ProcessSpec, next_index: NextIndex) -> None:
    """Give an event with several definitions a node for each."""
    parts = []
    for definition in node.definition.parts:
        part = Part(spec, node.element, next_index(), definition)
        part.expression = _expression(definition)
        parts.append(part)
    node.parts = tuple(parts)


def assignments(listed: tuple[Assignment, ...]) -> Texts:
    """Names with their expression and its text."""
    return tuple((one.name, compile_text(one.value), one.value) for one in listed)


def _throwing_part(whole: ThrowAll, spec: ProcessSpec, definition: EventDefinition, index: int) -> Node:
    kind = _THROWN.get(definition.kind, Node)
    part: Node
    if issubclass(kind, Throwing):
        part = kind(spec, whole.element, index, definition, loop=whole)
        part.input_texts = assignments(whole.element.inputs)
    else:
        part = kind(spec, whole.element, index, loop=whole)
    if isinstance(part, MessageThrow):
        part.expression = _expression(definition)
    part.milestone = None
    return part


def _expression(event: EventDefinition) -> Evaluable | None:
    """What is evaluated when the event begins to be waited for or is thrown."""
    if event.timer is not None:
        return compile_text(event.timer.text)
    if event.condition is not None:
        return compile_text(event.condition)
    if event.message is not None and event.message.correlation is not None:
        return compile_text(event.message.correlation)
    return None


def _prepare_task(node: UserTask) -> None:
    element = node.element
    said: dict[str, Any] = {}
    if element.task is not None:
        said = {name: getattr(element.task, name) for name in TASK_TEXTS}
    if not said.get("candidate_groups") and not said.get("assignee") and element.lane is not None:
        # A lane is who does the work in it (BPMN 2.0.2, 10.8).
        said["candidate_groups"] = element.lane
    node.setting = {name: (compile_text(text), text) for name, text in said.items() if text}


def _prepare_ad_hoc(node: AdHocSubProcess) -> None:
    ad_hoc = node.element.ad_hoc
    if ad_hoc is not None:
        node.completion = compile_text(ad_hoc.completion) if ad_hoc.completion else None
        node.activate = compile_text(ad_hoc.activate) if ad_hoc.activate else None
