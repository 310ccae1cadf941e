"""The standard return over HTTP: two web processes with API tokens, policy and validation, and a worker beside them."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Lock, local
from time import monotonic, perf_counter, sleep
from typing import Any

from benchmarks.ports import free_port
from benchmarks.sample import START, Measured

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.003, 0.05  # the first pause and the longest: each is half as long again as the one before
PROCESSES = 2


class HttpInstallation:
    """`returnflow web` on a fresh database, and processes that do its jobs: `workers` are modules with arguments."""

    def __init__(
        self,
        folder: Path,
        url: str | None = None,
        *,
        workers: Sequence[Sequence[str]] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = url or f"sqlite:///{folder / 'returnflow.db'}"
        self.environment = {
            **os.environ,
            "RETURNFLOW_DATA_DIR": str(folder),
            "RETURNFLOW_PORT": str(self.port),
            "RETURNFLOW_WEB_PROCESSES": str(PROCESSES),
            **({"RETURNFLOW_DATABASE_URL": url} if url else {}),
            **(environment or {}),
        }
        self.developer, self.clerk = self._run("benchmarks.installation", str(folder)).split()
        self.server = self._start("designer.cli", "web")
        own = ("benchmarks.workers", self.url, str(folder))
        self.workers = [self._start(*command) for command in workers or (own,)]
        until(lambda: Client(self).is_up())

    def megabytes(self) -> dict[str, float]:
        """Resident memory of each process, MiB."""
        serving = [int(line) for line in _children_of(self.server.pid)]
        found = {f"web {number + 1}": _resident(pid) for number, pid in enumerate(serving)}
        working = {f"worker {number + 1}": _resident(process.pid) for number, process in enumerate(self.workers)}
        return {**found, **working}

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("returnflow.db*"))

    def close(self) -> None:
        for process in (*self.workers, self.server):
            process.terminate()
        for process in (*self.workers, self.server):
            process.wait()

    def _run(self, *command: str) -> str:
        argv = [sys.executable, "-m", *command]
        return subprocess.run(argv, check=True, capture_output=True, text=True, env=self.environment).stdout

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([sys.executable, "-m", *command], env=self.environment, **quiet)


@contextmanager
def installed(
    url: str | None, *, workers: Sequence[Sequence[str]] = (), environment: Mapping[str, str] | None = None
) -> Iterator[HttpInstallation]:
    """An installation in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as directory:
        installation = HttpInstallation(Path(directory), url, workers=workers, environment=environment)
        try:
            yield installation
        finally:
            installation.close()


class HttpContender:
    """`clients` threads, each with connections of its own."""

    def __init__(self, name: str, installation: HttpInstallation, clients: int) -> None:
        self.name = name
        self.installation = installation
        self.pool = ThreadPoolExecutor(clients)
        self.clients = clients
        self.own = local()

    def measure(self, rounds: int) -> Measured:
        self.own = local()  # new connections: the server has closed those that were idle while others had their turn
        before = self.installation.size()
        begin = perf_counter()
        task_seconds = list(self.pool.map(lambda _: self._run_one(), range(rounds)))
        seconds = perf_counter() - begin
        return Measured.of(self.name, seconds, task_seconds, (self.installation.size() - before) / rounds)

    def close(self) -> None:
        self.pool.shutdown()

    def _run_one(self) -> float:
        if not hasattr(self.own, "client"):
            self.own.client = Client(self.installation)
        return run(self.own.client)


class Client:
    """A keep-alive connection that speaks JSON."""

    _count = 0
    _lock = Lock()

    def __init__(self, installation: HttpInstallation) -> None:
        self.installation = installation
        self.connection = HTTPConnection("127.0.0.1", installation.port, timeout=PATIENCE_SECONDS)

    def new_key(self) -> str:
        with Client._lock:
            Client._count += 1
            return f"http-{Client._count}"

    def is_up(self) -> bool:
        try:
            self.call("GET", "/health", "")
        except (OSError, HTTPException):
            self.connection.close()
            return False
        return True

    def call(self, method: str, path: str, token: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = None if body is None else json.dumps(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, content, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"expected success from {method} {path}, found {answer.status}: {text[:500]!r}")
        return json.loads(text) if text else None


def run(client: Client) -> float:
    """One standard return from start to end; returns the seconds that completing the user task took."""
    key, there = client.new_key(), client.installation
    start = {"process_id": "standard_return", "business_key": key, "variables": {**START, "order_no": key}}
    instance = client.call("POST", "/api/v1/instances", there.developer, start)["instance_id"]
    task = until(lambda: _first(client.call("GET", f"/api/v1/tasks?q={key}", there.clerk)["items"]))["id"]
    begin = perf_counter()
    client.call("POST", f"/api/v1/tasks/{task}/complete", there.clerk, {"data": {}})
    task_seconds = perf_counter() - begin
    message = {"name": "goods_received", "correlation_key": key, "message_id": key}
    client.call("POST", "/api/v1/messages", there.developer, message)
    path = f"/api/v1/instances/{instance}"
    until(lambda: client.call("GET", path, there.developer)["status"] == "completed")
    return task_seconds


def until(look: Callable[[], Any]) -> Any:
    deadline = monotonic() + PATIENCE_SECONDS
    pause, longest = POLL_SECONDS
    while not (found := look()):
        if monotonic() > deadline:
            raise TimeoutError(f"nothing within {PATIENCE_SECONDS} s")
        sleep(pause)
        pause = min(1.5 * pause, longest)
    return found


def _first(items: list[Any]) -> Any:
    return items[0] if items else None


def _children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
