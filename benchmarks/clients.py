"""Several clients of the engine API at once, each a process of its own with a connection of its own."""

from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from time import perf_counter

from benchmarks.engine_api import EngineContender
from benchmarks.sample import Measured

_client: list[EngineContender] = []


class ClientsContender:
    """`clients` processes on one PostgreSQL database; a lease goes to whoever claims it."""

    def __init__(self, name: str, url: str, clients: int) -> None:
        self.name = name
        self.clients = clients
        self.inspector = EngineContender(name, url)
        self.pool = ProcessPoolExecutor(clients, get_context("spawn"), initializer=_connect, initargs=(url,))

    def measure(self, rounds: int) -> Measured:
        share = max(1, rounds // self.clients)
        before = self.inspector.size()
        begin = perf_counter()
        task_seconds = list(chain.from_iterable(self.pool.map(_run, [share] * self.clients)))
        seconds = perf_counter() - begin
        grown = self.inspector.size() - before
        return Measured.of(self.name, seconds, task_seconds, grown / len(task_seconds))

    def close(self) -> None:
        self.pool.shutdown()
        self.inspector.close()


def _connect(url: str) -> None:
    _client.append(EngineContender("client", url))


def _run(rounds: int) -> list[float]:
    return [_client[0].run() for _ in range(rounds)]
