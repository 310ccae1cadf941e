"""Nodes that stay until the execution is told how it went on."""

from engine.bpmn.nodes.node import Node
from engine.bpmn.token import STARTED, Token
from engine.bpmn.waits import Wait


class WaitingNode(Node):
    """Waits for what `begin` says."""

    def _run_hook(self, my_task: Token) -> None:
        self.hold_back(my_task)

    def begin(self, token: Token) -> Wait | None:
        """The Wait that says what is waited for; None when tokens that hang on `token` wait in its place."""
        raise NotImplementedError

    def hold_back(self, token: Token) -> None:
        """Let `token` wait."""
        wait = self.begin(token)
        if wait is not None:
            token.workflow.run.wait(token, wait)

    def arm(self, host: Token) -> Token:
        """A token that waits here on behalf of `host`: an activity that this is attached to, a gateway, an event."""
        instance = host.workflow
        token = Token(instance, self, instance.run.next_token_id(), parent=host, scope=host.scope)
        token._state = STARTED
        if host.id in instance.listening:
            instance.listening.add(token.id)
        try:
            self.hold_back(token)
        except BaseException:
            instance.remove(token)
            raise
        return token
