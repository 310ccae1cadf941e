"""What the processes of a file refer to, messages and errors; and the list of problems that all readers write to."""

from typing import Any

from engine.bpmn import extensions
from engine.bpmn.elements import Message
from engine.bpmn.reading.markup import tag
from engine.errors import Problem


class FileDefinitions:
    """Messages by id and error codes by id of one file. An error without a code is known by its name, then its id."""

    def __init__(self, root: Any, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.messages: dict[str, Message] = {}
        self.error_codes = {
            node.get("id", ""): node.get("errorCode") or node.get("name") or node.get("id", "")
            for node in root.iterchildren(tag("error"))
        }
        for node in root.iterchildren(tag("message")):
            self._add_message(node)

    def report(self, rule: str, message: str, hint: str, node: Any, element_id: str | None = None) -> None:
        """List a problem at `node`; it is named by the id of the innermost element around it that has one."""
        if element_id is None:
            element_id = next((one.get("id") for one in (node, *node.iterancestors()) if one.get("id")), None)
        self.problems.append(Problem(rule, message, hint, element_id=element_id, file=self.file, line=node.sourceline))

    def _add_message(self, node: Any) -> None:
        message_id = node.get("id", "")
        said = extensions.read(node, self.report)
        key = said["correlation"][0]["key"] if "correlation" in said else None
        self.messages[message_id] = Message(message_id, node.get("name", "").strip(), key)
