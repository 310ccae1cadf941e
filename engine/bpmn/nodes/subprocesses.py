"""Sub-processes and call activities: an instance of their own inside this one."""

from typing import Any

from engine.bpmn import limits, visits
from engine.bpmn.failures import Failed
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.node import Node, ProcessSpec
from engine.bpmn.nodes.tasks import InputTexts, evaluate_inputs
from engine.bpmn.nodes.waiting import WaitingNode
from engine.bpmn.scopes import Scope
from engine.bpmn.token import Token
from engine.bpmn.undo import Undo
from engine.bpmn.waits import CallWait


class SubProcess(Node):
    """Embedded: its scope lies inside the one around it; inputs are its first variables."""

    names_visits = True
    content: ProcessSpec | None = None
    input_texts: InputTexts = ()
    # What undoes its finished content, and what does so when it is a transaction that is cancelled.
    undo_all: Any = None
    cancelled_by: Any = None

    def _run_hook(self, my_task: Token) -> None:
        self.check_depth(my_task)
        my_task.workflow.run.start_inside(self.called(), my_task, self.inner_scope(my_task))

    def check_depth(self, token: Token) -> None:
        if token.workflow.depth >= limits.DEPTH:
            message = f"{self.element.id} would be more than {limits.DEPTH} processes deep; does a process call itself?"
            raise Failed("too_deep", message)

    def content_done(self, token: Token, content: Instance) -> None:
        """The content of `token` is over."""
        if self.undo_all is not None and content.can_be_undone:
            # Handlers see what its content saw: also the item of the round and the data of the activity itself.
            held = token.scope.variables if token.has_own_scope else {}
            token.undo = Undo({**held, **content.scope.variables}, content.records)
        token.workflow.run.finish(token, self.result_of(content.scope))

    def _on_cancel(self, token: Token) -> None:
        token.workflow.run.cancel_inside(token)

    def called(self) -> ProcessSpec:
        """What is started."""
        if self.content is None:
            raise Failed("unknown_process", f"{self.element.id} calls {self.element.called_process!r}: no such process")
        return self.content

    def inner_scope(self, token: Token) -> Scope:
        values = dict(self.called().variables)
        return Scope(values | evaluate_inputs(self.input_texts, token), token.scope)

    def result_of(self, inner: Scope) -> dict[str, Any]:
        """What the finished content hands out: its own variables."""
        return inner.variables

    def seen(self, token: Token, result: Any) -> Scope:
        return Scope(result, Scope({"result": result}, token.scope))

    def results(self, result: Any) -> dict[str, Any]:  # noqa: ARG002
        return {}


class BoundCall(WaitingNode):
    """Calls a process of another bundle than its own, which runs as an instance of its own."""

    names_visits = True
    input_texts: InputTexts = ()

    def begin(self, token: Token) -> CallWait:
        element, binding = self.element, self.element.binding
        if binding is None:
            raise Failed("no_binding", f"{element.id} does not say which version it calls")
        passed = evaluate_inputs(self.input_texts, token) if self.input_texts else token.scope.flatten()
        token.memo = (token.memo or 0) + 1
        place = (token.id, element.id, element.process_id, element.name)
        called = element.called_process or ""
        visit = visits.path(token)
        return CallWait(*place, called, binding.kind, binding.bundle_id, passed, token.memo, visit)

    def seen(self, token: Token, result: Any) -> Scope:  # noqa: ARG002
        return Scope(result or {}, Scope({"result": result}))

    def results(self, result: Any) -> dict[str, Any]:
        return {} if self.output_texts else dict(result or {})


class CallActivity(SubProcess):
    """Called: a scope of its own. Without inputs it sees all of the caller, without outputs it gives all it wrote.

    What is passed in lies in a frozen scope below the called process's own, so that at the end its own holds exactly
    what it wrote: a call never overwrites what others changed meanwhile.
    """

    def inner_scope(self, token: Token) -> Scope:
        passed = evaluate_inputs(self.input_texts, token) if self.input_texts else token.scope.flatten()
        declared = {name: value for name, value in self.called().variables.items() if name not in passed}
        return Scope(declared, Scope(passed, is_frozen=True))

    def result_of(self, inner: Scope) -> dict[str, Any]:
        return inner.flatten() if self.output_texts else inner.variables

    def seen(self, token: Token, result: Any) -> Scope:  # noqa: ARG002
        return Scope(result, Scope({"result": result}))

    def seen_by_loop(self, token: Token, result: Any) -> Scope:
        """Also what its outputs assigned in the caller."""
        return Scope(result, Scope({"result": result}, token.scope))

    def results(self, result: Any) -> dict[str, Any]:
        if self.output_texts:
            return {}
        declared = self.called().variables
        return {name: value for name, value in result.items() if name not in declared}
