"""Reads which lane each flow node lies in: the innermost one, by its name (BPMN 2.0.2, 10.8)."""

from typing import Any

from engine.bpmn.reading.markup import tag, text


def lanes_of(process: Any) -> dict[str, str]:
    """The name of the lane around each flow node of `process`, by the node's id; lanes without a name say nothing."""
    found: dict[str, str] = {}
    # In document order an inner lane comes after the one around it, and so overrules it.
    for lane in process.iter(tag("lane")):
        name = (lane.get("name") or "").strip()
        if name:
            found.update((node_id, name) for ref in lane.iterchildren(tag("flowNodeRef")) if (node_id := text(ref)))
    return found
