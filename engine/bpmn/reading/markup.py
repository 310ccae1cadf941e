"""Small questions to XML nodes in the BPMN namespace."""

from typing import Any

from engine.bpmn.vocabulary import BPMN, EVENT_DEFINITION_SUFFIX


def tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def local(node: Any) -> str:
    """The name of `node` without its namespace."""
    return str(node.tag).rpartition("}")[2]


def is_bpmn(node: Any) -> bool:
    return isinstance(node.tag, str) and node.tag.startswith(f"{{{BPMN}}}")


def is_definition(node: Any) -> bool:
    """Whether `node` says what an event is about."""
    return local(node).endswith(EVENT_DEFINITION_SUFFIX) or local(node) == "eventDefinitionRef"


def is_true(node: Any, attribute: str, default: str = "false") -> bool:
    return node.get(attribute, default) in {"true", "1"}


def text(node: Any | None) -> str | None:
    """The stripped text of `node`; None where there is none."""
    return None if node is None else ("".join(node.itertext()).strip() or None)
