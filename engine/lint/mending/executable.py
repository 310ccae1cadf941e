"""Turns drawings into diagrams that run, once their owner has said so."""

from engine.bpmn import source
from engine.bpmn.vocabulary import BPMN, FLOW_NODES
from engine.errors import Edit, Fix
from engine.lint.mending.apply import mend


def drawings(content: bytes) -> tuple[str, ...]:
    """The ids of processes with something in them that are marked as not executable; none in an unreadable file."""
    try:
        root = source.parse(content, "")
    except source.Unreadable:
        return ()
    found = root.iterchildren(f"{{{BPMN}}}process")
    nodes = [f"{{{BPMN}}}{kind}" for kind in FLOW_NODES]
    marked = [process for process in found if process.get("isExecutable") in ("false", "0") and process.get("id")]
    return tuple(process.get("id") for process in marked if next(process.iter(*nodes), None) is not None)


def as_executable(content: bytes) -> bytes:
    """The same file with each of its `drawings` marked as executable; nothing else changes."""
    edits = (Edit("set", process_id, "isExecutable", "true") for process_id in drawings(content))
    return mend(content, [Fix("Make it executable", (edit,)) for edit in edits])[0]
