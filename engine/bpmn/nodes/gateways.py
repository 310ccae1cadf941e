"""Gateways: one way, all ways, the open ways, or the way whose event comes first; and where ways meet again."""

from collections.abc import Mapping, Sequence
from typing import cast

from engine.bpmn import events
from engine.bpmn.failures import Failed
from engine.bpmn.nodes.catching import Catching
from engine.bpmn.nodes.node import Node, Path
from engine.bpmn.token import COMPLETED, READY, WAITING, Token


class ExclusiveGateway(Node):
    """Takes the first way whose condition is true, else the default (BPMN 2.0.2, 13.4.2)."""

    def choose(self, token: Token) -> Sequence[Path]:
        default: list[Path] = []
        for path in self.paths:
            if path.is_default:
                default = [path]
            elif self.is_open(path, token):
                return [path]
        if not default:
            message = f"no condition behind {self.element.id} is true and it has no default flow"
            raise Failed("no_flow_taken", message)
        return default


class JoiningGateway(Node):
    """Holds arriving tokens until the join is complete, then goes on with one."""

    def _update_hook(self, my_task: Token) -> bool:
        if self.ways_in < 2:
            return True
        my_task._state = WAITING
        my_task.workflow.joining.setdefault(self, []).append(my_task)
        return self.arrived(my_task)

    def arrived(self, token: Token) -> bool:
        """Whether `token` may go on now that it has come."""
        raise NotImplementedError

    def join(self, token: Token) -> None:
        """Consume one token from each way in that has one; `token` stands for them all and goes on."""
        joining = token.workflow.joining
        consumed: set[int] = {token.flow}
        joining[self].remove(token)
        for other in list(joining[self]):
            if other.flow not in consumed:
                consumed.add(other.flow)
                token.workflow.remove(other)
        if not joining.get(self):
            joining.pop(self, None)


class ParallelGateway(JoiningGateway):
    """Waits for a token on each way in; surplus tokens stay for the next time (BPMN 2.0.2, 13.4.1)."""

    def arrived(self, token: Token) -> bool:
        if len({waiting.flow for waiting in token.workflow.joining[self]}) < self.ways_in:
            return False
        self.join(token)
        return True


class InclusiveGateway(JoiningGateway):
    """Waits while a token elsewhere could still come by a way that has none yet (BPMN 2.0.2, 13.4.3)."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # For each node: the ways into this gateway that a token there can come by without passing it before.
        self.reached_from: dict[Node, frozenset[int]] = {}

    def arrived(self, token: Token) -> bool:
        # Decided when nothing else can move: see `release_one`.
        token.workflow.run.undecided.add(token.workflow)
        return False

    def is_complete(self, waiting: list[Token]) -> bool:
        """Whether no token elsewhere can still add to the join; asked when nothing else can move."""
        filled = {other.flow for other in waiting}
        for other in waiting[0].workflow.tasks.values():
            if other.task_spec is self or other._parent is not None:
                continue
            ways = self.reached_from.get(other.task_spec, frozenset())
            if ways - filled and not ways & filled:
                return False
        return True

    def release(self, token: Token) -> None:
        """Let the complete join go on with `token`."""
        self.join(token)
        token._state = READY
        self._on_ready(token)


def release_one(joining: Mapping[Node, list[Token]]) -> bool:
    """Let one complete inclusive join go on, one that no other complete join lies before; False if there is none.

    The specification lets either go first; the one behind would then miss the token of the one before.
    """
    complete = [
        node for node, waiting in joining.items() if isinstance(node, InclusiveGateway) and node.is_complete(waiting)
    ]
    if not complete:
        return False
    first = next((node for node in complete if not any(other in node.reached_from for other in complete)), complete[0])
    first.release(joining[first][0])
    return True


class EventBasedGateway(Node):
    """Arms the events behind it; the first that comes wins, the others are withdrawn (BPMN 2.0.2, 13.4.4)."""

    def _run_hook(self, my_task: Token) -> None:
        try:
            for path in self.paths:
                cast(Catching, path.target).arm(my_task)
        except Failed:
            for child in my_task.children:
                child.cancel()
            raise

    def won(self, token: Token, winner: Token) -> None:
        """Withdraw the other events and leave by the way of `winner`, which goes on by itself."""
        winner.detach()
        run = token.workflow.run
        for child in token.children:
            child.cancel()
        run.emit(events.ELEMENT_COMPLETED, token)
        if self.milestone is not None:
            run.emit(events.MILESTONE_REACHED, token, self.milestone)
        token._state = COMPLETED
        token.workflow.remove(token)
        path = next(path for path in self.paths if path.target is winner.task_spec)
        run.emit(events.FLOW_TAKEN, token, path.data)
