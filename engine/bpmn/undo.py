"""What is kept of finished activities so that they can be compensated (BPMN 2.0.2, 13.5.5)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.bpmn.nodes.node import Node


@dataclass(slots=True)
class Undo:
    """The content of a finished sub-process: its variables as they were, and what in it can be compensated."""

    variables: dict[str, Any]
    records: "list[Record]" = field(default_factory=list)


@dataclass(slots=True)
class Record:
    """A finished activity. `number` rises with every completion in an execution; `undo` is None without content.

    `visit` is the number of the visit, with that of the round in brackets; "" in states before version 3.
    """

    number: int
    node: "Node"
    undo: Undo | None
    visit: str

    @property
    def path(self) -> str:
        """The name of the visit in its scope."""
        return f"{self.node.element.id}#{self.visit}" if self.visit else f"{self.node.element.id}:{self.number}"
