"""Messages: the variable for what was received, and the correlation key."""

from typing import Any

from engine.bpmn.reading.markup import local, tag, text
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import python
from engine.bpmn.vendors.equivalents import add, settle
from engine.bpmn.vendors.findings import EXTENSION, Findings
from engine.bpmn.vendors.spiffarena.markup import elements, said, spiff

_RECEIVING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def variables(root: Any) -> dict[str, str]:
    """The variable that the content of each message goes to, by the message's id."""
    messages = root.iterchildren(tag("message"))
    return {one.get("id", ""): name for one in messages if (name := said(one, "messageVariable"))}


def translate(node: Any, findings: Findings) -> None:
    """The correlation of a message: the key by which those who wait are found."""
    found = list(elements(node, "processVariableCorrelation"))
    if len(found) > 1:
        message = f"the message is correlated by {len(found)} properties; here it has one key"
        findings.error(EXTENSION, message, "write the key as returnflow:correlation", node)
    elif found:
        expression = text(found[0].find(spiff("expression"))) or ""
        key = findings.translated(
            found[0], "correlation", expression, lambda source: feel.written(python.translate(source))
        )
        if key is not None:
            add(node, "correlation", key=key)


def receive(node: Any, catching: dict[str, str]) -> None:
    """Give an element that receives a message its result variable."""
    kind = local(node)
    if kind == "receiveTask":
        ref, receiver = node.get("messageRef", ""), node
    elif kind == "messageEventDefinition" and local(node.getparent()) in _RECEIVING:
        ref, receiver = node.get("messageRef", ""), node.getparent()
    else:
        return
    settle(receiver, "result", variable=said(receiver, "messageVariable") or catching.get(ref.rpartition(":")[2]))
