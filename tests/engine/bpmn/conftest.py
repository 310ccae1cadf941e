"""Diagrams in short hand and a driver that saves and restores the execution at every step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine import clock
from engine.bpmn import Event, Execution, Model, Wait, read
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
    """Runs a model; `hops` restores the dumped state before every single call, so a lost bit breaks the test."""

    def __init__(self, model: Model, decisions: TableDecisions, *, hops: bool) -> None:
        self.model = model
        self.decisions = decisions
        self.hops = hops
        self.events: list[Event] = []
        self.execution: Execution

    def start(self, process_id: str = "p", **variables: Any) -> "Driver":
        return self.begin(process_id, None, None, variables)

    def begin(
        self, process_id: str, at: str | None, payload: Mapping[str, Any] | None, variables: Mapping[str, Any]
    ) -> "Driver":
        """Start at a start event, with what it caught."""
        self.execution = Execution.start(self.model, process_id, variables, self.decisions, at=at, payload=payload)
        self._rest()
        return self

    def _hop(self) -> None:
        self.events += self.execution.drain_events()
        if self.hops:
            state = self.execution.dump()
            self.execution = Execution.restore(self.model, self.decisions, state)
            assert self.execution.dump() == state

    def _rest(self) -> None:
        self._hop()
        self.execution.advance()
        self._hop()

    def waits(self, kind: type[Wait] = Wait) -> list[Any]:
        return [wait for wait in self.execution.waits if isinstance(wait, kind)]

    def wait(self, element_id: str) -> Any:
        found = [wait for wait in self.execution.waits if wait.element_id == element_id]
        assert found, f"nothing waits at {element_id}: {self.waiting} {self.execution.failures}"
        return found[0]

    @property
    def waiting(self) -> list[str]:
        return [wait.element_id for wait in self.execution.waits]

    def complete(self, element_id: str, actor: str | None = None, /, **result: Any) -> "Driver":
        self.execution.complete(self.wait(element_id).token_id, result, actor)
        self._rest()
        return self

    def deliver(self, element_id: str, /, **payload: Any) -> "Driver":
        self.execution.deliver(self.wait(element_id).token_id, payload)
        self._rest()
        return self

    def fire(self, element_id: str) -> "Driver":
        self.execution.fire_timer(self.wait(element_id).token_id)
        self._rest()
        return self

    def throw(self, element_id: str, code: str, message: str = "") -> bool:
        caught = self.execution.throw_error(self.wait(element_id).token_id, code, message)
        self._rest()
        return caught

    def signal(self, name: str, /, **payload: Any) -> bool:
        received = self.execution.signal(name, payload)
        self._rest()
        return received

    def pick(self, element_id: str, *chosen: str, finish: bool = False) -> "Driver":
        self.execution.pick(self.wait(element_id).token_id, chosen, finish=finish)
        self._rest()
        return self

    def retry(self) -> "Driver":
        self.execution.retry(self.execution.failures[0].token_id)
        self._rest()
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
        return [event.element_id for event in self.events if event.kind == kind]

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
