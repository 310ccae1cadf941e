"""Start events of processes."""

from typing import Any

from engine.bpmn.nodes.node import Node


class StartEvent(Node):
    """Begins; without a mapping each top-level key of the message or signal that began it becomes a variable."""

    def results(self, result: Any) -> dict[str, Any]:
        if self.element.result is not None or self.output_texts or self.data_outputs:
            return super().results(result)
        return dict(result) if isinstance(result, dict) else {}
