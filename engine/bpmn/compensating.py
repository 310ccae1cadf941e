"""Gives nodes what undoes them: sub-processes with something to compensate, transactions, throwing events."""

from collections.abc import Callable, MutableMapping

from engine.bpmn.elements import Element, EventDefinition, Process
from engine.bpmn.nodes.compensation import CompensationThrow, TransactionUndo, UndoAll
from engine.bpmn.nodes.loops import LoopNode
from engine.bpmn.nodes.node import Node
from engine.bpmn.nodes.subprocesses import SubProcess
from engine.bpmn.nodes.throwing import ThrowAll
from engine.bpmn.vocabulary import SUB_PROCESSES


def prepare(
    process: Process, element: Element, node: Node, nodes: MutableMapping[int, Node], next_index: Callable[[], int]
) -> None:
    """Add to `node` the nodes that undo on its behalf, and list them in `nodes`."""
    body = node.body if isinstance(node, LoopNode) else node

    def made(kind: type[UndoAll], definition: EventDefinition) -> UndoAll:
        undo = kind(node._wf_spec, element, next_index(), definition)
        undo.milestone = None
        nodes[undo.index] = undo
        return undo

    if isinstance(body, SubProcess) and element.kind in SUB_PROCESSES:
        if element.kind == "transaction":
            body.cancelled_by = made(TransactionUndo, EventDefinition("compensate"))
        if _has_something_to_undo(process, element):
            body.undo_all = made(UndoAll, EventDefinition("compensate"))
    throws = body.parts if isinstance(body, ThrowAll) else (body,)
    for throw in throws:
        if isinstance(throw, CompensationThrow) and not throw.definition.waits:
            throw.aside = made(UndoAll, throw.definition)


def _has_something_to_undo(process: Process, sub_process: Element) -> bool:
    for element in process.inside(sub_process.id):
        if element.event is not None and any(one.kind == "compensate" for one in element.event.every):
            return True
        if element.kind in SUB_PROCESSES and _has_something_to_undo(process, element):
            return True
    return False
