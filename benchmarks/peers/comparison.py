"""The naive wrapper, Returnflow's engine API and the peers that are installed do the standard return in turns."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psycopg

from benchmarks import postgres
from benchmarks.peers import installation
from benchmarks.peers.contender import PeerContender
from benchmarks.returns import Contender, Results, compare, median_of
from benchmarks.sample import START, Measured

CLIENTS = (1, 2, 8)
OURS = "Returnflow, engine API, {}"


def run(turns: int, rounds: int) -> None:
    """One client, two and eight, each a process; ratios of the engine API to everybody on the same database."""
    for what in missing():
        print(f"{what} is not installed: make bench-peers")
    for clients in CLIENTS:
        with tempfile.TemporaryDirectory() as directory, postgres.server() as server:
            results = compare(list(_contenders(Path(directory), server, clients)), turns, rounds)
        _print_table(clients, results)


def missing() -> list[str]:
    """The peers that cannot take part."""
    found = {
        "DBOS": installation.has_package("dbos"),
        "Viewflow": installation.has_package("viewflow"),
        "bpmn-engine": installation.node() is not None,
    }
    return [name for name, is_there in found.items() if not is_there]


def _contenders(folder: Path, server: str, clients: int) -> Iterator[Contender]:
    absent = missing()

    def contender(name: str, *command: str) -> PeerContender:
        return PeerContender(name, list(command), clients)

    ours = _module(sys.executable, "ours")
    yield contender("naive SpiffWorkflow {version}, SQLite", *ours, "naive", str(folder / "naive.db"))
    yield contender(OURS.format("SQLite"), *ours, "engine", f"sqlite:///{folder / 'engine.db'}")
    if "Viewflow" not in absent:
        yield contender("Viewflow {version}, SQLite", *_peer("viewflow_return"), str(folder / "viewflow.db"))
    if "bpmn-engine" not in absent:
        script = str(installation.HERE / "bpmn_engine_return.mjs")
        command = (str(installation.node()), script, str(folder / "bpmn-engine.db"), json.dumps(START))
        yield contender("bpmn-engine {version}, SQLite", *command)
    yield contender(OURS.format("PostgreSQL"), *ours, "engine", _database(server, "ours"))
    if "DBOS" not in absent:
        yield contender("DBOS {version}, PostgreSQL", *_peer("dbos_return"), _database(server, "dbos"))


def _module(python: str, name: str) -> tuple[str, ...]:
    return python, "-m", f"benchmarks.peers.{name}"


def _peer(name: str) -> tuple[str, ...]:
    return _module(str(installation.PYTHON), name)


def _database(server: str, name: str) -> str:
    """The URL of an empty database beside the one of `server`."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


def _print_table(clients: int, results: Results) -> None:
    """A table for the README: the medians, and how often faster we are on the same database, turn by turn."""
    print(f"\n| {clients} client(s) | instances/s | task p50 / p95 | bytes | processor | ours | by processor time |")
    print("|---|---|---|---|---|---|---|")
    for kind in ("SQLite", "PostgreSQL"):
        ours = results[OURS.format(kind)]
        for name, turns in results.items():
            if name.endswith(kind):
                ratios = ("", "") if turns is ours else _ratios(ours, turns)
                print(f"| {' | '.join((name, *_figures(median_of(name, turns)), *ratios))} |")


def _figures(found: Measured) -> tuple[str, str, str, str]:
    return (
        f"{found.instances_per_second:.1f}",
        f"{found.task_p50_ms:.1f} / {found.task_p95_ms:.1f} ms",
        f"{found.bytes_per_instance:,.0f}",
        f"{found.cpu_ms:.1f} ms",
    )


def _ratios(ours: list[Measured], theirs: list[Measured]) -> tuple[str, str]:
    pairs = list(zip(ours, theirs, strict=True))
    by_clock = [our.instances_per_second / their.instances_per_second for our, their in pairs]
    by_processor = [their.cpu_ms / our.cpu_ms for our, their in pairs]
    return _spread(by_clock), _spread(by_processor)


def _spread(ratios: list[float]) -> str:
    return f"{median(ratios):.1f}x ({min(ratios):.1f} to {max(ratios):.1f})"
