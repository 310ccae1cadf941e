"""A token: a SpiffWorkflow task that lives in one place of one process instance, until it has moved on."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import events
from engine.bpmn.failures import Failure
from engine.bpmn.scopes import Scope
from engine.bpmn.waits import Wait

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.nodes.node import Node
    from engine.bpmn.undo import Undo

# How far a token has come in its element; a retry goes on from there, so that no work is done twice.
ENTERING, WORKING, FINISHING, LEAVING = 0, 1, 2, 3

FUTURE: int = TaskState.FUTURE
WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
CANCELLED: int = TaskState.CANCELLED
FINISHED: int = TaskState.FINISHED_MASK


class Token(Task):  # type: ignore[misc]
    """Differs from its base: ids are small integers, data is a scope by reference, no log texts are built.

    A new token is made for each visit of an element. Boundary events, armed events behind
    a gateway and the instances of a loop are children of their host; every other token has no parent.
    """

    # What the base class sets per object and nothing here uses.
    triggered = False
    thread_id = 0
    last_state_change = 0.0

    # Which visit of its element in its scope this is, or which round of its loop; 0 where no name is made of it.
    visit = 0

    def __init__(
        self,
        instance: "Instance",
        node: "Node",
        token_id: int,
        *,
        parent: "Token | None" = None,
        flow: int = -1,
        scope: Scope | None = None,
    ) -> None:
        """`flow` is the position among the ways into `node` by which it came, -1 for none."""
        self.id = token_id
        self.workflow = instance
        self.task_spec = node
        self._parent = None
        self._children: list[int] = []
        self._state = FUTURE
        self.flow = flow
        self.scope = instance.scope if scope is None else scope
        self.stage = ENTERING
        self.is_entered = False
        self.result: Any = None
        self.actor: str | None = None  # who completed it: outputs see the name beside the result
        self.wait: Wait | None = None
        self.packed_wait: bytes | None = None
        self.failure: Failure | None = None
        self.memo: Any = None
        self.taken: Any = None
        self.undo: Undo | None = None  # what of its finished content can be compensated
        instance.tasks[token_id] = self
        if parent is not None:
            self._parent = parent.id
            parent._children.append(token_id)

    @property
    def has_own_scope(self) -> bool:
        """Whether its scope is its own: a round of a loop, a part of an event, a visit that holds data of its own."""
        node = self.task_spec
        return node.loop is not None or (bool(node.local) and self.stage > ENTERING and self.scope.is_local)

    @property
    def round(self) -> int:
        """The number of the round whose body it is; states before version 3 kept it as the memo."""
        return self.visit or int(self.memo)

    @property
    def scope_around(self) -> Scope:
        """The scope of this place without what lives and ends with the activity itself."""
        if self.has_own_scope and self.task_spec.loop is None and self.scope.outer is not None:
            return self.scope.outer
        return self.scope

    @property
    def state(self) -> int:
        """The SpiffWorkflow state."""
        return self._state

    def _set_state(self, value: int) -> None:
        self._state = value

    def _ready(self) -> None:
        if not self._state & FINISHED:
            self._state = READY
            self.task_spec._on_ready(self)

    def run(self) -> bool | None:
        """Let the node work; a node that finished, parked or cancelled this token itself leaves no more to do."""
        self.task_spec._run(self)
        if self._state == READY:
            self._state = STARTED
        return None

    def cancel(self) -> None:
        """End here and now, with everything that hangs on this token."""
        if self._state & FINISHED:
            return
        for child in self.children:
            child.cancel()
        self._state = CANCELLED
        self.task_spec._on_cancel(self)
        self.workflow.remove(self)
        if self.is_entered:
            self.task_spec.announce(events.ELEMENT_CANCELLED, self)

    def detach(self) -> None:
        """Leave the parent and go on alone."""
        parent = self.parent
        if parent is not None:
            parent._children.remove(self.id)
            self._parent = None
