"""A real installation in a folder of its own: started as people start it, spoken to over HTTP, killed with -9."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from designer.app import create_app
from designer.catalog.simulators import CONNECTORS
from designer.cli.demo import records
from designer.database import reading
from designer.identity import demo_logins, tokens
from designer.identity import service as identity
from designer.identity.actor import SYSTEM
from designer.returntypes import shipped
from engine.queries import jobs
from engine.queries.jobs import JobView

COMMAND = (sys.executable, "-m", "designer.cli")
START_SECONDS = 120.0  # patience, for a machine that is busy with other tests
LOOK_EVERY_SECONDS = 0.03


class Installation:
    """Web server, worker and simulators of one data folder, with a token for everybody of the demo."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self._port = port
        self._environment = {
            **os.environ,
            "RETURNFLOW_DATA_DIR": str(folder),
            "RETURNFLOW_PORT": str(port),
            "RETURNFLOW_SIMULATOR_PORT": str(port + 1),
        }
        self._client = httpx.Client(trust_env=False, timeout=30)
        self._tokens: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Tables, people, the shipped library; nothing runs yet."""
        subprocess.run([*COMMAND, "migrate"], env=self._environment, check=True, capture_output=True)
        app = create_app({"DATA_DIR": self.folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            for login in demo_logins.DEMO_LOGINS:
                identity.save_user(
                    SYSTEM, login.username, name=login.name, roles=[login.role], customer_id=login.customer_id
                )
                self._tokens[login.username] = tokens.create(SYSTEM, login.username, "test").text
            shipped.install(SYSTEM)
        app.extensions["returnflow.engines"].dispose()

    def up(self) -> None:
        """`returnflow up`, until everything answers."""
        with (self.folder / "up.log").open("ab") as log:
            self._server = subprocess.Popen([*COMMAND, "up"], env=self._environment, stdout=log, stderr=log)
        self.until(self._answers, START_SECONDS)

    def seed(self, orders: Mapping[str, int]) -> None:
        """Orders of C100, delivered eight days ago: so many bearings at 18.50 each, 7 % tax."""
        today = datetime.now(UTC).date()
        seeds = records.records(today)
        pattern = next(order for order in seeds["erp"]["orders"] if order["id"] == "SO-2020")
        line = pattern["lines"][0]
        ours = [
            {**pattern, "id": number, "invoice_id": f"INV-{number}", "lines": [{**line, "qty_ordered": quantity}]}
            for number, quantity in orders.items()
        ]
        for name, kinds in seeds.items():
            self.simulator(name, "POST", "seed", {**kinds, "orders": ours} if name == "erp" else kinds)

    def api(self, username: str, method: str, path: str, **options: Any) -> httpx.Response:
        """Call the API as a person of the demo."""
        headers = {"Authorization": f"Bearer {self._tokens[username]}", **options.pop("headers", {})}
        return self._client.request(method, f"http://127.0.0.1:{self._port}/api/v1/{path}", headers=headers, **options)

    def read(self, username: str, path: str, **options: Any) -> Any:
        """What the API gives for a path."""
        response = self.api(username, "GET", path, **options)
        assert response.status_code == 200, response.text
        return response.json()

    def simulator(self, name: str, method: str, path: str, body: Any = None) -> Any:
        """Call the admin API of a simulated system."""
        port = self._port + 1 + CONNECTORS.index(name)
        response = self._client.request(method, f"http://127.0.0.1:{port}/_sim/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def jobs_of(self, instance_id: int) -> tuple[JobView, ...]:
        """The jobs of an instance as the database has them, whether a server runs or not."""
        app = create_app({"DATA_DIR": self.folder, "LOG_LEVEL": "WARNING"})
        with app.app_context(), reading() as connection:
            found = jobs.of_instance(connection, instance_id)
        app.extensions["returnflow.engines"].dispose()
        return found

    def role(self, name: str) -> int | None:
        """The process id of "web" or "worker" as the supervisor started it; None while there is none."""
        sign = {"web": "gunicorn", "worker": "designer.cli worker"}[name]
        supervisor = self._running().pid
        return next((pid for pid, parent, text in _processes() if parent == supervisor and sign in text), None)

    def kill_role(self, name: str) -> None:
        """kill -9 one role; returns when the supervisor has started it again."""
        killed = self.role(name)
        assert killed is not None, f"expected a {name} to kill"
        os.kill(killed, signal.SIGKILL)
        self.until(lambda: self.role(name) not in {None, killed}, START_SECONDS)
        self.until(self._answers, START_SECONDS)

    def kill(self) -> None:
        """kill -9 of every process at the same moment, as when the machine loses power."""
        server = self._running()
        below = descendants(server.pid)
        assert len(below) >= 3, f"expected simulators, web and worker, found {below}"
        for pid in (server.pid, *below):
            _kill(pid)
        self._gone(server, below)

    def kill_supervisor(self) -> None:
        """kill -9 of the process that `make run` shows; what it started has to end by itself."""
        server = self._running()
        below = descendants(server.pid)
        server.kill()
        self._gone(server, below)

    def end(self) -> None:
        """Stop in order, then with force; nothing is left."""
        self._client.close()
        if self._server is None or self._server.poll() is not None:
            return
        below = descendants(self._server.pid)
        self._server.terminate()
        try:
            self._server.wait(timeout=40)
        finally:
            for pid in (self._server.pid, *below):
                _kill(pid)

    def until(self, condition: Callable[[], object], seconds: float, what: str = "") -> None:
        """Look until `condition` holds; fails with the last lines of the server's log."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"not within {seconds:g} s: {what or condition}\n{self._last_lines()}")
            time.sleep(LOOK_EVERY_SECONDS)

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._server is not None
        assert self._server.poll() is None, f"the server ended with {self._server.returncode}\n{self._last_lines()}"
        return self._server

    def _gone(self, server: subprocess.Popen[bytes], below: list[int]) -> None:
        server.wait(timeout=10)
        self._server = None
        self.until(lambda: not any(_is_alive(pid) for pid in below), 30, f"the end of {below}")

    def _answers(self) -> bool:
        self._running()
        addresses = [f"{self._port}/health", *(f"{self._port + 1 + n}/_sim/faults" for n in range(len(CONNECTORS)))]
        try:
            return all(self._client.get(f"http://127.0.0.1:{it}").status_code == 200 for it in addresses)
        except httpx.HTTPError:
            return False

    def _last_lines(self) -> str:
        logs = [self.folder / "up.log", *sorted((self.folder / "logs").glob("*.log"))]
        return "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in logs if log.exists())


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and those that they started."""
    parents = [(child, parent) for child, parent, _ in _processes()]
    found, ahead = [], [pid]
    while ahead:
        below = [child for child, parent in parents if parent == ahead[0]]
        ahead = [*ahead[1:], *below]
        found += below
    return found


def _processes() -> list[tuple[int, int, str]]:
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(maxsplit=2) for line in listed.splitlines())
    return [(int(row[0]), int(row[1]), row[2]) for row in rows if len(row) == 3]


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, free_ports: Callable[[int], int]) -> Iterator[Installation]:
    """A prepared installation; nothing of it runs when the module is over."""
    made = Installation(tmp_path_factory.mktemp("installation"), free_ports(1 + len(CONNECTORS)))
    made.prepare()
    yield made
    made.end()
