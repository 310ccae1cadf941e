"""Lanes: in SpiffArena the lane of a task names the group that does it."""

from typing import Any

from engine.bpmn.reading.markup import tag, text


def groups(process: Any) -> dict[str, str]:
    """The name of the innermost lane around each flow node, by the node's id."""
    found: dict[str, str] = {}
    for lane in process.iter(tag("lane")):
        name = (lane.get("name") or "").strip()
        if name:
            found.update((node_id, name) for ref in lane.iterchildren(tag("flowNodeRef")) if (node_id := text(ref)))
    return found
