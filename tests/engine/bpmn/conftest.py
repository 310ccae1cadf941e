"""Diagrams in short hand and a driver that saves and restores the execution at every step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine import clock
from engine.bpmn import Event, Execution, Model, Wait, read
from engine.bpmn.token import READY, Token
from engine.errors import NotFound

DEFINITIONS = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:returnflow="https://returnflow.dev/schema/bpmn" targetNamespace="test">{}</bpmn:definitions>'
)


@dataclass(frozen=True)
class Evaluated:
    value: Any
    problems: tuple[Any, ...] = ()
    rules: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Hit:
    decision_id: str
    decision_name: str
    rule: int
    rule_id: str
    annotation: str


class TableDecisions:
    """Decisions that answer from a dict of functions."""

    def __init__(self, **by_ref: Callable[[Mapping[str, Any]], Any]) -> None:
        self.by_ref = by_ref
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def evaluate(self, ref: str, context: Mapping[str, Any]) -> Evaluated:
        self.seen.append((ref, dict(context)))
        if ref not in self.by_ref:
            raise NotFound(f"there is no decision {ref!r}")
        value = self.by_ref[ref](context)
        return Evaluated(value, (), (Hit(ref, ref.title(), 2, f"{ref}_2", "because"),))

    def basis(self, ref: str, context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"decision_id": ref, "inputs": dict(context)}


class Driver:
    """Runs a model; `hops` restores the dumped state before every single call, so a lost bit breaks the test.

    With a `case`, ids are written without its name in front, and the execution is restored after every single step of
    every token, beside a second one that stays in memory: both have to do and to await the same.
    """

    def __init__(self, model: Model, decisions: TableDecisions, *, hops: bool, case: str = "") -> None:
        self.model = model
        self.decisions = decisions
        self.hops = hops
        self.prefix = f"{case}." if case else ""
        self.events: list[Event] = []
        self.execution: Execution
        self.twin: Execution | None = None

    def start(self, process_id: str = "p", **variables: Any) -> "Driver":
        return self.begin(process_id, None, None, variables)

    def begin(
        self, process_id: str, at: str | None, payload: Mapping[str, Any] | None, variables: Mapping[str, Any]
    ) -> "Driver":
        """Start at a start event, with what it caught."""

        def started() -> Execution:
            where = self.full(at) if at else None
            return Execution.start(self.model, process_id, variables, self.decisions, at=where, payload=payload)

        self.execution = started()
        if self.prefix and self.hops:
            self.twin = started()
        self._rest()
        return self

    def _do(self, act: Callable[[Execution], Any]) -> Any:
        """Let `act` tell the execution how a wait went on, then run on."""
        if self.twin is not None:
            act(self.twin)
        answer = act(self.execution)
        self._rest()
        return answer

    def _hop(self) -> None:
        self.events += self.execution.drain_events()
        if self.hops:
            state = self.execution.dump()
            self.execution = Execution.restore(self.model, self.decisions, state)
            assert self.execution.dump() == state

    def _rest(self) -> None:
        self._hop()
        if self.twin is not None:
            self._step_by_step()
        self.execution.advance()
        self._hop()
        if self.twin is not None:
            self._compare(self.twin)

    def _step_by_step(self) -> None:
        while True:
            run = self.execution.run
            run.look_at_conditions()
            if run.ready:
                token = run.ready.popleft()
                if token._state == READY:
                    run.attempt(token, Token.run)
                run.look_at_conditions()
            elif not run._release_join():
                return
            self._hop()

    def _compare(self, twin: Execution) -> None:
        twin.advance()
        expected = twin.drain_events()
        seen = self.events[len(self.events) - len(expected) :]
        assert [event[:4] for event in seen] == [event[:4] for event in expected]
        assert [(wait.token_id, wait.element_id) for wait in self.execution.waits] == [
            (wait.token_id, wait.element_id) for wait in twin.waits
        ]
        assert self.execution.failures == twin.failures
        assert (self.variables, self.is_completed) == (twin.variables, twin.is_completed)

    def waits(self, kind: type[Wait] = Wait) -> list[Any]:
        return [wait for wait in self.execution.waits if isinstance(wait, kind)]

    def full(self, element_id: str) -> str:
        return element_id if "." in element_id else self.prefix + element_id

    def wait(self, element_id: str) -> Any:
        found = [wait for wait in self.execution.waits if wait.element_id in (self.full(element_id), element_id)]
        assert found, f"nothing waits at {element_id}: {self.waiting} {self.execution.failures}"
        return found[0]

    @property
    def waiting(self) -> list[str]:
        return [wait.element_id.removeprefix(self.prefix) for wait in self.execution.waits]

    def complete(self, element_id: str, actor: str | None = None, /, **result: Any) -> "Driver":
        token_id = self.wait(element_id).token_id
        self._do(lambda execution: execution.complete(token_id, result, actor))
        return self

    def deliver(self, element_id: str, /, **payload: Any) -> "Driver":
        token_id = self.wait(element_id).token_id
        self._do(lambda execution: execution.deliver(token_id, payload))
        return self

    def fire(self, element_id: str) -> "Driver":
        token_id = self.wait(element_id).token_id
        self._do(lambda execution: execution.fire_timer(token_id))
        return self

    def throw(self, element_id: str, code: str, message: str = "") -> bool:
        token_id = self.wait(element_id).token_id
        return bool(self._do(lambda execution: execution.throw_error(token_id, code, message)))

    def signal(self, name: str, /, **payload: Any) -> bool:
        return bool(self._do(lambda execution: execution.signal(name, payload)))

    def pick(self, element_id: str, *chosen: str, finish: bool = False) -> "Driver":
        token_id = self.wait(element_id).token_id
        ids = [self.full(one) for one in chosen]
        self._do(lambda execution: execution.pick(token_id, ids, finish=finish))
        return self

    def retry(self) -> "Driver":
        token_id = self.execution.failures[0].token_id
        self._do(lambda execution: execution.retry(token_id))
        return self

    @property
    def variables(self) -> dict[str, Any]:
        return self.execution.variables

    @property
    def is_completed(self) -> bool:
        return self.execution.is_completed

    @property
    def failure(self) -> Any:
        assert len(self.execution.failures) == 1, self.execution.failures
        return self.execution.failures[0]

    def seen(self, kind: str) -> list[str]:
        return [event.element_id.removeprefix(self.prefix) for event in self.events if event.kind == kind]

    @property
    def log(self) -> Any:
        """What the scripts of a case have written down, in order."""
        return self.variables["log"]

    @property
    def path(self) -> list[str]:
        return self.seen("element_completed")


@pytest.fixture
def decisions() -> TableDecisions:
    return TableDecisions()


@pytest.fixture(params=[False, True], ids=["in memory", "restored at every step"])
def hops(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def definitions() -> Callable[..., bytes]:
    """A file from the content of its definitions element."""
    return lambda content: DEFINITIONS.format(content).encode()


@pytest.fixture
def drive(hops: bool, decisions: TableDecisions) -> Callable[..., Driver]:
    """A driver for a diagram: a file, by name beside the tests, or a process `p` (and more definitions)."""

    def make(diagram: str | Path, more: str = "") -> Driver:
        if isinstance(diagram, Path):
            content = diagram.read_bytes()
        elif diagram.endswith(".bpmn"):
            content = Path(__file__).with_name(diagram).read_bytes()
        else:
            process = f'<bpmn:process id="p" isExecutable="true">{diagram}</bpmn:process>'
            content = DEFINITIONS.format(process + more).encode()
        return Driver(read({"test.bpmn": content}), decisions, hops=hops)

    return make


@pytest.fixture
def drive_model(hops: bool, decisions: TableDecisions) -> Callable[[Model], Driver]:
    """A driver for a model that has been read already."""
    return lambda model: Driver(model, decisions, hops=hops)


@pytest.fixture
def driver_of(hops: bool, decisions: TableDecisions) -> Callable[[bytes, str], Driver]:
    """A driver for a process of a file, whose name stands before the ids of its elements: `case.task`."""
    return lambda content, case: Driver(_model(content), decisions, hops=hops, case=case)


@cache
def _model(content: bytes) -> Model:
    return read({"test.bpmn": content})


@pytest.fixture
def flow() -> Callable[..., str]:
    """Sequence flows in short hand: "a>b>c" or "a>b" with a condition."""

    def make(chain: str, condition: str = "", flow_id: str = "") -> str:
        nodes = chain.split(">")
        text = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        return "".join(
            f'<bpmn:sequenceFlow id="{flow_id or f"{source}-{target}"}" sourceRef="{source}" targetRef="{target}">'
            f"{text}</bpmn:sequenceFlow>"
            for source, target in pairwise(nodes)
        )

    return make


@pytest.fixture
def noon() -> Iterator[clock.VirtualClock]:
    with clock.use(clock.VirtualClock(datetime(2026, 3, 2, 12, tzinfo=UTC))) as virtual:
        yield virtual
