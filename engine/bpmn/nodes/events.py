"""Ending events that do more than end: terminate and error. Those that send a message are service tasks."""

from engine.bpmn import events
from engine.bpmn.failures import Failed
from engine.bpmn.nodes.node import Node
from engine.bpmn.token import COMPLETED, Token


class TerminateEndEvent(Node):
    """Ends every token of its process or sub-process (BPMN 2.0.2, 13.5.6)."""

    def _on_complete(self, token: Token) -> None:
        for other in list(token.workflow.tasks.values()):
            if other is not token and other._parent is None:
                other.cancel()
        super()._on_complete(token)


class ErrorEndEvent(Node):
    """Throws an error out of its process or sub-process; uncaught, it fails here and stays."""

    def _run_hook(self, my_task: Token) -> None:
        instance = my_task.workflow
        code = self.element.event.error_code if self.element.event else None
        message = self.element.name or f"error {code} thrown at {self.element.id}"
        found = instance.run.find_handler(instance.host, code or "")
        if found is None:
            raise Failed(
                "uncaught_error", f"nothing around {self.element.id} catches the error {code!r}", {"error": code}
            )
        host, handler = found
        instance.run.emit(events.ELEMENT_COMPLETED, my_task)
        if self.milestone is not None:
            instance.run.emit(events.MILESTONE_REACHED, my_task, self.milestone)
        data = {"code": code, "message": message, "caught_by": handler.element.id}
        instance.run.emit(events.ERROR_THROWN, my_task, data)
        my_task._state = COMPLETED
        instance.remove(my_task)
        handler.catch(host, {"code": code, "message": message})
