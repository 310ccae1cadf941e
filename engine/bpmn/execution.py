"""One execution: starts or restores a process, runs it to its wait states, and is told how the waits went on."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.bpmn import events, state
from engine.bpmn.datastores import DataStores
from engine.bpmn.decisions import Decisions
from engine.bpmn.events import NOTHING, Event
from engine.bpmn.failures import Failed, Failure
from engine.bpmn.model import Model
from engine.bpmn.nodes.node import Node
from engine.bpmn.nodes.throwing import throw_error
from engine.bpmn.propagation import find_catcher
from engine.bpmn.run import Run
from engine.bpmn.scopes import Scope
from engine.bpmn.token import Token
from engine.bpmn.waits import CallWait, JobWait, MessageWait, PickWait, SignalWait, TimerWait, UserTaskWait, Wait
from engine.dmn.feel.values import to_feel
from engine.errors import Conflict, NotFound


class Execution:
    """A running process instance with everything it called, in memory.

    The calls that tell how a wait went on only mark what is to happen next; `advance` then runs up to the next waits.
    Expected failures never come out as exceptions: the token is parked and stands in `failures`.
    """

    def __init__(self, model: Model, decisions: Decisions) -> None:
        """Use `start` or `restore`."""
        self.run = Run(model.definitions, decisions)

    @classmethod
    def start(
        cls,
        model: Model,
        process_id: str,
        variables: Mapping[str, Any],
        decisions: Decisions,
        *,
        at: str | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> "Execution":
        """A new instance of `process_id`, standing at its start; NotFound when there is no such executable process.

        `at` is the start event, receive task or event behind an instantiating gateway that begins it, with the
        `payload` of what it caught. Without it the process begins where nothing is waited for, or else at its only
        start event; Conflict where there are several of these.
        """
        execution = cls(model, decisions)
        run = execution.run
        spec = run.definitions.processes.get(process_id)
        if spec is None:
            known = ", ".join(sorted(run.definitions.processes)) or "none"
            raise NotFound(f"there is no executable process {process_id!r}; there are: {known}")
        given = to_feel(dict(variables))
        start = _start_node(run, process_id, at)
        instance = run.new_instance(spec, None, Scope({**spec.variables, **given}))
        if start is None:
            instance.start()
        else:
            instance.start_at(start, _taken_in(payload))
        return execution

    @classmethod
    def restore(cls, model: Model, decisions: Decisions, saved: bytes) -> "Execution":
        """The execution that `dump` wrote; Refused when the state belongs to another model or a newer release."""
        execution = cls(model, decisions)
        state.load(execution.run, saved)
        return execution

    def dump(self) -> bytes:
        """Everything that `restore` needs but the model; events that were not drained are not in it."""
        return state.dump(self.run)

    def use_stores(self, stores: DataStores) -> None:
        """Read and write data stores there from now on: they belong to a transaction, and an execution outlives it."""
        self.run.stores = stores

    # -- going on

    def advance(self) -> None:
        """Run until every token waits, is parked or has ended."""
        self.run.to_rest()

    def complete(self, token_id: int, result: Mapping[str, Any] | None, actor: str | None = None) -> None:
        """The user task, job or call of `token_id` is done with `result`; `actor` is named in the events."""
        value = _taken_in(result)
        token = self._take(token_id, (UserTaskWait, JobWait, CallWait), "a user task, job or call")
        token.actor = actor
        self.run.attribution = {"actor": actor} if actor else NOTHING
        try:
            self.run.trigger(token, value)
        finally:
            self.run.attribution = NOTHING

    def fire_timer(self, token_id: int) -> None:
        """The timer of `token_id` is due."""
        self.run.trigger(self._take(token_id, (TimerWait,), "a timer"), None)

    def deliver(self, token_id: int, payload: Mapping[str, Any] | None) -> None:
        """The message or signal that `token_id` waits for has come with `payload`."""
        value = _taken_in(payload)
        self.run.trigger(self._take(token_id, (MessageWait, SignalWait), "a message or signal"), value)

    def throw_error(self, token_id: int, code: str, message: str) -> bool:
        """Throw a BPMN error at a waiting or parked token; False, and nothing changed, if nothing catches `code`."""
        token = self._at_work(token_id)
        if find_catcher("error", code, token, at_thrower=True) is None:
            return False
        throw_error(token, code, message, {}, at_thrower=True)
        return True

    def fail(self, token_id: int, code: str, message: str) -> None:
        """What `token_id` waits for will not come: park it, until a person lets it try again."""
        token = self._at_work(token_id)

        def refuse(_: Token) -> None:
            raise Failed(code, message)

        self.run.attempt(token, refuse)

    def signal(self, name: str, payload: Mapping[str, Any] | None = None) -> bool:
        """A signal was thrown elsewhere; False, and nothing changed, when nothing here waits for it."""
        return self.run.receive_signal(name, _taken_in(payload) or {})

    def waits_for_signal(self, token_id: int, name: str) -> bool:
        """Whether `token_id` still waits for the signal."""
        token = self.run.waiting.get(token_id)
        return token is not None and isinstance(token.wait, SignalWait) and token.wait.signal == name

    def pick(
        self, token_id: int, element_ids: Sequence[str], actor: str | None = None, *, finish: bool = False
    ) -> None:
        """Begin activities of an ad-hoc sub-process, or with `finish` say that no more are to come."""
        token = self.run.waiting.get(token_id)
        if token is None:
            raise _unknown(token_id, "an ad-hoc sub-process")
        content = self.run.inside(token)
        if not isinstance(token.wait, PickWait) or content is None:
            raise Conflict(f"expected an ad-hoc sub-process at token {token_id}, found {type(token.wait).__name__}")
        self.run.attribution = {"actor": actor} if actor else NOTHING
        try:
            token.task_spec.pick(token, content, element_ids, finish=finish)
        finally:
            self.run.attribution = NOTHING

    def retry(self, token_id: int) -> None:
        """Let a parked token go on from where it failed: work that was done is not done again."""
        token = self.run.parked.pop(token_id, None)
        if token is None:
            raise _unknown(token_id, "a failure")
        self.run.resume(token)

    def cancel(self) -> None:
        """End everything at once; Conflict when it is over already."""
        root = self.run.root
        if root is None or root.completed:
            raise Conflict("the process instance is over")
        root.cancel()
        self.run.instances.clear()
        self.run.is_cancelled = True
        process_id = root.spec.process_id
        self.run.events.append(Event(events.PROCESS_CANCELLED, process_id, process_id, 0))

    # -- looking

    @property
    def waits(self) -> tuple[Wait, ...]:
        """Every wait state, by token id: oldest first."""
        waiting = self.run.waiting
        tokens = [waiting[token_id] for token_id in sorted(waiting)] if len(waiting) > 1 else waiting.values()
        return tuple([token.wait for token in tokens if token.wait is not None])

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every parked token, by token id: oldest first."""
        return tuple(token.failure for _, token in sorted(self.run.parked.items()) if token.failure is not None)

    @property
    def is_completed(self) -> bool:
        """Whether the instance is over, by itself or because it was cancelled."""
        return self.run.root is not None and self.run.root.completed

    @property
    def is_cancelled(self) -> bool:
        """Whether the instance is over because it was cancelled."""
        return self.run.is_cancelled

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the process instance itself."""
        return {} if self.run.root is None else dict(self.run.root.scope.variables)

    def variables_at(self, token_id: int) -> dict[str, Any]:
        """All variables that a waiting or parked token sees."""
        return self._at_work(token_id).scope.flatten()

    def drain_events(self) -> list[Event]:
        """What happened since the last call, in order."""
        drained, self.run.events = self.run.events, []
        return drained

    # -- inside

    def _at_work(self, token_id: int) -> Token:
        token = self.run.waiting.get(token_id) or self.run.parked.get(token_id)
        if token is None:
            raise _unknown(token_id, "an element at work")
        return token

    def _take(self, token_id: int, kinds: tuple[type[Wait], ...], expected: str) -> Token:
        """The token that waits for what has come, struck from the list of those that wait."""
        token = self.run.waiting.get(token_id)
        if token is None:
            raise _unknown(token_id, expected)
        if not isinstance(token.wait, kinds):
            raise Conflict(f"expected {expected} at token {token_id}, found {type(token.wait).__name__}")
        del self.run.waiting[token_id]
        return token


def _start_node(run: Run, process_id: str, at: str | None) -> Node | None:
    """The node that begins an instance; None where it begins where nothing is waited for."""
    starts = {element_id: node for (owner, element_id), node in run.definitions.starts.items() if owner == process_id}
    if at is not None:
        if at not in starts:
            known = ", ".join(starts) or "none"
            raise NotFound(f"the process {process_id!r} cannot start at {at!r}; its starts are: {known}")
        return starts[at]
    plain = [node for node in starts.values() if node.element.event is None or node.element.event.kind == "none"]
    if len(plain) > 1 or (not plain and len(starts) > 1):
        # Each start event is one way to begin, not a part of one (BPMN 2.0.2, 10.5.2).
        raise Conflict(f"the process {process_id!r} has several starts, say which: {', '.join(starts)}")
    return None if plain or not starts else next(iter(starts.values()))


def _unknown(token_id: int, expected: str) -> NotFound:
    return NotFound(f"expected {expected} at token {token_id}; it is not there (any more)")


def _taken_in(data: Mapping[str, Any] | None) -> Any:
    """Data from outside as FEEL values; InvalidInput, before anything has changed, names what is none."""
    return None if data is None else to_feel(dict(data))
