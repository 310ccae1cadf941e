"""Catching nodes: timers and messages, in the flow, behind an event-based gateway, or on the border of an activity."""

from decimal import Decimal
from typing import Any

from engine.bpmn import events, limits, timing
from engine.bpmn.elements import Element
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.iso8601 import Cycle, Duration
from engine.bpmn.nodes.node import ProcessSpec
from engine.bpmn.nodes.waiting import WaitingNode
from engine.bpmn.token import WORKING, Token
from engine.bpmn.waits import MessageWait, TimerWait, Wait


class Catching(WaitingNode):
    """A catching event or receive task."""

    # FEEL or text of the timer, or of the correlation key; None where a message has no correlation.
    expression: Evaluable | None = None

    def begin(self, token: Token) -> Wait:
        event = self.element.event
        if event is not None and event.timer is not None and self.expression is not None:
            due_at, cycle = timing.first_due(event.timer, self.expression, token.scope)
            if cycle is not None:
                token.memo = [cycle.count, cycle.interval.months, cycle.interval.exact]
            return TimerWait(token.id, self.element.id, self.element.process_id, self.element.name, due_at)
        return self.message_wait(token)

    def message_wait(self, token: Token) -> MessageWait:
        element = self.element
        message = element.event.message if element.event is not None else None
        if message is None:
            raise Failed("no_message", f"{element.id} names no message; choose one in the modeler")
        key = correlation_key(token, self.expression, message.correlation or "")
        return MessageWait(token.id, element.id, element.process_id, element.name, message.name, key)

    def triggered(self, token: Token, result: Any) -> None:
        gateway = token.parent
        if gateway is not None:
            gateway.task_spec.won(gateway, token)
            self.enter_late(token)
        self.finish(token, result)

    def enter_late(self, token: Token) -> None:
        """Count the token as arrived only now: armed events that never come are never entered."""
        token.is_entered = True
        token.stage = WORKING
        token.workflow.run.emit(events.ELEMENT_ENTERED, token)


class BoundaryEvent(Catching):
    """A timer, message or error on the border of an activity (BPMN 2.0.2, 13.5.3)."""

    def __init__(self, spec: ProcessSpec, element: Element, index: int) -> None:
        super().__init__(spec, element, index)
        definition = element.event
        self.catches_errors = definition is not None and definition.kind == "error"
        self.error_code = definition.error_code if definition is not None else None

    def triggered(self, token: Token, result: Any) -> None:
        host = token.parent
        token.detach()
        if self.element.is_interrupting:
            host.cancel()
        else:
            self.arm_again(host, token)
        self.enter_late(token)
        self.finish(token, result)

    def arm_again(self, host: Token, fired: Token) -> None:
        """Go on listening: messages always, timers while their cycle lasts."""
        instance = host.workflow
        wait = fired.wait
        memo = fired.memo
        if isinstance(wait, TimerWait):
            if memo is None or memo[0] == 1:
                return
            memo = [None if memo[0] is None else memo[0] - 1, *memo[1:]]
        following = Token(instance, self, instance.run.next_token_id(), parent=host, scope=host.scope)
        following._state = fired._state
        following.memo = memo
        instance.run.wait(following, self.following_wait(following, wait))

    def following_wait(self, token: Token, before: Wait | None) -> Wait:
        place = (token.id, self.element.id, self.element.process_id, self.element.name)
        if isinstance(before, MessageWait):
            return MessageWait(*place, before.message, before.correlation_key)
        if not isinstance(before, TimerWait):
            raise TypeError(f"expected a timer or message, found {before!r}")
        cycle = Cycle(token.memo[0], None, Duration(token.memo[1], token.memo[2]))
        return TimerWait(*place, timing.next_due(before.due_at, cycle))

    def catch(self, host: Token, error: dict[str, Any]) -> Token:
        """End `host` and put a token here that carries `error` (code and message) as its result."""
        instance = host.workflow
        token = Token(instance, self, instance.run.next_token_id(), scope=host.scope)
        host.cancel()
        self.enter_late(token)
        instance.run.finish(token, error)
        return token


def correlation_key(token: Token, expression: Evaluable | None, text: str) -> str:
    """The key under which a message finds this token; "" where the message has no correlation."""
    if expression is None:
        return ""
    problems: list[Any] = []
    value = expression.evaluate(token.scope.view, problems)
    key = format(value, "f") if isinstance(value, Decimal) else value
    if isinstance(key, str) and 0 < len(key) <= limits.ID_CHARS:
        return key
    raise refusal(value, f"a text of 1 to {limits.ID_CHARS} characters or a number", "correlation", text, problems)
