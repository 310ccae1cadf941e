"""The namespaces in which Camunda 7 and its kin write the same attributes and elements."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.bpmn.reading.markup import tag


@dataclass(frozen=True)
class Dialect:
    """A tool and its namespace."""

    name: str
    namespace: str

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    def get(self, node: Any, name: str) -> str | None:
        """The attribute `name` of the tool; None where it is missing or empty."""
        return (node.get(self.tag(name)) or "").strip() or None

    def elements(self, node: Any, name: str) -> Iterator[Any]:
        """The extension elements `name` of the tool."""
        for container in node.iterchildren(tag("extensionElements")):
            yield from container.iterchildren(self.tag(name))

    def attributes(self, node: Any) -> Iterator[str]:
        """The names of all attributes of the tool on `node`."""
        prefix = self.tag("")
        return (name.removeprefix(prefix) for name in node.attrib if name.startswith(prefix))


DIALECTS = (
    Dialect("Camunda 7", "http://camunda.org/schema/1.0/bpmn"),
    Dialect("Operaton", "http://operaton.org/schema/1.0/bpmn"),
    Dialect("Flowable", "http://flowable.org/bpmn"),
    Dialect("Activiti", "http://activiti.org/bpmn"),
)
