"""Loops around an activity: multi-instance and the standard loop (BPMN 2.0.2, 13.3.6 and 13.3.7)."""

from decimal import Decimal
from typing import Any

from engine.bpmn import events, limits, visits
from engine.bpmn.elements import Element, EventDefinition, Loop
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.nodes.node import Node, ProcessSpec
from engine.bpmn.nodes.throwing import throw
from engine.bpmn.scopes import Scope
from engine.bpmn.token import FINISHED, Token
from engine.bpmn.undo import Undo

# The places of a loop token's memo.
TOTAL, STARTED, DONE, RESULTS, ITEMS = range(5)


class LoopNode(Node):
    """Starts its `body` once per round; the body's token is a child of the loop's token.

    Rounds are announced one by one, with their number; the loop itself only when there was no round.
    """

    names_visits = True

    def __init__(self, spec: ProcessSpec, element: Element, index: int, settings: Loop) -> None:
        super().__init__(spec, element, index)
        self.settings = settings
        self.body: Node | None = None
        self.collection: Evaluable | None = None
        self.output: Evaluable | None = None
        self.until: Evaluable | None = None
        # What is thrown when rounds complete: when, the condition where that is one, the event.
        self.throws: tuple[tuple[str, Evaluable | None, EventDefinition], ...] = ()

    def take(self, body: Node) -> None:
        """Let `body` do the work of each round; how many tokens come and go is the loop's matter."""
        self.body = body
        body.milestone = None
        self.start_quantity, body.start_quantity = body.start_quantity, 1
        self.further, body.further = body.further, range(0)

    # -- rounds

    def _run_hook(self, my_task: Token) -> None:
        my_task.memo = self.prepared(my_task)
        if not self.has_round(my_task):
            super().announce(events.ELEMENT_ENTERED, my_task)
            super().announce(events.ELEMENT_COMPLETED, my_task)
            self.finish(my_task, None)
            return
        rounds = 1 if self.settings.is_sequential else my_task.memo[TOTAL]
        for _ in range(rounds):
            self.start_round(my_task)
        if not self.settings.is_sequential:
            my_task.memo[ITEMS] = None

    def prepared(self, token: Token) -> list[Any]:
        """The memo before the first round."""
        items = self.items(token)
        results = [None] * len(items) if self.output is not None else None
        return [len(items), 0, 0, results, items]

    def items(self, token: Token) -> list[Any]:
        problems: list[Any] = []
        expression = self.collection
        value = expression.evaluate(token.scope.view, problems) if expression is not None else None
        if self.settings.cardinality is not None:
            value = _numbered(value)
        text = self.settings.collection or self.settings.cardinality or ""
        if not isinstance(value, list) or not token.workflow.run.packed.takes(value):
            raise refusal(value, "a list", f"collection of {self.element.id}", text, problems)
        if len(value) > limits.ROUNDS:
            raise refusal(len(value), f"at most {limits.ROUNDS} items", f"collection of {self.element.id}", text, ())
        return value

    def has_round(self, token: Token) -> bool:
        return bool(token.memo[TOTAL])

    def start_round(self, token: Token) -> None:
        memo = token.memo
        number = memo[STARTED] + 1
        memo[STARTED] = number
        variables: dict[str, Any] = {"loopCounter": Decimal(number)}
        if memo[ITEMS] is not None and self.settings.element is not None:
            variables[self.settings.element] = memo[ITEMS][number - 1]
        scope = Scope(variables, token.scope, is_local=True)
        if self.body is None:
            raise TypeError(f"the loop {self.element.id} was built without a body")
        token.workflow.put(self.body, parent=token, scope=scope).visit = number

    def judge(self, body: Token) -> tuple[Any, bool]:
        """The output of the round that ends now, and whether it ends the loop; Failed while it can still wait."""
        problems: list[Any] = []
        seen = body.task_spec.seen_by_loop(body, body.result)
        value = None
        if self.output is not None:
            value = self.output.evaluate(seen, problems)
            if (value is None and problems) or not body.workflow.run.packed.takes(value):
                what = f"loop output of {self.element.id}"
                raise refusal(value, "a value", what, self.settings.output or "", problems)
        return value, self.is_over(body.parent, seen)

    def is_over(self, token: Token, seen: Scope) -> bool:
        """Whether the round that ends now was the last."""
        memo = token.memo
        if memo[DONE] + 1 == memo[TOTAL]:
            return True
        counts = _counts([memo[TOTAL], memo[STARTED], memo[DONE] + 1])
        return self.until is not None and self.holds(self.until, Scope(counts, seen))

    def holds(self, condition: Evaluable, seen: Scope) -> bool:
        problems: list[Any] = []
        value = condition.evaluate(seen, problems)
        if value is True or value is False:
            return bool(value)
        text = self.settings.completion or self.settings.condition or ""
        raise refusal(value, "true or false", f"loop condition of {self.element.id}", text, problems)

    def round_done(self, body: Token) -> None:
        """Count the round, then go on: next round, waiting for the others, or the end."""
        token = body.parent
        memo = token.memo
        value, is_over = body.taken
        memo[DONE] += 1
        if memo[RESULTS] is not None:
            memo[RESULTS][body.round - 1] = value
        visit = f"{token.visit}[{body.visit}]" if body.visit else ""
        if body.task_spec.handler is not None:
            # Each round is undone by itself, and the handler sees what was its own (BPMN 2.0.2, 13.5.5).
            token.workflow.remember(body.task_spec, Undo(dict(body.scope.variables)), visit)
        elif body.undo is not None:
            token.workflow.remember(body.task_spec, body.undo, visit)
        token.workflow.remove(body)
        if self.throws:
            self.throw_events(token)
            if token._state & FINISHED:
                return
        if is_over:
            for other in token.children:
                if other.task_spec is self.body:
                    other.cancel()
            token.workflow.run.finish(token, None)
        elif self.settings.is_sequential:
            self.start_round(token)

    def throw_events(self, token: Token) -> None:
        """Throw what `behavior` asks for now that one more round is done (BPMN 2.0.2, 13.3.6)."""
        counts = _counts(token.memo)
        for when, condition, event in self.throws:
            if when == "first" and token.memo[DONE] > 1:
                continue
            if condition is not None and condition.evaluate(Scope(counts, token.scope), []) is not True:
                continue
            throw(token, event, counts, f"{visits.path(token)}+{token.memo[DONE]}")
            if token._state & FINISHED:
                return

    # -- the loop as a whole

    def announce(self, kind: str, token: Token) -> None:
        """Rounds announce themselves."""

    def remember(self, token: Token) -> None:
        """Rounds are undone one by one."""

    def assign(self, token: Token, result: Any) -> None:  # noqa: ARG002
        if self.settings.output_collection is not None:
            self.write(token.scope, {self.settings.output_collection: token.memo[RESULTS]}, token)


class StandardLoop(LoopNode):
    """Repeats while a condition holds, at most `maximum` times."""

    def prepared(self, token: Token) -> list[Any]:  # noqa: ARG002
        return [None, 0, 0, None, None]

    def has_round(self, token: Token) -> bool:
        return not self.settings.test_before or self.goes_on(0, token.scope)

    def goes_on(self, done: int, seen: Scope) -> bool:
        """Whether one more round follows after `done` rounds."""
        if self.settings.maximum is not None and done >= self.settings.maximum:
            return False
        return self.until is None or self.holds(self.until, seen)

    def is_over(self, token: Token, seen: Scope) -> bool:
        return not self.goes_on(token.memo[DONE] + 1, seen)


def _counts(memo: list[Any]) -> dict[str, Any]:
    """The attributes that BPMN gives a multi-instance activity at run time (BPMN 2.0.2, table 10.29)."""
    return {
        "numberOfInstances": Decimal(memo[TOTAL] if memo[TOTAL] is not None else memo[STARTED]),
        "numberOfActiveInstances": Decimal(memo[STARTED] - memo[DONE]),
        "numberOfCompletedInstances": Decimal(memo[DONE]),
        "numberOfTerminatedInstances": Decimal(0),
    }


def _numbered(value: Any) -> Any:
    """1 to `value`, where that is a whole number that is not negative; else `value` itself."""
    if isinstance(value, str) and value.isdecimal():
        value = Decimal(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and value == int(value) and value >= 0:
        count = int(value)
        return [Decimal(number) for number in range(1, min(count, limits.ROUNDS + 1) + 1)]
    return value
