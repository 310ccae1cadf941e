"""Two web processes behind a round robin, two Celery workers, two schedulers, PostgreSQL and Redis: one application."""

import base64
import re
import runpy
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis

_kill = runpy.run_path(str(Path(__file__).with_name("test_kill.py")))
_shared = runpy.run_path(str(Path(__file__).with_name("conftest.py")))
Installation, Story, Case = _shared["Installation"], _kill["Story"], _kill["Case"]
COMMAND = (sys.executable, "-m", "designer.cli")
START_SECONDS = 300.0
RETURNS = 6
pytestmark = [pytest.mark.campaign, pytest.mark.timeout(900)]  # a dozen processes start on whatever machine this is
LOGINS = 6


class RoundRobin:
    """Passes each connection on to the next backend that takes it, as a balancer does."""

    def __init__(self, port: int, backends: list[int]) -> None:
        self._backends = backends
        self.served: Counter[int] = Counter()
        self._turn = 0
        self._server = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            first = client.recv(65536)
            for _ in self._backends:
                backend = self._connect()
                if backend is None:
                    return
                with backend:
                    if _passed_on(first, client, backend) or not first.startswith(b"GET "):
                        return  # only what may be repeated is sent to the next one, as balancers do

    def _connect(self) -> socket.socket | None:
        for _ in self._backends:
            self._turn += 1
            port = self._backends[self._turn % len(self._backends)]
            try:
                made = socket.create_connection(("127.0.0.1", port), timeout=60)
            except OSError:
                continue
            self.served[port] += 1
            return made
        return None

    def close(self) -> None:
        self._server.close()


def _passed_on(first: bytes, client: socket.socket, backend: socket.socket) -> bool:
    """Whether the backend answered anything; the rest of the conversation goes on in both directions."""
    try:
        backend.sendall(first)
        threading.Thread(target=_pump, args=(client, backend), daemon=True).start()
        answer = backend.recv(65536)
    except OSError:
        return False
    if answer:
        client.sendall(answer)
        _pump(backend, client)
    return bool(answer)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side is gone; the other is closed by whoever called


class Cluster(Installation):  # type: ignore[misc, valid-type]  # it comes out of a file
    """The processes of three machines on this one, each with a data folder of its own."""

    def __init__(self, folder: Path, port: int, database_url: str, redis_url: str) -> None:
        super().__init__(folder, port)
        keys = folder / "keys"
        keys.write_bytes(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        self._settings = {
            "RETURNFLOW_DATABASE_URL": database_url, "RETURNFLOW_REDIS_URL": redis_url,
            "RETURNFLOW_SECRET_KEY": "the same for all", "RETURNFLOW_SECRET_KEY_FILE": str(keys),
            "RETURNFLOW_LOGIN_RATE": f"{LOGINS} per hour", "RETURNFLOW_WORKER_THREADS": "1",
            "RETURNFLOW_PROXIES": "0",
        }  # fmt: skip
        self._environment |= self._settings
        self._database = database_url.replace("+psycopg", "")
        self.webs = [port + 5, port + 6]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.balancer = RoundRobin(port, self.webs)
        self._client = httpx.Client(trust_env=False, timeout=60, limits=httpx.Limits(max_keepalive_connections=0))

    def start(self, name: str, *command: str, **settings: str) -> None:
        """Start one process as if on a machine of its own."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        environment = {**self._environment, "RETURNFLOW_DATA_DIR": str(folder), **settings}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen([*COMMAND, *command], env=environment, stdout=log, stderr=log)

    def up(self) -> None:
        self.start("simulators", "simulators")
        for number, port in enumerate(self.webs, start=1):
            self.start(f"web{number}", "web", RETURNFLOW_PORT=str(port))
        for number in (1, 2):
            self.start(f"worker{number}", "worker", "--celery")
            self.start(f"scheduler{number}", "scheduler")
        self.until(self._answers, START_SECONDS)

    def _answers(self) -> bool:
        ports = [f"{port}/readyz" for port in self.webs] + [f"{self._port + 1 + n}/_sim/faults" for n in range(4)]
        try:
            return all(self._client.get(f"http://127.0.0.1:{it}").status_code == 200 for it in ports)
        except httpx.HTTPError:
            return False

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """What the database says."""
        with psycopg.connect(self._database) as connection:
            return connection.execute(statement, values).fetchall()

    def end(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 40
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.balancer.close()
        self._client.close()

    def _last_lines(self) -> str:
        return "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in sorted(self.folder.glob("*.log")))


@pytest.fixture(scope="module")
def urls(postgres_server: str, redis_server: str) -> Iterator[tuple[str, str]]:
    """A database and a Redis for all tests here."""
    name = f"scaled_{secrets.token_hex(6)}"
    admin = postgres_server.replace("+psycopg", "") + "/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    with redis.Redis.from_url(f"{redis_server}/1") as client:
        client.flushdb()
    yield f"{postgres_server}/{name}", f"{redis_server}/1"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def cluster(
    urls: tuple[str, str], tmp_path_factory: pytest.TempPathFactory, free_ports: Callable[[int], int]
) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"), free_ports(7), *urls)
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in made._settings.items():
            patch.setenv(variable, value)
        made.prepare()
    try:
        made.up()
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def story(cluster: Cluster) -> Any:
    """Small returns that need no approval."""
    told = Story(cluster)
    told.cases = {f"return {number}": Case(f"SO-{8000 + number}", 2) for number in range(RETURNS)}
    cluster.seed({case.order_no: case.qty for case in told.cases.values()})
    return told


def test_returns_go_through_all_processes_and_every_effect_stands_once(cluster: Cluster, story: Any) -> None:
    slow = {"kind": "slow", "operation": "get_returned_qty", "count": RETURNS, "seconds": 1}
    cluster.simulator("erp", "PUT", "faults", {"faults": [slow]})
    for point in story.cases:
        story.submit(point)
    story.bring(dict.fromkeys(story.cases, "CLOSED"), 400)
    for case in story.cases.values():
        writes = story.writes(case)
        assert writes
        assert max(writes.values()) == 1, writes
    workers = {
        row[0] for row in cluster.rows("SELECT DISTINCT split_part(worker, ':', 2) FROM job WHERE state = 'done'")
    }
    assert len(workers) >= 2, "both workers had a share"
    assert set(cluster.balancer.served) == set(cluster.webs), "both web processes had a share"


def test_whoever_signed_in_at_one_process_is_signed_in_at_the_other(cluster: Cluster) -> None:
    first, second = (f"http://127.0.0.1:{port}" for port in cluster.webs)
    with httpx.Client(trust_env=False, timeout=60) as browser:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(f"{first}/login").text)
        assert token
        secret = "a password that nobody guesses"
        subprocess.run(
            [*COMMAND, "user", "create", "kim", "--name", "Kim", "--role", "csr", "--password", secret],
            env=cluster._environment, check=True, capture_output=True,
        )  # fmt: skip
        form = {"csrf_token": token[1], "username": "kim", "password": secret}
        assert browser.post(f"{first}/login", data=form).status_code == 302
        assert browser.get(f"{second}/profile").status_code == 200


def test_attempts_to_sign_in_are_counted_over_all_processes(cluster: Cluster) -> None:
    said = []
    for number in range(LOGINS + 2):
        with httpx.Client(
            base_url=f"http://127.0.0.1:{cluster.webs[number % 2]}", trust_env=False, timeout=60
        ) as browser:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/login").text)
            assert token
            form = {"csrf_token": token[1], "username": "nobody", "password": "guessed"}
            said.append(browser.post("/login", data=form).status_code)
    assert said.count(429) == 2, said
    assert said[-2:] == [429, 429]


def test_losing_redis_contents_loses_no_job(cluster: Cluster, story: Any, urls: tuple[str, str]) -> None:
    story.cases["flushed"] = Case("SO-8100", 2)
    cluster.seed({"SO-8100": 2})
    story.submit("flushed")
    with redis.Redis.from_url(urls[1]) as client:
        client.flushdb()
    story.bring({"flushed": "CLOSED"}, 400)
    assert max(story.writes(story.cases["flushed"]).values()) == 1


def test_a_worker_that_is_asked_to_stop_finishes_its_call_and_ends(cluster: Cluster, story: Any) -> None:
    story.cases["drained"] = Case("SO-8200", 2)
    cluster.seed({"SO-8200": 2})
    slow = {"kind": "slow", "operation": "get_returned_qty", "count": 1, "seconds": 3}
    cluster.simulator("erp", "PUT", "faults", {"faults": [slow]})
    case = story.submit("drained")
    leased = "SELECT operation FROM job WHERE instance_id = %s AND state = 'leased' AND lease_until > now()"
    cluster.until(lambda: ("get_returned_qty",) in cluster.rows(leased, case.instance_id), 60)
    for name in ("worker1", "worker2"):
        cluster.processes[name].terminate()
    codes = [cluster.processes[name].wait(timeout=60) for name in ("worker1", "worker2")]
    assert codes == [0, 0]
    done = "SELECT state, attempt FROM job WHERE instance_id = %s AND operation = 'get_returned_qty'"
    assert cluster.rows(done, case.instance_id) == [("done", 1)]
    assert cluster.rows("SELECT count(*) FROM job WHERE state = 'leased'") == [(0,)]
    for number in (1, 2):
        cluster.start(f"worker{number}", "worker", "--celery")
    story.bring({"drained": "CLOSED"}, 400)


@pytest.fixture(autouse=True)
def leave_no_fault(cluster: Cluster) -> Iterator[None]:
    yield
    cluster.simulator("erp", "PUT", "faults", {"faults": []})
