"""Nodes that stay until the execution is told how it went on."""

from engine.bpmn.nodes.node import Node
from engine.bpmn.token import STARTED, Token
from engine.bpmn.waits import Wait


class WaitingNode(Node):
    """Waits for what `begin` says."""

    def _run_hook(self, my_task: Token) -> None:
        my_task.workflow.run.wait(my_task, self.begin(my_task))

    def begin(self, token: Token) -> Wait:
        """The Wait that says what is waited for."""
        raise NotImplementedError

    def arm(self, host: Token) -> Token:
        """A token that waits here on behalf of `host`: an activity that this is attached to, or a gateway."""
        instance = host.workflow
        token = Token(instance, self, instance.run.next_token_id(), parent=host, scope=host.scope)
        try:
            wait = self.begin(token)
        except BaseException:
            instance.remove(token)
            raise
        token._state = STARTED
        instance.run.wait(token, wait)
        return token
