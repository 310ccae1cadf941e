"""The common course of every element: entered, worked, results assigned, left by its flows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.bpmn import events
from engine.bpmn.elements import Element, Flow
from engine.bpmn.expressions import Evaluable, refusal
from engine.bpmn.failures import Failed
from engine.bpmn.scopes import Scope
from engine.bpmn.token import COMPLETED, ENTERING, FINISHING, LEAVING, WAITING, WORKING, Token
from engine.dmn.feel.values import kind as feel_kind

if TYPE_CHECKING:
    from engine.bpmn.nodes.adhoc import AdHocSubProcess
    from engine.bpmn.nodes.catching import BoundaryEvent
    from engine.bpmn.nodes.eventsubprocesses import EventStart
    from engine.bpmn.nodes.loops import LoopNode
    from engine.bpmn.nodes.throwing import ThrowAll

Texts = tuple[tuple[str, Evaluable, str], ...]


class ProcessSpec(WorkflowSpec):  # type: ignore[misc]
    """The executable form of a process or embedded sub-process; shared by all executions, never changed."""

    def __init__(self, process_id: str, index: int, *, sub_process: str | None = None) -> None:
        super().__init__(name=process_id)
        self.process_id = process_id
        self.sub_process = sub_process
        self.index = index
        self.entries: tuple[Node, ...] = ()
        # The start events of the event sub-processes in it: those that wait, and all of them.
        self.listeners: tuple[EventStart, ...] = ()
        self.event_starts: tuple[EventStart, ...] = ()
        # The variables that it declares, with their first values, which are never changed in place.
        self.variables: Mapping[str, Any] = {}
        # What decides how the content of an ad-hoc sub-process goes on.
        self.follows: AdHocSubProcess | None = None


class Path:
    """A way from one node to the next; `position` is its place among the ways into `target`."""

    __slots__ = ("condition", "data", "flow", "is_default", "position", "target")

    def __init__(
        self, flow: Flow, target: "Node", position: int, condition: Evaluable | None, is_default: bool
    ) -> None:
        self.flow = flow
        self.target = target
        self.position = position
        self.condition = condition
        self.is_default = is_default
        self.data = {"flow_id": flow.id, "target": flow.target}


def arm_all(boundary: "Sequence[BoundaryEvent]", host: Token) -> None:
    """Put a waiting token on each boundary event that waits; all of them or, when one fails, none."""
    try:
        for event in boundary:
            if event.waits_itself:
                event.arm(host)
    except Failed:
        for token in host.children:
            token.cancel()
        raise


class Node(BpmnTaskSpec):  # type: ignore[misc]
    """An element that passes its token on at once; the others build on it.

    The names of SpiffWorkflow's hooks stay: `_update` lets a token in, `_run_hook` works, `_on_complete` moves it on.
    """

    names_visits = False  # whether names are made of its visits: for keys, or of what is inside
    ordinal = -1  # the number of the element in its scope, by which visits are counted; -1 where they are not
    has_choice = False  # whether conditions say which ways out are taken
    local: tuple[str, ...] = ()  # the names that live and end with a visit
    data_inputs: Texts = ()
    data_outputs: Texts = ()
    store_reads: tuple[tuple[str, str], ...] = ()  # (variable, data store)
    store_writes: Texts = ()  # by data store
    handler: "Node | None" = None  # what undoes it
    started_with: "tuple[Node, ...]" = ()  # where it begins an instance: what begins to wait beside it
    start_quantity = 1
    further = range(0)  # the tokens that it gives to each way out beyond the first

    def __init__(
        self, spec: ProcessSpec, element: Element, index: int, *, loop: "LoopNode | ThrowAll | None" = None
    ) -> None:
        """`index` is the number by which saved states name this node; `loop` runs it in turns of its own."""
        super().__init__(spec, f"node{index}")
        self.bpmn_id = element.id
        self.element = element
        self.index = index
        self.loop: LoopNode | ThrowAll | None = loop
        self.paths: tuple[Path, ...] = ()
        self.ways_in = 0
        self.boundary: tuple[BoundaryEvent, ...] = ()
        self.output_texts: Texts = ()
        self.milestone = {"status": element.milestone} if element.milestone else None

    # -- coming in

    def _update(self, token: Token) -> None:
        if self._update_hook(token):
            token._ready()

    def _update_hook(self, my_task: Token) -> bool:
        return self.start_quantity == 1 or self.gather(my_task)

    def gather(self, token: Token) -> bool:
        """Hold tokens back until there are enough to begin (BPMN 2.0.2, 13.3.2, startQuantity)."""
        joining = token.workflow.joining
        gathered = joining.setdefault(self, [])
        token._state = WAITING
        gathered.append(token)
        if len(gathered) < self.start_quantity:
            return False
        del joining[self]
        for other in gathered:
            if other is not token:
                token.workflow.remove(other)
        return True

    def _on_ready(self, token: Token) -> None:
        token.workflow.run.enqueue(token)

    # -- at work

    def _run(self, token: Token) -> None:
        if not token.is_entered:
            self.enter(token)
        if token.stage == ENTERING:
            taken_in = self.taken_in(token) if self.local else None
            if self.boundary:
                arm_all(self.boundary, token)
            token.stage = WORKING
            if taken_in is not None:
                self.hold(token, taken_in)
        self._run_hook(token)

    def enter(self, token: Token) -> None:
        """Count the visit, where anybody asks for its number, and report it."""
        token.is_entered = True
        if self.ordinal >= 0:
            token.visit = token.workflow.count_visit(self)
        self.announce(events.ELEMENT_ENTERED, token)

    def taken_in(self, token: Token) -> dict[str, Any]:
        """The first values of the names that live with this visit: null, or what data stores and inputs bring."""
        values: dict[str, Any] = dict.fromkeys(self.local)
        for name, store in self.store_reads:
            values[name] = token.workflow.run.stores.read(store)
        seen = Scope(values, token.scope)
        for name, expression, text in self.data_inputs:
            problems: list[Any] = []
            value = expression.evaluate(seen, problems)
            if not token.workflow.run.packed.takes(value):
                raise refusal(value, f"a value for {name}", "data input", text, problems)
            values[name] = value
        return values

    def hold(self, token: Token, values: dict[str, Any]) -> None:
        """Give the visit a scope for its own names; the rounds of a loop have one already."""
        if self.loop is not None:
            token.scope.variables.update(values)
        else:
            token.scope = Scope(values, token.scope, is_local=True)

    def _run_hook(self, my_task: Token) -> None:
        self.finish(my_task, None)

    def triggered(self, token: Token, result: Any) -> None:
        """What the token waited for has come."""
        self.finish(token, result)

    def catcher(self, kind: str, code: str | None) -> "BoundaryEvent | None":
        """The boundary event here that catches `code`: the one that names it, else one that catches all."""
        for wanted in (code, None):
            for event in self.boundary:
                if (kind, wanted) in event.caught:
                    return event
        return None

    # -- going out

    def finish(self, token: Token, result: Any) -> None:
        """Assign `result` and the outputs, then leave; raises Failed with the token's stage telling how far it came."""
        token.stage = FINISHING
        token.result = result
        self.assign(token, result)
        self.depart(token)

    def depart(self, token: Token) -> None:
        """Choose the ways out and complete the token."""
        token.stage = LEAVING
        if self.loop is not None:
            token.taken = self.loop.judge(token)
        else:
            token.taken = self.choose(token) if self.has_choice else self.paths
        token._state = COMPLETED
        self._on_complete(token)

    def assign(self, token: Token, result: Any) -> None:
        """Write what this visit gives to the variables: all of it or, when something fails, nothing."""
        written = self.results(result)
        if self.output_texts:
            self.evaluate_outputs(self.output_texts, self.seen(token, result), written)
        if written:
            self.write(token.scope, written, token)
        if self.data_outputs:
            handed_out: dict[str, Any] = {}
            self.evaluate_outputs(self.data_outputs, self.seen(token, result), handed_out)
            self.write(token.scope_around, handed_out, token)
        if self.store_writes:
            self.write_stores(token, result)

    def write_stores(self, token: Token, result: Any) -> None:
        """Hand the values of this visit to data stores; they are evaluated before the first is written."""
        run = token.workflow.run
        values: dict[str, Any] = {}
        self.evaluate_outputs(self.store_writes, self.seen(token, result), values)
        for store, value in values.items():
            if not run.packed.takes(value):
                raise refusal(feel_kind(value), "a value that can be stored", f"data store {store}", "its variable", ())
        for store, value in values.items():
            run.stores.write(store, value)

    def results(self, result: Any) -> dict[str, Any]:
        """The variables that `result` becomes without any output mapping."""
        name = self.element.result
        return {} if name is None else {name: result}

    def seen(self, token: Token, result: Any) -> Scope:
        """What outputs see: the scope of the token, `result` where the element yields one, `actor` where one did it."""
        if token.actor is not None:
            return Scope({"result": result, "actor": token.actor}, token.scope)
        if result is None:
            return token.scope
        return Scope({"result": result}, token.scope)

    def seen_by_loop(self, token: Token, result: Any) -> Scope:
        """What the conditions and the output of the loop around it see of a round that ends."""
        return self.seen(token, result)

    def evaluate_outputs(self, texts: Texts, seen: Scope, written: dict[str, Any]) -> None:
        """Evaluate in order, each seeing what the ones before wrote."""
        view = Scope(written, seen)
        for name, expression, text in texts:
            problems: list[Any] = []
            value = expression.evaluate(view, problems)
            if value is None and problems:
                raise refusal(None, f"a value for {name}", "output", text, problems)
            written[name] = value

    def write(self, scope: Scope, written: dict[str, Any], token: Token) -> None:
        """Write to `scope` what `token` gave."""
        run = token.workflow.run
        for name, value in written.items():
            if not run.packed.takes(value):
                raise refusal(feel_kind(value), "a value that can be stored", f"variable {name}", "its expression", ())
        for name, value in written.items():
            scope.assign(name, value)
        if run.conditions:
            run.changed.update(written)
        run.emit(events.VARIABLES_SET, token, {"names": list(written)})

    def choose(self, token: Token) -> Sequence[Path]:
        """Every way that has no condition or a true one; the default if no condition is true (BPMN 2.0.2, 10.3.1)."""
        chosen = [path for path in self.paths if not path.is_default and self.is_open(path, token)]
        if not any(path.condition is not None for path in chosen):
            chosen += [path for path in self.paths if path.is_default]
        if not chosen:
            raise Failed("no_flow_taken", f"no condition behind {self.element.id} is true and it has no default flow")
        return chosen

    def is_open(self, path: Path, token: Token) -> bool:
        """Whether the condition of `path` holds; anything but true or false is a failure, not a no."""
        if path.condition is None:
            return True
        problems: list[Any] = []
        value = path.condition.evaluate(token.scope.view, problems)
        if value is True or value is False:
            return bool(value)
        raise refusal(value, "true or false", f"condition of {path.flow.id}", path.flow.condition or "", problems)

    def _on_complete(self, token: Token) -> None:
        instance = token.workflow
        run = instance.run
        if token._children:
            for child in token.children:
                child.cancel()
        self.announce(events.ELEMENT_COMPLETED, token)
        if self.loop is not None:
            self.loop.round_done(token)
            return
        if self.milestone is not None:
            run.emit(events.MILESTONE_REACHED, token, self.milestone)
        if self.handler is not None or token.undo is not None:
            self.remember(token)
        instance.remove(token)
        for path in token.taken:
            run.emit(events.FLOW_TAKEN, token, path.data)
            instance.put(path.target, flow=path.position)
            for _ in self.further:
                instance.put(path.target, flow=path.position)
        instance.left()

    def remember(self, token: Token) -> None:
        """Note what a compensation has to undo."""
        token.workflow.remember(self, token.undo, str(token.visit or ""))

    def announce(self, kind: str, token: Token) -> None:
        """Report that the element was entered or completed; in a loop, in which round."""
        run = token.workflow.run
        if self.loop is None:
            run.emit(kind, token, run.attribution)
        else:
            run.emit(kind, token, {**run.attribution, "iteration": list(run.iteration(token))})

    def _on_cancel(self, token: Token) -> None:
        """Nothing hangs on a plain token."""
