"""One execution: starts or restores a process, runs it to its wait states, and is told how the waits went on."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn import events
from engine.bpmn.decisions import Decisions
from engine.bpmn.events import NOTHING, Event
from engine.bpmn.failures import Failed, Failure
from engine.bpmn.instance import Instance
from engine.bpmn.model import Model
from engine.bpmn.nodes.catching import BoundaryEvent
from engine.bpmn.nodes.gateways import InclusiveGateway
from engine.bpmn.nodes.node import ProcessSpec
from engine.bpmn.packing import PackedValues
from engine.bpmn.scopes import Scope
from engine.bpmn.token import FINISHING, LEAVING, READY, STARTED, Token
from engine.bpmn.waits import JobWait, MessageWait, TimerWait, UserTaskWait, Wait
from engine.dmn.feel.values import to_feel
from engine.errors import Conflict, EngineError, NotFound

MAX_STEPS = 100_000


class Execution:
    """A running process instance with everything it called, in memory.

    The calls that tell how a wait went on only mark what is to happen next; `advance` then runs up to the next waits.
    Expected failures never come out as exceptions: the token is parked and stands in `failures`.
    """

    def __init__(self, model: Model, decisions: Decisions) -> None:
        """Use `start` or `restore`."""
        self.model = model
        self.definitions = model.definitions
        self.decisions = decisions
        self.root: Instance | None = None
        self.is_cancelled = False
        self.undecided: set[Instance] = set()
        self.attribution: Mapping[str, Any] = NOTHING
        self.last_token_id = 0
        self.last_instance_id = 0
        self.instances: dict[int, Instance] = {}
        self._inside: dict[int, Instance] = {}
        self._ready: deque[Token] = deque()
        self._waiting: dict[int, Token] = {}
        self._parked: dict[int, Token] = {}
        self._events: list[Event] = []
        self.packed = PackedValues()

    # -- for callers

    @classmethod
    def start(cls, model: Model, process_id: str, variables: Mapping[str, Any], decisions: Decisions) -> "Execution":
        """A new instance of `process_id`, standing at its start; NotFound when there is no such executable process."""
        execution = cls(model, decisions)
        spec = execution.definitions.processes.get(process_id)
        if spec is None:
            known = ", ".join(sorted(execution.definitions.processes)) or "none"
            raise NotFound(f"there is no executable process {process_id!r}; there are: {known}")
        execution.root = execution.new_instance(spec, None, Scope(to_feel(dict(variables))))
        execution.root.start()
        return execution

    @classmethod
    def restore(cls, model: Model, decisions: Decisions, state: bytes) -> "Execution":
        """The execution that `dump` wrote; Refused when the state belongs to another model or a newer release."""
        from engine.bpmn import state as states  # noqa: PLC0415 (states are made of executions)

        execution = cls(model, decisions)
        states.load(execution, state)
        return execution

    def dump(self) -> bytes:
        """Everything that `restore` needs but the model; drained events are not in it."""
        from engine.bpmn import state as states  # noqa: PLC0415 (states are made of executions)

        return states.dump(self)

    def advance(self) -> None:
        """Run until every token waits, is parked or has ended."""
        steps = 0
        ready = self._ready
        while True:
            while ready:
                token = ready.popleft()
                if token._state != READY:
                    continue
                steps += 1
                if steps > MAX_STEPS:
                    self._give_up(token)
                    continue
                self._attempt(token, Token.run)
            if not self._release_join():
                return

    def complete(self, token_id: int, result: Mapping[str, Any] | None, actor: str | None = None) -> None:
        """The user task or job of `token_id` is done with `result`; `actor` is named in the events."""
        value = _taken_in(result)
        token = self._take(token_id, (UserTaskWait, JobWait), "a user task or job")
        self.attribution = {"actor": actor} if actor else NOTHING
        try:
            self.trigger(token, value)
        finally:
            self.attribution = NOTHING

    def fire_timer(self, token_id: int) -> None:
        """The timer of `token_id` is due."""
        self.trigger(self._take(token_id, (TimerWait,), "a timer"), None)

    def deliver(self, token_id: int, payload: Mapping[str, Any] | None) -> None:
        """The message that `token_id` waits for has come with `payload`."""
        value = _taken_in(payload)
        self.trigger(self._take(token_id, (MessageWait,), "a message"), value)

    def throw_error(self, token_id: int, code: str, message: str) -> bool:
        """Throw a BPMN error at a waiting or parked token; False, and nothing changed, if nothing catches `code`."""
        token = self._waiting.get(token_id) or self._parked.get(token_id)
        if token is None:
            raise self._unknown(token_id, "an element at work")
        found = self.find_handler(token, code)
        if found is None:
            return False
        host, handler = found
        data = {"code": code, "message": message, "caught_by": handler.element.id}
        self.emit(events.ERROR_THROWN, token, data)
        handler.catch(host, {"code": code, "message": message})
        return True

    def retry(self, token_id: int) -> None:
        """Let a parked token go on from where it failed: work that was done is not done again."""
        token = self._parked.pop(token_id, None)
        if token is None:
            raise self._unknown(token_id, "a failure")
        token.failure = None
        if token.stage in (FINISHING, LEAVING):
            self._attempt(token, self._resume)
        else:
            token._state = READY
            self._ready.append(token)

    def cancel(self) -> None:
        """End everything at once."""
        root = self._running()
        root.cancel()
        self.instances.clear()
        self.is_cancelled = True
        self._events.append(Event(events.PROCESS_CANCELLED, root.spec.process_id, root.spec.process_id, 0))

    @property
    def waits(self) -> tuple[Wait, ...]:
        """Every wait state, by token id: oldest first."""
        return tuple(token.wait for _, token in sorted(self._waiting.items()) if token.wait is not None)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every parked token, by token id: oldest first."""
        return tuple(token.failure for _, token in sorted(self._parked.items()) if token.failure is not None)

    @property
    def is_completed(self) -> bool:
        """Whether the instance is over, by itself or because it was cancelled."""
        return self.root is not None and self.root.completed

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the process instance itself."""
        return {} if self.root is None else dict(self.root.scope.variables)

    def variables_at(self, token_id: int) -> dict[str, Any]:
        """All variables that a waiting or parked token sees."""
        token = self._waiting.get(token_id) or self._parked.get(token_id)
        if token is None:
            raise self._unknown(token_id, "an element at work")
        return token.scope.flatten()

    def drain_events(self) -> list[Event]:
        """What happened since the last call, in order."""
        drained, self._events = self._events, []
        return drained

    # -- for nodes and instances

    def next_token_id(self) -> int:
        self.last_token_id += 1
        return self.last_token_id

    def new_instance(self, spec: ProcessSpec, host: Token | None, scope: Scope) -> Instance:
        self.last_instance_id += 1
        instance = Instance(self, self.last_instance_id, spec, host, scope)
        self.adopt(instance)
        return instance

    def adopt(self, instance: Instance) -> None:
        """Enter an instance into the books."""
        self.instances[instance.id] = instance
        if instance.host is not None:
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
            self._events.append(Event(events.PROCESS_COMPLETED, process_id, process_id, 0))
            return
        del self._inside[host.id]
        self.finish(host, host.task_spec.result_of(instance.scope))

    def cancel_inside(self, host: Token) -> None:
        """End the content of `host`, if there is any."""
        instance = self._inside.pop(host.id, None)
        if instance is not None:
            del self.instances[instance.id]
            instance.cancel()

    def enqueue(self, token: Token) -> None:
        self._ready.append(token)

    def wait(self, token: Token, wait: Wait) -> None:
        token.wait = wait
        token.packed_wait = None
        self._waiting[token.id] = token

    def ready_tokens(self) -> list[Token]:
        """The tokens that are to run next, in order."""
        return [token for token in self._ready if token._state == READY]

    def restore_ready(self, token_ids: list[int]) -> None:
        """Line up the tokens of a restored state."""
        by_id = {token.id: token for instance in self.instances.values() for token in instance.tasks.values()}
        self._ready.extend(by_id[token_id] for token_id in token_ids)

    def park_again(self, token: Token, failure: Failure) -> None:
        """Enter a failure that stood in a restored state."""
        token.failure = failure
        self._parked[token.id] = token

    def forget(self, token: Token) -> None:
        """Strike out a token that has ended."""
        self._waiting.pop(token.id, None)
        self._parked.pop(token.id, None)

    def finish(self, token: Token, result: Any) -> None:
        """Let `token` finish with `result`; what fails parks that token and no other."""

        def act(at: Token) -> None:
            at.task_spec.finish(at, result)

        self._attempt(token, act)

    def trigger(self, token: Token, result: Any) -> None:
        """What `token` waited for has come."""

        def act(at: Token) -> None:
            at.task_spec.triggered(at, result)

        self._attempt(token, act)
        token.wait = None

    def find_handler(self, place: Token | None, code: str) -> tuple[Token, BoundaryEvent] | None:
        """The innermost activity from `place` outwards with an error boundary event for `code`, and that event."""
        while place is not None:
            handler = place.task_spec.error_handler(code)
            if handler is not None:
                return place, handler
            place = place.parent or place.workflow.host
        return None

    def emit(self, kind: str, token: Token, data: Mapping[str, Any] = NOTHING) -> None:
        element = token.task_spec.element
        self._events.append(Event(kind, element.id, element.process_id, token.id, data))

    def iteration(self, token: Token) -> tuple[int, ...]:
        """The numbers of the rounds around `token`, outermost first."""
        numbers: list[int] = []
        place: Token | None = token
        while place is not None:
            if place.task_spec.loop is not None:
                numbers.append(place.memo)
            place = place.parent or place.workflow.host
        return tuple(reversed(numbers))

    # -- inside

    def _attempt(self, token: Token, act: Callable[[Token], Any]) -> None:
        try:
            act(token)
        except Failed as failed:
            self._park(token, failed)
        except EngineError as error:
            # For one, an expression that went over its limits of work and size.
            self._park(token, Failed(error.code, error.message, error.details))

    @staticmethod
    def _resume(token: Token) -> None:
        node = token.task_spec
        if token.stage == LEAVING:
            node.depart(token)
        else:
            node.finish(token, token.result)

    def _park(self, token: Token, failed: Failed) -> None:
        element = token.task_spec.element
        token._state = STARTED
        token.wait = None
        self._waiting.pop(token.id, None)
        token.failure = Failure(token.id, element.id, element.process_id, failed.code, failed.message, failed.details)
        self._parked[token.id] = token

    def _give_up(self, token: Token) -> None:
        message = f"{MAX_STEPS:,} steps were taken without coming to rest; does a loop never end?"
        self._park(token, Failed("step_limit", message))

    def _release_join(self) -> bool:
        """Let one inclusive join go on that waits for nothing any more."""
        for instance in sorted(self.undecided, key=lambda one: one.id):
            for node, waiting in list(instance.joining.items()):
                if isinstance(node, InclusiveGateway) and waiting and node.release(waiting):
                    return True
            if not any(isinstance(node, InclusiveGateway) for node in instance.joining):
                self.undecided.discard(instance)
        return False

    def _take(self, token_id: int, kinds: tuple[type[Wait], ...], expected: str) -> Token:
        token = self._waiting.get(token_id)
        if token is None:
            raise self._unknown(token_id, expected)
        if not isinstance(token.wait, kinds):
            raise Conflict(f"expected {expected} at token {token_id}, found {type(token.wait).__name__}")
        del self._waiting[token_id]
        return token

    def _unknown(self, token_id: int, expected: str) -> NotFound:
        return NotFound(f"expected {expected} at token {token_id}; it is not there (any more)")

    def _running(self) -> Instance:
        if self.root is None or self.root.completed:
            raise Conflict("the process instance is over")
        return self.root


def _taken_in(data: Mapping[str, Any] | None) -> Any:
    """Data from outside as FEEL values; InvalidInput, before anything has changed, names what is none."""
    return None if data is None else to_feel(dict(data))
