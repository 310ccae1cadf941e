"""A standard return: every contender does the same one in turns, so that a noisy machine hits them alike."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Protocol

from benchmarks import postgres
from benchmarks.clients import ClientsContender
from benchmarks.engine_api import EngineContender
from benchmarks.http_api import HttpContender, installed
from benchmarks.naive import NaiveWrapper
from benchmarks.sample import START, Measured

Results = dict[str, list[Measured]]


class Contender(Protocol):
    """Somebody who does standard returns."""

    name: str

    def measure(self, rounds: int) -> Measured: ...

    def close(self) -> None: ...


class NaiveContender:
    """The named reference; see naive.py."""

    name = "naive SpiffWorkflow wrapper"

    def __init__(self, database: Path) -> None:
        self.wrapper = NaiveWrapper(database)

    def measure(self, rounds: int) -> Measured:
        begin, processor = perf_counter(), process_time()
        ran = [self.wrapper.run(dict(START)) for _ in range(rounds)]
        seconds, processor = perf_counter() - begin, process_time() - processor
        sizes, task_seconds = zip(*ran, strict=True)
        return Measured.of(self.name, seconds, list(task_seconds), sum(sizes) / rounds, processor)

    def close(self) -> None:
        self.wrapper.connection.close()


def run(turns: int, rounds: int) -> None:
    """SQLite, one process and one client: the reference and the engine API."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        engine = EngineContender("Returnflow, engine API, SQLite", f"sqlite:///{folder / 'engine.db'}")
        results = compare([NaiveContender(folder / "naive.db"), engine], turns, rounds)
        summarise("SQLite WAL, synchronous=FULL, one client", results)


def run_postgres(turns: int, rounds: int) -> None:
    """PostgreSQL with its default durability, one client and eight."""
    with postgres.server() as url:
        print(f"bare commits of 2 KB, one client: {postgres.commits_per_second(url):,.0f} /s")
        one = EngineContender("Returnflow, engine API, PostgreSQL, 1 client", url)
        eight = ClientsContender("Returnflow, engine API, PostgreSQL, 8 clients", url, 8)
        summarise("PostgreSQL", compare([one, eight], turns, rounds))
        print(f"bare commits of 2 KB, one client: {postgres.commits_per_second(url):,.0f} /s")


def run_http(turns: int, rounds: int) -> None:
    """Two web processes on SQLite, and on PostgreSQL, one client and six."""
    with ExitStack() as stack:
        contenders: list[Contender] = []
        installations = []
        for name, url in (("SQLite", None), ("PostgreSQL", stack.enter_context(postgres.server()))):
            made = stack.enter_context(installed(url))
            installations.append((name, made))
            contenders += (HttpContender(f"Returnflow, HTTP, {name}, {n} clients", made, n) for n in (1, 6))
        summarise("HTTP, two web processes, API tokens, policy, validation", compare(contenders, turns, rounds))
        for name, made in installations:
            used = ", ".join(f"{role} {size:.0f} MiB" for role, size in made.megabytes().items())
            print(f"resident memory, {name}: {used}")


def compare(contenders: Sequence[Contender], turns: int, rounds: int) -> Results:
    """Let them take turns, after a short run to warm up; all are closed afterwards."""
    results: Results = {contender.name: [] for contender in contenders}
    try:
        for contender in contenders:
            contender.measure(10)
        for turn in range(turns):
            for contender in contenders:
                measured = contender.measure(rounds)
                results[contender.name].append(measured)
                print(f"turn {turn + 1}: {measured.line()}", flush=True)
    finally:
        for contender in contenders:
            contender.close()
    return results


def summarise(title: str, results: Results) -> None:
    """Print the median of each contender, and its ratio to the first turn by turn."""
    print(f"\nmedian of the turns; {title}")
    for name, turns in results.items():
        print(median_of(name, turns).line())
    reference, *others = results
    for name in others:
        _print_ratios(name, reference, list(zip(results[name], results[reference], strict=True)))


def median_of(name: str, turns: list[Measured]) -> Measured:
    """Each figure's median."""
    columns = list(zip(*turns, strict=True))[1:]
    return Measured(name, *(median(column) for column in columns))


def _print_ratios(name: str, reference: str, pairs: list[tuple[Measured, Measured]]) -> None:
    rates = sorted(ours.instances_per_second / theirs.instances_per_second for ours, theirs in pairs)
    line = f"{name} / {reference}: {median(rates):.1f}x (turn by turn {rates[0]:.1f} to {rates[-1]:.1f})"
    if all(ours.cpu_ms and theirs.cpu_ms for ours, theirs in pairs):
        processor = sorted(theirs.cpu_ms / ours.cpu_ms for ours, theirs in pairs)
        line += f"; by processor time {median(processor):.1f}x ({processor[0]:.1f} to {processor[-1]:.1f})"
    print(line)
