"""One running process or embedded sub-process: a SpiffWorkflow workflow that holds its live tokens and its scope."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.workflow import Workflow

from engine.bpmn.scopes import Scope
from engine.bpmn.token import STARTED, WORKING, Token
from engine.bpmn.undo import Record, Undo

if TYPE_CHECKING:
    from engine.bpmn.nodes.adhoc import AdHocSubProcess
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
        # Tokens that wait for the event of an event sub-process: they do not hold the instance open.
        self.listening: set[int] = set()
        self.is_interrupted = False
        # What is finished and can be undone, oldest first; where this instance undoes: whose scope it lies in,
        # and the name of the visit that it undoes.
        self.records: list[Record] = []
        self.within = 0
        self.undone = ""
        # Which elements have been visited, a bit for each, and how often, where that was more than once.
        self.visited = 0
        self.visits: dict[Node, int] = {}
        # Complex gateways that have gone on and wait to be reset: the ways in whose tokens they took.
        self.activated: dict[Node, frozenset[int]] = {}
        self.completed = False
        self.success = True
        self.depth: int = 0 if host is None else host.workflow.depth + 1

    def start(self) -> None:
        """Put a token on each entry."""
        self.listen()
        for node in self.spec.entries:
            self.put(node)
        self.check_completed()

    def start_at(self, node: "Node", result: Any) -> None:
        """Begin with the start event `node`, which caught `result`."""
        self.listen()
        for other in node.started_with:
            self.put(other)
        token = Token(self, node, self.run.next_token_id())
        token._state = STARTED
        token.stage = WORKING
        node.enter(token)
        self.run.finish(token, result)

    def listen(self) -> None:
        """Wait for the events of the event sub-processes."""
        for node in self.spec.listeners:
            self.listening.add(self.put(node).id)

    def catcher(self, kind: str, code: str | None, leaving: "Node | None") -> "Node | None":
        """The start of an event sub-process here that catches `code`; not of the one that it is `leaving`."""
        if self.is_interrupted or self.within:
            return None
        for wanted in (code, None):
            for start in self.spec.event_starts:
                if (kind, wanted) in start.caught and start.owner is not leaving:
                    return start
        return None

    def interrupt(self) -> None:
        """End every token in it: an event sub-process takes over."""
        self.is_interrupted = True
        for token in list(self.tasks.values()):
            if token._parent is None:
                token.cancel()

    def count_visit(self, node: "Node") -> int:
        """Count one more visit of `node` and give its number, from 1."""
        bit = 1 << node.ordinal
        if not self.visited & bit:
            self.visited |= bit
            return 1
        count = self.visits[node] = self.visits.get(node, 1) + 1
        return count

    def remember(self, node: "Node", undo: "Undo | None", visit: str) -> None:
        """Note that this visit of `node` is finished and can be undone."""
        self.records.append(Record(self.run.next_token_id(), node, undo, visit))

    @property
    def can_be_undone(self) -> bool:
        """Whether its end leaves something that a compensation would do."""
        return bool(self.records) or any(start.compensates for start in self.spec.event_starts)

    def put(self, node: "Node", *, flow: int = -1, scope: Scope | None = None, parent: Token | None = None) -> Token:
        """A new token on `node`, made ready if the node lets it."""
        token = Token(self, node, self.run.next_token_id(), parent=parent, flow=flow, scope=scope)
        node._update(token)
        return token

    def remove(self, token: Token) -> None:
        """Forget a token that has ended."""
        self.tasks.pop(token.id, None)
        if self.listening:
            self.listening.discard(token.id)
        self.run.forget(token)
        waiting = self.joining.get(token.task_spec) if self.joining else None
        if waiting and token in waiting:
            waiting.remove(token)
            if not waiting:
                del self.joining[token.task_spec]
        token.detach()

    def left(self) -> None:
        """A token has moved on or ended."""
        if self.spec.follows is None and len(self.tasks) > len(self.listening):
            return  # the plain case first: others are at work
        if self.follower is not None:
            self.follower.step_done(self)
        else:
            self.check_completed()

    @property
    def follower(self) -> "AdHocSubProcess | None":
        """What decides how it goes on where its flows do not; where something is undone, they do."""
        return None if self.within else self.spec.follows

    def check_completed(self) -> None:
        """Without tokens the instance is over, and its host goes on (BPMN 2.0.2, 13.5.6)."""
        if len(self.tasks) > len(self.listening) or self.completed or self.follower is not None:
            return
        if self.run.changed:
            # What was written last may be what an event on the border or in it waits for.
            self.run.look_at_conditions()
            if len(self.tasks) > len(self.listening) or self.completed:
                return
        self.completed = True
        for token_id in list(self.listening):
            token = self.tasks.get(token_id)
            if token is not None:
                token.cancel()
        self.run.instance_completed(self)

    def cancel(self) -> None:
        """End every token in it, without telling the host."""
        self.completed = True
        for token in list(self.tasks.values()):
            if token._parent is None:
                token.cancel()
