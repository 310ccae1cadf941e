"""The namespace of SpiffWorkflow and its extension elements."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.reading.markup import tag, text

SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
NAME = "SpiffArena"


def spiff(name: str) -> str:
    return f"{{{SPIFF}}}{name}"


def elements(node: Any, name: str) -> Iterator[Any]:
    """The extension elements `spiffworkflow:name` of `node`."""
    for container in node.iterchildren(tag("extensionElements")):
        yield from container.iterchildren(spiff(name))


def said(node: Any, name: str) -> str | None:
    """The text of the extension element `name`; None where it is missing or empty."""
    return text(next(elements(node, name), None))


def properties(node: Any) -> dict[str, str]:
    """The named values in spiffworkflow:properties."""
    return {one.get("name", ""): one.get("value", "") for group in elements(node, "properties") for one in group}
