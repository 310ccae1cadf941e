"""Gateways: one way, all ways, the open ways, or the way whose event comes first; and where ways meet again."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, cast

from engine.bpmn import events
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.catching import Catching
from engine.bpmn.nodes.node import Node, Path
from engine.bpmn.reach import Reach, bits
from engine.bpmn.scopes import Scope
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


class WatchfulGateway(JoiningGateway):
    """Asks which tokens can still come, when nothing else can move: only then is it certain."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.reach = Reach()

    def arrived(self, token: Token) -> bool:
        token.workflow.run.undecided.add(token.workflow)
        return False

    def is_complete(self, instance: Instance) -> bool:
        """Whether it can go on; asked when nothing else can move."""
        raise NotImplementedError

    def release(self, instance: Instance) -> None:
        """Let it go on; it is complete."""
        raise NotImplementedError

    def go_on(self, token: Token) -> None:
        token._state = READY
        self._on_ready(token)

    def can_still_come(self, instance: Instance, filled: int) -> Iterator[int]:
        """For each token elsewhere that can get here by a way not `filled`: the ways in by which it can come."""
        for other in instance.tasks.values():
            if other.task_spec is not self and other._parent is None:
                ways = self.reach.ways(other.task_spec, self)
                if ways & ~filled:
                    yield ways


class InclusiveGateway(WatchfulGateway):
    """Waits while a token elsewhere could still come by a way that has none yet (BPMN 2.0.2, 13.4.3)."""

    def is_complete(self, instance: Instance) -> bool:
        waiting = instance.joining.get(self)
        if not waiting:
            return False
        filled = bits(other.flow for other in waiting)
        return all(ways & filled for ways in self.can_still_come(instance, filled))

    def release(self, instance: Instance) -> None:
        token = instance.joining[self][0]
        self.join(token)
        self.go_on(token)


class ComplexGateway(WatchfulGateway):
    """Goes on when its condition holds, then waits for the tokens that can still come (BPMN 2.0.2, 13.4.5).

    The condition sees `activationCount`, the tokens that have come, and, under the id of each flow into the gateway,
    how many came by it. Outgoing conditions see `waitingForStart`: true when the gateway goes on, false when it is
    reset; a way out without a condition is taken when it goes on only. Without a condition it waits for every way in.
    """

    activation: Evaluable | None = None

    def _update_hook(self, my_task: Token) -> bool:
        my_task._state = WAITING
        my_task.workflow.joining.setdefault(self, []).append(my_task)
        return self.arrived(my_task)

    def arrived(self, token: Token) -> bool:
        instance = token.workflow
        if self in instance.activated:
            return super().arrived(token)
        instance.run.attempt(token, self.try_start)
        return False

    def try_start(self, token: Token) -> None:
        """Go on with `token` if the condition holds now."""
        instance = token.workflow
        waiting = instance.joining[self]
        if not self.is_active(instance, waiting):
            return
        consumed = frozenset(other.flow for other in waiting)
        self.join(token)
        if len(consumed) < self.ways_in:
            instance.activated[self] = consumed
            instance.run.undecided.add(instance)
        token.memo = True
        self.go_on(token)

    def is_active(self, instance: Instance, waiting: Sequence[Token]) -> bool:
        if self.activation is None:
            return len({other.flow for other in waiting}) >= self.ways_in
        counts = dict.fromkeys(self.element.incoming, Decimal(0))
        for other in waiting:
            counts[self.element.incoming[other.flow]] += 1
        seen = Scope({**counts, "activationCount": Decimal(len(waiting))}, instance.scope)
        problems: list[Any] = []
        value = self.activation.evaluate(seen, problems)
        if value is True or value is False:
            return bool(value)
        what = f"activation condition of {self.element.id}"
        raise refusal(value, "true or false", what, self.element.activation or "", problems)

    def choose(self, token: Token) -> Sequence[Path]:
        token.scope = Scope({"waitingForStart": token.memo is True}, token.scope, is_local=True)
        if token.memo is True:
            return super().choose(token)
        return [path for path in self.paths if path.condition is not None and self.is_open(path, token)]

    @property
    def resets_by_flows(self) -> bool:
        """Whether anything leaves it when it is reset."""
        return any(path.condition is not None for path in self.paths)

    def is_complete(self, instance: Instance) -> bool:
        consumed = instance.activated.get(self)
        if consumed is None:
            return False
        filled = bits(consumed) | bits(other.flow for other in instance.joining.get(self, ()))
        return not any(self.can_still_come(instance, filled))

    def release(self, instance: Instance) -> None:
        """Be reset: take the tokens that came late, one for each way, and wait for a new start."""
        consumed = instance.activated.pop(self)
        late = [token for token in instance.joining.get(self, ()) if token.flow not in consumed]
        if late and self.resets_by_flows:
            instance.joining[self].remove(late[0])
            self.take(instance, late[1:], {late[0].flow})
            late[0].memo = False
            self.go_on(late[0])
        else:
            self.take(instance, late, set())
        self.start_again(instance)

    def take(self, instance: Instance, late: Sequence[Token], taken: set[int]) -> None:
        for token in late:
            if token.flow not in taken:
                taken.add(token.flow)
                instance.remove(token)
        if not instance.joining.get(self):
            instance.joining.pop(self, None)
        instance.left()

    def start_again(self, instance: Instance) -> None:
        """Tokens that came by a way that was used already may be enough for the next start."""
        waiting = instance.joining.get(self)
        if waiting:
            instance.run.attempt(waiting[0], self.try_start)


def release_one(instance: Instance) -> bool:
    """Let one complete gateway go on, one that no other complete one lies before; False if there is none.

    The specification lets either go first; the one behind would then miss the token of the one before.
    """
    watchful = {node: None for node in (*instance.joining, *instance.activated) if isinstance(node, WatchfulGateway)}
    complete = [node for node in watchful if node.is_complete(instance)]
    if not complete:
        return False
    is_behind = (any(node.reach.ways(other, node) for other in complete) for node in complete)
    first = next((node for node, waits in zip(complete, is_behind, strict=True) if not waits), complete[0])
    first.release(instance)
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
