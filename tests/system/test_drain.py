"""SIGTERM under load: no request whose connection stands is lost, no job is lost or done twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from designer.database import transaction
from engine.commands import bundles, instances
from engine.commands.bundles import File
from engine.store.database import Engines, create_engines
from tests.fault.backends import SQLITE, Backend, until_open
from tests.fault.installation import Installation, Load

MODEL = Path(__file__).with_name("outage.bpmn")
CLIENTS = 6
ENOUGH = 20  # answers before the signal: the process is warm, and clients are in all stages of a request
JOBS = 120
PATIENCE_SECONDS = 120.0
pytestmark = [pytest.mark.campaign, pytest.mark.timeout(300)]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Installation]:
    """A prepared installation on SQLite; only the other system runs."""
    backend = Backend(SQLITE, tmp_path / "site")
    backend.data.mkdir(parents=True)
    made = Installation(backend, Load(seed=1, window=1, fault_share=0.0))
    made.prepare()
    made.start_ledger()
    yield made
    made.end()


@pytest.fixture
def engines(at: Installation) -> Iterator[Engines]:
    made = create_engines(f"sqlite:///{at.backend.data / 'returnflow.db'}")
    yield made
    made.dispose()


@pytest.fixture
def bundle_id(at: Installation) -> int:
    with at.application() as app, app.app_context(), transaction() as conn:
        return bundles.deploy(conn, [File("bpmn", MODEL.name, MODEL.read_bytes())], name="outage", by="test").id


@pytest.fixture
def start(at: Installation) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts `returnflow NAME` as people do."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "designer.cli", name]
        with (at.backend.folder / f"{name}.log").open("ab") as log:
            started.append(subprocess.Popen(command, env={**os.environ, **at.environment}, stdout=log, stderr=log))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask(at: Installation, bundle_id: int, client: int, said: Counter[str], over: threading.Event) -> None:
    """Start one process after the other, each over a connection of its own, until nothing listens any more."""
    token = json.loads(Path(at.environment["FAULT_STARTER"]).read_text())["token"]
    number = 0
    while not over.is_set():
        name = f"R-{client}-{number}"
        body = {"process_id": "bulk", "bundle_id": bundle_id, "business_key": name, "variables": {"return_no": name}}
        try:
            answer = httpx.post(
                f"http://127.0.0.1:{at.port}/api/v1/instances", json=body,
                headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=PATIENCE_SECONDS,
            )  # fmt: skip
        except httpx.ConnectError:
            said["refused"] += 1
            return
        except httpx.HTTPError as error:
            said[repr(error)] += 1
            return
        said[str(answer.status_code)] += 1
        number += 1


def test_a_web_process_answers_whoever_is_connected_when_it_is_asked_to_stop(
    at: Installation, engines: Engines, bundle_id: int, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    web = start("web")
    until_open(at.port, PATIENCE_SECONDS)
    said: Counter[str] = Counter()
    over = threading.Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(ask, at, bundle_id, number, said, over) for number in range(CLIENTS)]
        until(lambda: said["201"] >= ENOUGH)
        web.send_signal(signal.SIGTERM)
        assert web.wait(timeout=60) == 0
        for client in clients:
            client.result(timeout=60)
    assert set(said) == {"201", "refused"}
    with engines.read.connect() as conn:
        made = conn.execute(text("SELECT count(*) FROM process_instance")).scalar_one()
    assert made == said["201"]


def test_a_worker_finishes_what_it_began_and_leaves_the_rest_to_others(
    at: Installation, engines: Engines, bundle_id: int, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    with engines.write.begin() as conn:
        for number in range(JOBS):
            name = f"B-{number}"
            instances.start(
                conn, bundle_id, "bulk", {"return_no": name}, business_key=name, start_key=name, by="batch"
            )

    def jobs() -> Counter[tuple[str, int]]:
        with engines.read.connect() as conn:
            return Counter((row.state, row.attempt) for row in conn.execute(text("SELECT state, attempt FROM job")))

    worker = start("worker")
    until(lambda: jobs()["done", 1] >= ENOUGH)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=60) == 0
    left = jobs()
    assert set(left) <= {("done", 1), ("due", 0)}
    assert 0 < left["due", 0] < JOBS
    start("worker")
    until(lambda: jobs() == {("done", 1): JOBS})
    with sqlite3.connect(at.ledger_file) as ledger:
        effects = Counter(ledger.execute("SELECT return_no FROM effect").fetchall())
        calls = ledger.execute("SELECT count(*) FROM call").fetchone()[0]
    assert (len(effects), max(effects.values()), calls) == (JOBS, 1, JOBS)
