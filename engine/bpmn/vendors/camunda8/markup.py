"""The namespace of Zeebe and its extension elements."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.reading.markup import tag

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
NAME = "Camunda 8"


def zeebe(name: str) -> str:
    return f"{{{ZEEBE}}}{name}"


def elements(node: Any, name: str) -> Iterator[Any]:
    """The extension elements `zeebe:name` of `node`."""
    for container in node.iterchildren(tag("extensionElements")):
        yield from container.iterchildren(zeebe(name))


def element(node: Any, name: str) -> Any | None:
    return next(elements(node, name), None)


def said(node: Any | None, attribute: str) -> str | None:
    """The attribute of `node`; None where it is missing or empty."""
    return None if node is None else ((node.get(attribute) or "").strip() or None)
