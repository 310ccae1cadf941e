"""Catching events and receive tasks: timers, messages, signals, conditions, wherever they are waited for."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.bpmn import limits, timing
from engine.bpmn.elements import Element, EventDefinition
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.iso8601 import Cycle, Duration
from engine.bpmn.nodes.node import ProcessSpec
from engine.bpmn.nodes.waiting import WaitingNode
from engine.bpmn.timing import Round
from engine.bpmn.token import COMPLETED, STARTED, WORKING, Token
from engine.bpmn.waits import ConditionWait, MessageWait, SignalWait, TimerWait, Wait

# What is caught where it passes on its way out; nothing waits for it.
PROPAGATED = frozenset({"error", "escalation", "cancel"})


class Catching(WaitingNode):
    """A catching event or receive task; with several definitions, each waits as a part of it."""

    # FEEL or text of the timer, the condition, or the correlation key; None where a message has no correlation.
    expression: Evaluable | None = None
    parts: "tuple[Part, ...]" = ()

    def __init__(self, spec: ProcessSpec, element: Element, index: int, **options: Any) -> None:
        super().__init__(spec, element, index, **options)
        self.definition = element.event or EventDefinition("none")

    def begin(self, token: Token) -> Wait | None:
        kind = self.definition.kind
        if kind == "multiple":
            self.arm_parts(token)
            return None
        if kind == "timer":
            return self.timer_wait(token)
        if kind == "signal":
            return SignalWait(*self.place(token), self.definition.signal or "")
        if kind == "conditional":
            return ConditionWait(*self.place(token), self.definition.condition or "")
        return self.message_wait(token)

    def place(self, token: Token) -> tuple[int, str, str, str]:
        element = self.element
        return token.id, element.id, element.process_id, element.name

    def timer_wait(self, token: Token) -> TimerWait:
        timer = self.definition.timer
        if timer is None or self.expression is None:
            raise Failed("no_timer", f"{self.element.id} has no timer; give it one in the modeler")
        due_at, cycle = timing.first_due(timer, self.expression, token.scope)
        if cycle is None:
            return TimerWait(*self.place(token), due_at)
        current: Round | None = Round(cycle)
        if current is not None and current.is_dropped(timer.missed):
            current = current.following(timer.missed)
        if current is None:
            raise Failed("timer", f"timer: every moment of {timer.text} has passed")
        token.memo = current.pack()
        return TimerWait(*self.place(token), current.due_at)

    def message_wait(self, token: Token) -> MessageWait:
        message = self.definition.message
        if message is None:
            raise Failed("no_message", f"{self.element.id} names no message; choose one in the modeler")
        key = correlation_key(token, self.expression, message.correlation or "")
        return MessageWait(*self.place(token), message.name, key)

    def arm_parts(self, token: Token) -> None:
        try:
            for part in self.parts:
                part.arm(token)
        except BaseException:
            for child in token.children:
                child.cancel()
            raise

    def part_came(self, token: Token, result: Any) -> None:
        """One of the parts that wait for `token` has come; with parallelMultiple all of them have to."""
        if self.definition.is_parallel and token.children:
            return
        for child in token.children:
            child.cancel()
        self.triggered(token, result)

    def triggered(self, token: Token, result: Any) -> None:
        gateway = token.parent
        if gateway is not None and self.loop is None:
            gateway.task_spec.won(gateway, token)
            self.enter_late(token)
        self.finish(token, result)

    def enter_late(self, token: Token) -> None:
        """Count the token as arrived only now: armed events that never come are never entered."""
        token.stage = WORKING
        self.enter(token)

    def is_true(self, token: Token) -> bool:
        """Whether the condition of a conditional event holds; what cannot be worked out yet does not."""
        return self.expression is not None and self.expression.evaluate(token.scope.view, []) is True

    def following_wait(self, token: Token, before: Wait | None) -> Wait:
        """The wait of `token`, which goes on listening where another was triggered."""
        if isinstance(before, MessageWait):
            return MessageWait(*self.place(token), before.message, before.correlation_key)
        if isinstance(before, SignalWait):
            return SignalWait(*self.place(token), before.signal)
        if isinstance(before, ConditionWait):
            # It has to become false before it can come again (BPMN 2.0.2, table 10.84).
            token.memo = True
            return ConditionWait(*self.place(token), before.condition)
        raise TypeError(f"expected a wait that can come again, found {before!r}")

    def next_round(self, following: Token, fired: Token, due_at: datetime) -> TimerWait | None:
        """The wait for the next moment of a cycle; None when there is none, as for a date or duration."""
        timer = self.definition.timer
        if fired.memo is None or timer is None:
            return None
        current = _round(fired.memo, due_at).following(timer.missed)
        if current is None:
            return None
        following.memo = current.pack()
        return TimerWait(*self.place(following), current.due_at)

    def listen_again(self, following: Token, fired: Token) -> bool:
        """Let the new token `following` listen in place of `fired`; False when the timer has no more rounds."""
        run = following.workflow.run
        following._state = STARTED
        if self.parts:
            self.arm_parts(following)
            return True
        wait: Wait | None
        if isinstance(fired.wait, TimerWait):
            wait = self.next_round(following, fired, fired.wait.due_at)
        else:
            wait = self.following_wait(following, fired.wait)
        if wait is None:
            return False
        run.wait(following, wait)
        return True


class Part(Catching):
    """One definition of an event that has several; its token hangs on the event's token."""

    def __init__(self, spec: ProcessSpec, element: Element, index: int, definition: EventDefinition) -> None:
        super().__init__(spec, element, index)
        self.definition = definition
        self.milestone = None

    def triggered(self, token: Token, result: Any) -> None:
        event = token.parent
        token._state = COMPLETED
        token.workflow.remove(token)
        token.workflow.run.attempt(event, lambda at: at.task_spec.part_came(at, result))


class BoundaryEvent(Catching):
    """An event on the border of an activity (BPMN 2.0.2, 13.5.3); with several definitions there is one for each."""

    def __init__(self, spec: ProcessSpec, element: Element, index: int, definition: EventDefinition) -> None:
        super().__init__(spec, element, index)
        self.definition = definition
        self.caught = caught_by(definition)
        self.waits_itself = not self.caught and definition.kind != "compensate"

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
        """Go on listening: messages, signals and conditions always, timers while their cycle lasts."""
        instance = host.workflow
        following = Token(instance, self, instance.run.next_token_id(), parent=host, scope=fired.scope)
        if not self.listen_again(following, fired):
            instance.remove(following)

    def catch(self, host: Token, data: dict[str, Any]) -> None:
        """Put a token here that carries `data` as its result, and end `host` unless it may go on."""
        instance = host.workflow
        token = Token(instance, self, instance.run.next_token_id(), scope=host.scope_around)
        token._state = STARTED
        if self.element.is_interrupting:
            host.cancel()
        self.enter_late(token)
        instance.run.finish(token, data)


def _round(memo: list[Any], due_at: datetime) -> Round:
    """The round that a token remembers; releases before 0.2 kept count, months and exact length, without the start."""
    if len(memo) > 3:
        return Round.unpack(memo)
    count, months, exact = memo
    return Round(Cycle(count, due_at, Duration(months, exact)))


def caught_by(definition: EventDefinition) -> frozenset[tuple[str, str | None]]:
    """What `definition` catches on its way out: (kind, code), the code None for any."""
    if definition.kind not in PROPAGATED:
        return frozenset()
    code = {"error": definition.error_code, "escalation": definition.escalation_code}.get(definition.kind)
    return frozenset({(definition.kind, code)})


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
