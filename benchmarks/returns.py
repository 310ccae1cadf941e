"""A standard return: every contender does the same one in turns, so that a noisy machine hits them alike."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Protocol

from benchmarks.engine_api import EngineContender
from benchmarks.http_api import HttpContender
from benchmarks.naive import NaiveWrapper
from benchmarks.sample import START, Measured


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
        begin = perf_counter()
        sizes, task_seconds = [], []
        for _ in range(rounds):
            size, seconds = self.wrapper.run(dict(START))
            sizes.append(size)
            task_seconds.append(seconds)
        return Measured.of(self.name, perf_counter() - begin, task_seconds, sum(sizes) // rounds)

    def close(self) -> None:
        self.wrapper.connection.close()


def run(turns: int, rounds: int) -> None:
    """Print every figure; `rounds` are standard returns per turn and contender."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        contenders = [NaiveContender(folder / "naive.db"), EngineContender(folder / "engine.db"), HttpContender(folder)]
        try:
            _summarise(_measure(contenders, rounds, turns))
        finally:
            for contender in contenders:
                contender.close()


def _measure(contenders: Sequence[Contender], rounds: int, turns: int) -> dict[str, list[Measured]]:
    results: dict[str, list[Measured]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        contender.measure(10)
    for turn in range(turns):
        for contender in contenders:
            measured = contender.measure(rounds)
            results[contender.name].append(measured)
            print(f"turn {turn + 1}: {measured.line()}", flush=True)
    return results


def _summarise(results: dict[str, list[Measured]]) -> None:
    print("\nmedian of the turns; SQLite WAL, synchronous=FULL, one client")
    medians = {}
    for name, turns in results.items():
        middle = Measured(name, *(median(column) for column in list(zip(*turns, strict=True))[1:]))
        medians[name] = middle.instances_per_second
        print(middle._replace(bytes_per_instance=int(middle.bytes_per_instance)).line())
    reference = next(iter(medians))
    for name in medians:
        if name != reference:
            ratios = [b.instances_per_second / a.instances_per_second
                      for a, b in zip(results[reference], results[name], strict=True)]  # fmt: skip
            print(f"{name} / {reference}: {median(ratios):.1f}x (turn by turn {min(ratios):.1f} to {max(ratios):.1f})")
