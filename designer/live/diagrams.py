"""A diagram of the engine as the diagram island takes it."""

from typing import Any

from engine.queries.instances import Diagram


def island_props(diagram: Diagram, stream_url: str) -> dict[str, Any]:
    """JSON-safe props: one part per process that was entered; `streamUrl` tells when tokens moved."""
    return {"parts": parts_of(diagram), "revision": diagram.revision, "streamUrl": stream_url}


def parts_of(diagram: Diagram, *, with_xml: bool = True) -> list[dict[str, Any]]:
    """The parts; without XML when the reader has the drawing already and only tokens moved."""
    parts = []
    for part in diagram.parts:
        shown: dict[str, Any] = {
            "processId": part.process_id,
            "name": part.name,
            "tokens": dict(part.tokens),
            "done": dict(part.done),
            "takenFlows": list(part.taken_flows),
            "incidents": dict(part.incidents),
        }
        parts.append(shown | {"xml": part.xml} if with_xml else shown)
    return parts
