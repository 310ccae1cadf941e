"""The books of one execution: its live tokens and instances, who is ready, waiting or parked, and what happened."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn import events, limits
from engine.bpmn.builder import Definitions
from engine.bpmn.datastores import DataStores, NoDataStores
from engine.bpmn.decisions import Decisions
from engine.bpmn.events import NOTHING, Event
from engine.bpmn.failures import Failed, Failure
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.gateways import WatchfulGateway, release_one
from engine.bpmn.nodes.node import ProcessSpec
from engine.bpmn.packing import PackedValues
from engine.bpmn.scopes import Scope
from engine.bpmn.token import FINISHING, LEAVING, READY, STARTED, Token
from engine.bpmn.waits import ConditionWait, MessageWait, SignalWait, Wait
from engine.errors import EngineError


class Run:
    """What nodes and instances work with while tokens move."""

    def __init__(self, definitions: Definitions, decisions: Decisions) -> None:
        self.definitions = definitions
        self.decisions = decisions
        self.stores: DataStores = NoDataStores()
        self.root: Instance | None = None
        self.is_cancelled = False
        self.last_token_id = 0
        self.last_instance_id = 0
        self.instances: dict[int, Instance] = {}
        self.waiting: dict[int, Token] = {}
        self.parked: dict[int, Token] = {}
        self.ready: deque[Token] = deque()
        # Instances in which a gateway may be waiting for nothing any more.
        self.undecided: set[Instance] = set()
        # Tokens that wait for a condition, and the variables written since they were looked at; None for all.
        self.conditions: dict[int, Token] = {}
        self.changed: set[str | None] = set()
        self.events: list[Event] = []
        # Who or what moves the tokens at the moment; goes into the events.
        self.attribution: Mapping[str, Any] = NOTHING
        self.packed = PackedValues()
        self._inside: dict[int, Instance] = {}

    # -- running

    def to_rest(self) -> None:
        """Run ready tokens until there is none."""
        steps = 0
        while True:
            while self.ready:
                if self.changed:
                    self.look_at_conditions()
                    continue
                token = self.ready.popleft()
                if token._state == READY:
                    steps += 1
                    self.attempt(token, Token.run if steps <= limits.STEPS else _give_up)
            if self.changed:
                self.look_at_conditions()
            elif not self._release_join():
                return

    def look_at_conditions(self) -> None:
        """If variables have changed, trigger the conditional events whose condition has become true (table 10.84)."""
        if not self.changed:
            return
        self.changed.clear()
        for token in list(self.conditions.values()):
            if self.conditions.get(token.id) is not token:
                continue  # ended by one before it
            was_true, token.memo = token.memo, token.task_spec.is_true(token)
            if token.memo and not was_true:
                del self.waiting[token.id], self.conditions[token.id]
                self.trigger(token, None)

    def _release_join(self) -> bool:
        """Let one inclusive join go on that waits for nothing any more."""
        for instance in sorted(self.undecided, key=lambda one: one.id):
            if release_one(instance):
                return True
            if not instance.activated and not any(isinstance(node, WatchfulGateway) for node in instance.joining):
                self.undecided.discard(instance)
        return False

    def attempt(self, token: Token, act: Callable[[Token], Any]) -> None:
        """Let `act` move `token`; what fails on the way parks that token and no other."""
        try:
            act(token)
        except Failed as failed:
            self._park(token, failed)
        except EngineError as error:
            # For one, an expression that went over its limits of work and size.
            self._park(token, Failed(error.code, error.message, error.details))

    def finish(self, token: Token, result: Any) -> None:
        """Let `token` finish with `result`."""

        def act(at: Token) -> None:
            at.task_spec.finish(at, result)

        self.attempt(token, act)

    def trigger(self, token: Token, result: Any) -> None:
        """What `token` waited for has come."""

        def act(at: Token) -> None:
            at.task_spec.triggered(at, result)

        self.attempt(token, act)
        token.wait = None

    def resume(self, token: Token) -> None:
        """Let a token that was parked go on from the stage it had reached."""
        token.failure = None
        if token.stage < FINISHING:
            token._state = READY
            self.ready.append(token)
        else:
            self.attempt(token, _leave if token.stage == LEAVING else _finish_again)

    def _park(self, token: Token, failed: Failed) -> None:
        element = token.task_spec.element
        token._state = STARTED
        self.stop_waiting(token)
        token.failure = Failure(token.id, element.id, element.process_id, failed.code, failed.message, failed.details)
        self.parked[token.id] = token

    # -- tokens

    def next_token_id(self) -> int:
        self.last_token_id += 1
        return self.last_token_id

    def enqueue(self, token: Token) -> None:
        self.ready.append(token)

    def wait(self, token: Token, wait: Wait) -> None:
        token.wait = wait
        token.packed_wait = None
        self.waiting[token.id] = token
        if isinstance(wait, ConditionWait):
            self.conditions[token.id] = token
            self.changed.add(None)

    def stop_waiting(self, token: Token) -> None:
        """Let `token` wait no more, without anything having come."""
        token.wait = None
        self.waiting.pop(token.id, None)
        self.conditions.pop(token.id, None)

    def forget(self, token: Token) -> None:
        """Strike out a token that has ended."""
        self.waiting.pop(token.id, None)
        self.parked.pop(token.id, None)
        if self.conditions:
            self.conditions.pop(token.id, None)

    # -- thrown to all

    def receive_signal(self, name: str, payload: Mapping[str, Any]) -> bool:
        """Give the signal to every token here that waits for it; False when none does."""
        receivers = [t for t in self.waiting.values() if isinstance(t.wait, SignalWait) and t.wait.signal == name]
        for token in sorted(receivers, key=lambda one: one.id):
            # What one does may end another.
            if self.waiting.pop(token.id, None) is not None:
                self.trigger(token, dict(payload))
        return bool(receivers)

    def send(self, token: Token, name: str, key: str, payload: dict[str, Any], visit: str) -> None:
        """Hand a message to whoever waits for it: here at once; who reads the events takes it to others.

        `visit` names the throw.
        """
        receiver = next((t for _, t in sorted(self.waiting.items()) if _awaits(t.wait, name, key)), None)
        said = {"message": name, "correlation_key": key, "payload": payload, "is_taken": receiver is not None}
        self.emit(events.MESSAGE_THROWN, token, {**said, "visit": visit})
        if receiver is not None:
            del self.waiting[receiver.id]
            self.trigger(receiver, payload)

    def iteration(self, token: Token) -> tuple[int, ...]:
        """The numbers of the rounds around `token`, outermost first."""
        numbers: list[int] = []
        place: Token | None = token
        while place is not None:
            if place.task_spec.loop is not None:
                numbers.append(place.round)
            place = place.parent or place.workflow.host
        return tuple(reversed(numbers))

    def emit(self, kind: str, token: Token, data: Mapping[str, Any] = NOTHING) -> None:
        element = token.task_spec.element
        self.events.append(tuple.__new__(Event, (kind, element.id, element.process_id, token.id, data)))

    # -- instances

    def next_instance_id(self) -> int:
        self.last_instance_id += 1
        return self.last_instance_id

    def new_instance(self, spec: ProcessSpec, host: Token | None, scope: Scope) -> Instance:
        instance = Instance(self, self.next_instance_id(), spec, host, scope)
        self.adopt(instance)
        return instance

    def adopt(self, instance: Instance) -> None:
        """Enter an instance into the books."""
        self.instances[instance.id] = instance
        if instance.host is None:
            self.root = instance
        else:
            self._inside[instance.host.id] = instance

    def inside(self, host: Token) -> Instance | None:
        """The content of `host`, if there is any."""
        return self._inside.get(host.id)

    def start_inside(self, spec: ProcessSpec, host: Token, scope: Scope) -> None:
        """Start `spec` as the content of `host`, which goes on when it is over."""
        host._state = STARTED
        self.new_instance(spec, host, scope).start()

    def instance_completed(self, instance: Instance) -> None:
        host = instance.host
        del self.instances[instance.id]
        if host is None:
            process_id = instance.spec.process_id
            self.events.append(Event(events.PROCESS_COMPLETED, process_id, process_id, 0))
            return
        del self._inside[host.id]
        host.task_spec.content_done(host, instance)

    def cancel_inside(self, host: Token) -> None:
        """End the content of `host`, if there is any."""
        instance = self._inside.pop(host.id, None)
        if instance is not None:
            del self.instances[instance.id]
            instance.cancel()


def _give_up(_token: Token) -> None:
    raise Failed("step_limit", f"{limits.STEPS:,} steps were taken without coming to rest; does a loop never end?")


def _awaits(wait: Wait | None, name: str, key: str) -> bool:
    return isinstance(wait, MessageWait) and wait.message == name and wait.correlation_key == key


def _leave(token: Token) -> None:
    token.task_spec.depart(token)


def _finish_again(token: Token) -> None:
    token.task_spec.finish(token, token.result)
