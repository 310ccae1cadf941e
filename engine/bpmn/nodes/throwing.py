"""Throwing and ending events: errors, escalations, signals, messages, termination; and events that throw several."""

from collections.abc import Sequence
from typing import Any

from engine.bpmn import events, visits
from engine.bpmn.elements import Element, EventDefinition
from engine.bpmn.expressions import Evaluable
from engine.bpmn.failures import Failed
from engine.bpmn.nodes.catching import correlation_key
from engine.bpmn.nodes.node import Node, ProcessSpec, Texts
from engine.bpmn.nodes.tasks import evaluate_inputs
from engine.bpmn.propagation import find_catcher
from engine.bpmn.scopes import Scope
from engine.bpmn.token import COMPLETED, FINISHED, WORKING, Token


class Throwing(Node):
    """Throws, and goes on unless what it threw ended it."""

    input_texts: Texts = ()

    def __init__(
        self, spec: ProcessSpec, element: Element, index: int, definition: EventDefinition, **more: Any
    ) -> None:
        super().__init__(spec, element, index, **more)
        self.definition = definition

    def _run_hook(self, my_task: Token) -> None:
        self.throw(my_task)
        if not my_task._state & FINISHED:
            self.finish(my_task, None)

    def throw(self, token: Token) -> None:
        raise NotImplementedError

    def payload(self, token: Token) -> dict[str, Any]:
        """What is thrown along: the event's data inputs (BPMN 2.0.2, 10.4.2) and our inputs."""
        data = {one.name: token.scope[one.name] for one in self.element.data.inputs}
        return data | evaluate_inputs(self.input_texts, token)

    def announce(self, kind: str, token: Token) -> None:
        """A throw that ended its own thrower was done nevertheless."""
        has_thrown = kind == events.ELEMENT_CANCELLED and token.stage == WORKING
        super().announce(events.ELEMENT_COMPLETED if has_thrown else kind, token)


class SignalThrow(Throwing):
    """Broadcasts: everybody who waits for the signal gets it (BPMN 2.0.2, 10.5.1)."""

    names_visits = True

    def throw(self, token: Token) -> None:
        throw_signal(token, self.definition.signal or "", self.payload(token), visits.path(token))


class EscalationThrow(Throwing):
    """Tells the places around it; nobody has to listen."""

    def throw(self, token: Token) -> None:
        throw_escalation(token, self.definition.escalation_code, self.payload(token), at_thrower=False)


class MessageThrow(Throwing):
    """Sends a message without a connector: to whoever waits for it in this engine."""

    names_visits = True
    expression: Evaluable | None = None

    def throw(self, token: Token) -> None:
        message = self.definition.message
        if message is None:
            raise Failed("no_message", f"{self.element.id} names no message; choose one in the modeler")
        key = correlation_key(token, self.expression, message.correlation or "")
        token.workflow.run.send(token, message.name, key, self.payload(token), visits.path(token))


class ErrorEndEvent(Throwing):
    """Throws an error out of its process or sub-process; uncaught, it fails here and stays."""

    def throw(self, token: Token) -> None:
        code = self.definition.error_code
        message = self.element.name or f"error {code} thrown at {self.element.id}"
        throw_error(token, code or "", message, self.payload(token), at_thrower=False)


class TerminateEndEvent(Node):
    """Ends every token of its process or sub-process (BPMN 2.0.2, 13.5.6)."""

    def _on_complete(self, token: Token) -> None:
        # As one of several definitions it hangs on the event that throws them all.
        instance, event = token.workflow, token.parent or token
        for other in list(instance.tasks.values()):
            if other is not event and other._parent is None:
                other.cancel()
        super()._on_complete(token)


# What ends the place around it: thrown after everything else, because all consequences occur (BPMN 2.0.2, 10.5.3).
_ENDING = ("error", "cancel", "terminate")


class ThrowAll(Node):
    """An event with several definitions throws them one after the other: in the order of the diagram, endings last."""

    names_visits = True
    parts: tuple[Node, ...] = ()

    @property
    def definitions(self) -> tuple[EventDefinition, ...]:
        """What is thrown."""
        return self.element.event.every if self.element.event is not None else ()

    def take(self, parts: Sequence[Node]) -> None:
        """Let `parts`, one for each of the definitions, throw."""
        kinds = [one.kind for one in self.definitions]
        ordered = sorted(zip(kinds, parts, strict=True), key=lambda one: one[0] in _ENDING)
        self.parts = tuple(part for _, part in ordered)

    def _run_hook(self, my_task: Token) -> None:
        my_task.memo = 0
        self.next(my_task)

    def next(self, token: Token) -> None:
        """Let the next part throw; after the last one go on."""
        if token.memo == len(self.parts):
            self.finish(token, None)
            return
        part = self.parts[token.memo]
        token.memo += 1
        token.workflow.put(part, parent=token, scope=Scope({}, token.scope, is_local=True)).visit = token.memo

    def judge(self, part: Token) -> None:
        """Parts decide nothing for the others."""

    def round_done(self, part: Token) -> None:
        token = part.parent
        token.workflow.remove(part)
        token.workflow.run.attempt(token, self.next)


def throw(token: Token, event: EventDefinition, payload: dict[str, Any], visit: str) -> None:
    """Throw `event` on behalf of the activity of `token`: its own border sees it first; `visit` names the throw."""
    if event.kind == "signal":
        throw_signal(token, event.signal or "", payload, visit)
    elif event.kind == "escalation":
        throw_escalation(token, event.escalation_code, payload, at_thrower=True)
    elif event.kind == "error":
        throw_error(token, event.error_code or "", f"thrown by {token.task_spec.element.id}", payload, at_thrower=True)
    elif event.kind == "message" and event.message is not None:
        token.workflow.run.send(token, event.message.name, "", payload, visit)


def throw_error(token: Token, code: str, message: str, more: dict[str, Any], *, at_thrower: bool) -> None:
    """Throw an error from `token`; Failed when nothing catches it."""
    catch = find_catcher("error", code, token, at_thrower=at_thrower)
    if catch is None:
        at = token.task_spec.element.id
        raise Failed("uncaught_error", f"nothing around {at} catches the error {code!r}", {"error": code})
    data = {"code": code, "message": message}
    run = token.workflow.run
    run.emit(events.ERROR_THROWN, token, {**data, "caught_by": catch.node.element.id})
    if not at_thrower:
        _end(token)
    catch.take({**more, **data})


def _end(token: Token) -> None:
    """An error end event is over once its error is on its way: also where what catches it ends nothing else."""
    run = token.workflow.run
    node = token.task_spec
    node.announce(events.ELEMENT_COMPLETED, token)
    if node.milestone is not None:
        run.emit(events.MILESTONE_REACHED, token, node.milestone)
    token._state = COMPLETED
    token.workflow.remove(token)


def throw_escalation(token: Token, code: str | None, more: dict[str, Any], *, at_thrower: bool) -> None:
    """Throw an escalation from `token`; nothing happens when nobody catches it."""
    catch = find_catcher("escalation", code, token, at_thrower=at_thrower)
    caught_by = None if catch is None else catch.node.element.id
    token.workflow.run.emit(events.ESCALATION_THROWN, token, {"code": code, "caught_by": caught_by})
    if catch is not None:
        catch.take({**more, "code": code})


def throw_signal(token: Token, name: str, payload: dict[str, Any], visit: str) -> None:
    """Broadcast a signal: here at once; who reads the events takes it to others, who know the throw by its `visit`."""
    run = token.workflow.run
    run.emit(events.SIGNAL_THROWN, token, {"signal": name, "payload": payload, "visit": visit})
    run.receive_signal(name, payload)
