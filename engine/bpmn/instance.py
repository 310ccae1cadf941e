"""One running process or embedded sub-process: a SpiffWorkflow workflow that holds its live tokens and its scope."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.workflow import Workflow

from engine.bpmn.scopes import Scope
from engine.bpmn.token import Token

if TYPE_CHECKING:
    from engine.bpmn.nodes.node import Node, ProcessSpec
    from engine.bpmn.run import Run


class Instance(Workflow):  # type: ignore[misc]
    """Keeps live tokens only: what has moved on is gone, so that a loop costs the same in every round.

    `host` is the token of the sub-process or call activity that started it; None for the root.
    """

    def __init__(self, run: "Run", number: int, spec: "ProcessSpec", host: Token | None, scope: Scope) -> None:
        # Not the base's __init__: it would predict the whole tree of future tasks.
        self.id = number
        self.spec = spec
        self.run = run
        self.host = host
        self.scope = scope
        self.tasks: dict[int, Token] = {}
        self.joining: dict[Node, list[Token]] = {}
        self.completed = False
        self.success = True
        self.depth: int = 0 if host is None else host.workflow.depth + 1

    def start(self) -> None:
        """Put a token on each entry."""
        for node in self.spec.entries:
            self.put(node)
        self.check_completed()

    def put(self, node: "Node", *, flow: int = -1, scope: Scope | None = None, parent: Token | None = None) -> Token:
        """A new token on `node`, made ready if the node lets it."""
        token = Token(self, node, self.run.next_token_id(), parent=parent, flow=flow, scope=scope)
        node._update(token)
        return token

    def remove(self, token: Token) -> None:
        """Forget a token that has ended."""
        self.tasks.pop(token.id, None)
        self.run.forget(token)
        waiting = self.joining.get(token.task_spec)
        if waiting and token in waiting:
            waiting.remove(token)
            if not waiting:
                del self.joining[token.task_spec]
        token.detach()

    def _task_completed_notify(self, task: Any) -> None:  # noqa: ARG002
        self.check_completed()

    def check_completed(self) -> None:
        """Without tokens the instance is over, and its host goes on (BPMN 2.0.2, 13.5.6)."""
        if not self.tasks and not self.completed:
            self.completed = True
            self.run.instance_completed(self)

    def cancel(self) -> None:
        """End every token in it, without telling the host."""
        self.completed = True
        for token in list(self.tasks.values()):
            if token._parent is None:
                token.cancel()
