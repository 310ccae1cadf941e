"""What the processes of a file refer to, messages, signals, errors and the like; and the list of problems found."""

from typing import Any

from engine.bpmn import extensions
from engine.bpmn.elements import Message
from engine.bpmn.reading.markup import is_bpmn, is_definition, local, tag
from engine.bpmn.vocabulary import FLOW_NODES
from engine.errors import Problem


class FileDefinitions:
    """Messages, signal names, error and escalation codes and shared event definitions of one file, by id.

    An error or escalation without a code is known by its name, then its id; a signal without a name by its id.
    """

    def __init__(self, root: Any, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.messages: dict[str, Message] = {}
        self.error_codes = _codes(root, "error", "errorCode")
        self.escalation_codes = _codes(root, "escalation", "escalationCode")
        self.signals = _codes(root, "signal", "name")
        self.event_definitions = {
            node.get("id", ""): node for node in root.iterchildren() if is_bpmn(node) and is_definition(node)
        }
        for node in root.iterchildren(tag("message")):
            self._add_message(node)

    def report(self, rule: str, message: str, hint: str, node: Any, element_id: str | None = None) -> None:
        """List a problem at `node`, under the id of the innermost drawn element around it, else of whatever has one."""
        if element_id is None:
            around = [one for one in (node, *node.iterancestors()) if one.get("id")]
            drawn = (one for one in around if local(one) in FLOW_NODES or local(one) == "sequenceFlow")
            element_id = next((one.get("id") for one in (*drawn, *around)), None)
        self.problems.append(Problem(rule, message, hint, element_id=element_id, file=self.file, line=node.sourceline))

    def _add_message(self, node: Any) -> None:
        message_id = node.get("id", "")
        said = extensions.read(node, self.report)
        key = said["correlation"][0]["key"] if "correlation" in said else None
        self.messages[message_id] = Message(message_id, node.get("name", "").strip(), key)


def _codes(root: Any, kind: str, attribute: str) -> dict[str, str]:
    return {
        node.get("id", ""): (node.get(attribute) or node.get("name") or node.get("id", "")).strip()
        for node in root.iterchildren(tag(kind))
    }
