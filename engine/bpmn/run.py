"""The books of one execution: its live tokens and instances, who is ready, waiting or parked, and what happened."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn import events, limits
from engine.bpmn.builder import Definitions
from engine.bpmn.decisions import Decisions
from engine.bpmn.events import NOTHING, Event
from engine.bpmn.failures import Failed, Failure
from engine.bpmn.instance import Instance
from engine.bpmn.nodes.catching import BoundaryEvent
from engine.bpmn.nodes.gateways import InclusiveGateway, release_one
from engine.bpmn.nodes.node import ProcessSpec
from engine.bpmn.packing import PackedValues
from engine.bpmn.scopes import Scope
from engine.bpmn.token import FINISHING, LEAVING, READY, STARTED, Token
from engine.bpmn.waits import Wait
from engine.errors import EngineError


class Run:
    """What nodes and instances work with while tokens move."""

    def __init__(self, definitions: Definitions, decisions: Decisions) -> None:
        self.definitions = definitions
        self.decisions = decisions
        self.root: Instance | None = None
        self.is_cancelled = False
        self.last_token_id = 0
        self.last_instance_id = 0
        self.instances: dict[int, Instance] = {}
        self.waiting: dict[int, Token] = {}
        self.parked: dict[int, Token] = {}
        self.ready: deque[Token] = deque()
        # Instances in which an inclusive join may be waiting for nothing any more.
        self.undecided: set[Instance] = set()
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
                token = self.ready.popleft()
                if token._state == READY:
                    steps += 1
                    self.attempt(token, Token.run if steps <= limits.STEPS else _give_up)
            if not self._release_join():
                return

    def _release_join(self) -> bool:
        """Let one inclusive join go on that waits for nothing any more."""
        for instance in sorted(self.undecided, key=lambda one: one.id):
            if release_one(instance.joining):
                return True
            if not any(isinstance(node, InclusiveGateway) for node in instance.joining):
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
        token.wait = None
        self.waiting.pop(token.id, None)
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

    def forget(self, token: Token) -> None:
        """Strike out a token that has ended."""
        self.waiting.pop(token.id, None)
        self.parked.pop(token.id, None)

    def find_handler(self, place: Token | None, code: str) -> tuple[Token, BoundaryEvent] | None:
        """The innermost activity from `place` outwards with an error boundary event for `code`, and that event."""
        while place is not None:
            handler = place.task_spec.error_handler(code)
            if handler is not None:
                return place, handler
            place = place.parent or place.workflow.host
        return None

    def iteration(self, token: Token) -> tuple[int, ...]:
        """The numbers of the rounds around `token`, outermost first."""
        numbers: list[int] = []
        place: Token | None = token
        while place is not None:
            if place.task_spec.loop is not None:
                numbers.append(place.memo)
            place = place.parent or place.workflow.host
        return tuple(reversed(numbers))

    def emit(self, kind: str, token: Token, data: Mapping[str, Any] = NOTHING) -> None:
        element = token.task_spec.element
        self.events.append(Event(kind, element.id, element.process_id, token.id, data))

    # -- instances

    def new_instance(self, spec: ProcessSpec, host: Token | None, scope: Scope) -> Instance:
        self.last_instance_id += 1
        instance = Instance(self, self.last_instance_id, spec, host, scope)
        self.adopt(instance)
        return instance

    def adopt(self, instance: Instance) -> None:
        """Enter an instance into the books."""
        self.instances[instance.id] = instance
        if instance.host is None:
            self.root = instance
        else:
            self._inside[instance.host.id] = instance

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
        self.finish(host, host.task_spec.result_of(instance.scope))

    def cancel_inside(self, host: Token) -> None:
        """End the content of `host`, if there is any."""
        instance = self._inside.pop(host.id, None)
        if instance is not None:
            del self.instances[instance.id]
            instance.cancel()


def _give_up(_token: Token) -> None:
    raise Failed("step_limit", f"{limits.STEPS:,} steps were taken without coming to rest; does a loop never end?")


def _leave(token: Token) -> None:
    token.task_spec.depart(token)


def _finish_again(token: Token) -> None:
    token.task_spec.finish(token, token.result)
