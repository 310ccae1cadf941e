"""Writes our own extension elements into the tree in memory; what the diagram says in our words itself stands."""

import re
from typing import Any

from lxml import etree

from engine.bpmn.reading.markup import tag
from engine.bpmn.vendors import expressions
from engine.bpmn.vocabulary import RETURNFLOW

_NO_WORD = re.compile(r"\W")


def own(node: Any, name: str) -> list[Any]:
    """The `returnflow:name` elements of `node`."""
    return list(node.findall(f"{tag('extensionElements')}/{{{RETURNFLOW}}}{name}"))


def add(node: Any, element: str, /, **attributes: str) -> None:
    """Add `returnflow:element` to `node`, unless it stands there; inputs and outputs are told apart by their names."""
    present = own(node, element)
    key = attributes.get("name") if element in ("input", "output") else None
    if any(key is None or one.get("name") == key for one in present):
        return
    container = node.find(tag("extensionElements"))
    if container is None:
        container = etree.Element(tag("extensionElements"))
        container.sourceline = node.sourceline
        node.insert(0, container)
    made: Any = etree.SubElement(container, f"{{{RETURNFLOW}}}{element}", attributes)
    made.sourceline = node.sourceline


def settle(node: Any, element: str, /, **attributes: str | None) -> None:
    """Give the one `returnflow:element` of `node` these attributes, where it has none of that name yet."""
    given = {key: value for key, value in attributes.items() if value}
    if not given:
        return
    present = own(node, element)
    if not present:
        add(node, element, **given)
        return
    for key, value in given.items():
        if not present[0].get(key):
            present[0].set(key, value)


def word(element_id: str) -> str:
    """The id of an element as the beginning of a variable's name."""
    made = _NO_WORD.sub("_", element_id)
    return made if expressions.is_word(made) else f"_{made}"
