"""What a step of a process costs: loops, multi-instance, payloads, tokens that wait, and SpiffWorkflow beside it."""

import gc
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from statistics import median
from time import process_time
from typing import Any

from benchmarks.diagrams import LOOP, TWENTY_FIVE, USERS, definitions, many
from benchmarks.spiff_process import SpiffProcess
from engine.bpmn import Execution, Model, read
from engine.commands import tasks
from engine.commands.bundles import File
from engine.queries import tasks as task_queries
from engine.testing import story

_ROUNDS = (300, 1_000, 5_000)
_INSTANCES = (10, 100, 1_000)
_KILOBYTES = (1, 100)
_COMPLETIONS = 10  # measured of those that wait
_RUNS = 20  # of the process of 25 nodes in a turn


_COUNTED = 16


class _NoDecisions:
    """The processes measured here ask none."""

    def evaluate(self, ref: str, context: Mapping[str, Any], /) -> Any:
        raise NotImplementedError(ref, context)

    def basis(self, ref: str, context: Mapping[str, Any], /) -> Mapping[str, Any]:
        raise NotImplementedError(ref, context)


_NONE = _NoDecisions()


def run(turns: int) -> None:
    """Print every figure: medians of the turns, in milliseconds of processor time."""
    _loops(turns)
    _multi_instance(turns)
    _payloads(turns)
    _waiting(turns)
    _beside_spiff(turns)


@contextmanager
def _timed(into: list[float]) -> Iterator[None]:
    gc.collect()
    begin = process_time()
    yield
    into.append((process_time() - begin) * 1000)


def _started(model: Model, **variables: Any) -> Execution:
    execution = Execution.start(model, "p", variables, _NONE)
    execution.advance()
    return execution


def _again(model: Model, execution: Execution) -> tuple[Execution, int]:
    """The execution written and read, and the size of its state in bytes."""
    state = execution.dump()
    return Execution.restore(model, _NONE, state), len(state)


def _loops(turns: int) -> None:
    for name, body in (("loop of a script", LOOP), ("loop of a user task, written and read in each round", USERS)):
        model = read({"loop.bpmn": definitions(body)})
        per_round: dict[int, float] = {}
        for rounds in _ROUNDS:
            spent: list[float] = []
            sizes: set[int] = set()
            for _ in range(turns):
                with _timed(spent):
                    sizes |= _loop(model, rounds)
            per_round[rounds] = median(spent) / rounds
            size = f"   state {min(sizes)} to {max(sizes)} bytes"
            print(f"{name:52} {rounds:6,} rounds {per_round[rounds] * 1000:9.1f} us per round{size}", flush=True)
        print(f"{'':52} most / least per round: {max(per_round.values()) / min(per_round.values()):.2f}x")


def _loop(model: Model, rounds: int) -> set[int]:
    execution = _started(model, n=0, rounds=rounds, payload="x" * 100)
    sizes = {len(execution.dump())}
    while not execution.is_completed:
        execution, size = _again(model, execution)
        execution.drain_events()
        execution.complete(execution.waits[0].token_id, {"n": execution.variables["n"] + Decimal(1)})
        execution.advance()
        sizes.add(size)
    return sizes


def _multi_instance(turns: int) -> None:
    scripts, users = (read({"many.bpmn": definitions(many(kind))}) for kind in ("scriptTask", "userTask"))
    for count in _INSTANCES:
        spent: dict[str, list[float]] = {"scripts": [], "users": [], "written": []}
        for _ in range(turns):
            with _timed(spent["scripts"]):
                _started(scripts, count=count)
            execution = _started(users, count=count)
            with _timed(spent["users"]):
                for wait in execution.waits:
                    execution.complete(wait.token_id, {})
                    execution.advance()
            execution = _started(users, count=count)
            with _timed(spent["written"]):
                for wait in execution.waits[:_COMPLETIONS]:
                    execution.complete(wait.token_id, {})
                    execution.advance()
                    execution, _ = _again(users, execution)
        middle = {name: median(values) for name, values in spent.items()}
        each = middle["written"] / _COMPLETIONS
        print(
            f"multi-instance of {count:5,}: scripts {middle['scripts']:8.2f} ms, user tasks {middle['users']:8.2f} ms "
            f"in memory, {each:7.3f} ms per completion written and read",
            flush=True,
        )


def _payloads(turns: int) -> None:
    model = read({"p.bpmn": definitions(TWENTY_FIVE)})
    for kilobytes in _KILOBYTES:
        payload = {"lines": [{"text": "x" * 100} for _ in range(kilobytes * 1_000 // 115)]}
        in_memory: list[float] = []
        written: list[float] = []
        for _ in range(turns):
            with _timed(in_memory):
                for _ in range(_RUNS):
                    _through(model, payload, is_written=False)
            with _timed(written):
                for _ in range(_RUNS):
                    _through(model, payload, is_written=True)
        print(
            f"25 nodes with {kilobytes:3} KB: {median(in_memory) / _RUNS:7.3f} ms in memory, "
            f"{median(written) / _RUNS:7.3f} ms written and read at each of 3 waits",
            flush=True,
        )


def _through(model: Model, payload: Any, *, is_written: bool) -> None:
    execution = _started(model, n=0, payload=payload)
    while not execution.is_completed:
        if is_written:
            execution, _ = _again(model, execution)
        execution.complete(execution.waits[0].token_id, {})
        execution.advance()
    if execution.variables["n"] != _COUNTED:
        raise RuntimeError(f"expected n to be {_COUNTED}, found {execution.variables['n']}")


def _beside_spiff(turns: int) -> None:
    model = read({"p.bpmn": definitions(TWENTY_FIVE)})
    spiff = SpiffProcess(TWENTY_FIVE)
    contenders: dict[str, Callable[[bool], None]] = {
        "spiff": lambda is_written: spiff.through(is_written=is_written),
        "ours": lambda is_written: _through(model, {}, is_written=is_written),
    }
    for is_written, what in ((False, "in memory"), (True, "written and read at each of 3 waits")):
        spent: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(turns):
            for name, through in contenders.items():
                with _timed(spent[name]):
                    for _ in range(_RUNS):
                        through(is_written)
        ratios = [theirs / ours for theirs, ours in zip(spent["spiff"], spent["ours"], strict=True)]
        print(
            f"25 nodes {what}: SpiffWorkflow {median(spent['spiff']) / _RUNS:7.3f} ms, Returnflow "
            f"{median(spent['ours']) / _RUNS:7.3f} ms, {median(ratios):.1f}x ({min(ratios):.1f} to {max(ratios):.1f})",
            flush=True,
        )


def _waiting(turns: int) -> None:
    """One completion among n user tasks that wait in the same instance, with everything that is written."""
    content = definitions(many("userTask"))
    for count in _INSTANCES:
        spent: list[float] = []
        for _ in range(turns):
            with tempfile.TemporaryDirectory() as directory, story(directory) as told:
                told.deploy(File("bpmn", "many.bpmn", content))
                told.start("p", count=count)
                with told.engines.read.connect() as conn:
                    ids = [task.id for task in task_queries.of_instance(conn, told.instance_id, "open")]
                for task_id in ids[:_COMPLETIONS]:
                    with _timed(spent), told.engines.write.begin() as conn:
                        tasks.complete(conn, task_id, "somebody", ["staff"], {})
        print(f"one of {count:5,} user tasks of an instance completed on SQLite: {median(spent):7.3f} ms", flush=True)
