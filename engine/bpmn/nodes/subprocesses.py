"""Sub-processes and call activities: an instance of their own inside this one."""

from typing import Any

from engine.bpmn import limits
from engine.bpmn.failures import Failed
from engine.bpmn.nodes.node import Node, ProcessSpec
from engine.bpmn.nodes.tasks import InputTexts, evaluate_inputs
from engine.bpmn.scopes import Scope
from engine.bpmn.token import Token


class SubProcess(Node):
    """Embedded: its scope lies inside the one around it; inputs are its first variables."""

    content: ProcessSpec | None = None
    input_texts: InputTexts = ()

    def _run_hook(self, my_task: Token) -> None:
        if my_task.workflow.depth >= limits.DEPTH:
            message = f"{self.element.id} would be more than {limits.DEPTH} processes deep; does a process call itself?"
            raise Failed("too_deep", message)
        my_task.workflow.run.start_inside(self.called(), my_task, self.inner_scope(my_task))

    def _on_cancel(self, token: Token) -> None:
        token.workflow.run.cancel_inside(token)

    def called(self) -> ProcessSpec:
        """What is started."""
        if self.content is None:
            raise Failed("unknown_process", f"{self.element.id} calls {self.element.called_process!r}: no such process")
        return self.content

    def inner_scope(self, token: Token) -> Scope:
        return Scope(evaluate_inputs(self.input_texts, token), token.scope)

    def result_of(self, inner: Scope) -> dict[str, Any]:
        """What the finished content hands out: its own variables."""
        return inner.variables

    def seen(self, token: Token, result: Any) -> Scope:
        return Scope(result, Scope({"result": result}, token.scope))

    def results(self, result: Any) -> dict[str, Any]:  # noqa: ARG002
        return {}


class CallActivity(SubProcess):
    """Called: a scope of its own. Without inputs it sees all of the caller, without outputs it gives all it wrote.

    What is passed in lies in a frozen scope below the called process's own, so that at the end its own holds exactly
    what it wrote: a call never overwrites what others changed meanwhile.
    """

    def inner_scope(self, token: Token) -> Scope:
        passed = evaluate_inputs(self.input_texts, token) if self.input_texts else token.scope.flatten()
        return Scope({}, Scope(passed, is_frozen=True))

    def result_of(self, inner: Scope) -> dict[str, Any]:
        return inner.flatten() if self.output_texts else inner.variables

    def seen(self, token: Token, result: Any) -> Scope:  # noqa: ARG002
        return Scope(result, Scope({"result": result}))

    def results(self, result: Any) -> dict[str, Any]:
        return {} if self.output_texts else dict(result)
