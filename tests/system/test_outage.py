"""No worker ran for hours: when they return the backlog falls at once, and people do not wait behind it.

Real processes on SQLite (`returnflow up`) and on PostgreSQL with Celery; another system counts what was done.
"""

import json
import logging
import os
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from designer.database import transaction
from engine.commands import bundles, instances
from engine.commands.bundles import File
from engine.store.database import create_engines
from tests.fault.backends import CELERY, SQLITE, Backend
from tests.fault.installation import Installation, Load

log = logging.getLogger(__name__)
MODEL = Path(__file__).with_name("outage.bpmn")
COMMAND = (sys.executable, "-m", "designer.cli")
UP = (("up", "--no-simulators"),)
SCALED = (("web",), ("worker", "--celery"), ("worker", "--celery"), ("scheduler",))
BATCH = 200  # instances per commit while no worker runs
PEOPLE = 2
THOUGHT_SECONDS = 0.5  # between two returns of a person
PATIENCE_SECONDS = 600.0
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Recovery:
    """What happened after the return: samples of the backlog twice a second, and how long each job took, in seconds.

    A job counts from the moment at which it was made, or from the first job that was done if it is older than that.
    """

    backlog: Sequence[int]
    bulk: Sequence[float]
    asked: Sequence[float]

    def __str__(self) -> str:
        p50, p95 = (statistics.quantiles(self.asked, n=20)[place] for place in (9, 18))
        half = statistics.median(self.bulk)
        return (
            f"{len(self.bulk)} bulk jobs in {max(self.bulk):.0f} s, half of them after {half:.1f} s; "
            f"{len(self.asked)} jobs that somebody waited for took {p50:.2f} s (median), {p95:.2f} s (p95), "
            f"{max(self.asked):.2f} s (worst)"
        )


class Site:
    """An installation that is down, with a backlog that grows meanwhile."""

    def __init__(self, installation: Installation, commands: Sequence[Sequence[str]]) -> None:
        self._at = installation
        self._commands = commands
        default = f"sqlite:///{installation.backend.data / 'returnflow.db'}"
        self._engines = create_engines(installation.environment.get("RETURNFLOW_DATABASE_URL", default))
        self._settings = json.loads(Path(installation.environment["FAULT_STARTER"]).read_text())
        self._processes: list[subprocess.Popen[bytes]] = []
        with installation.application() as app, app.app_context(), transaction() as conn:
            self.bundle_id = bundles.deploy(conn, [File("bpmn", MODEL.name, MODEL.read_bytes())], name="o", by="t").id

    def pile_up(self, count: int) -> None:
        """So many due jobs of batches, made while nothing runs that could do them."""
        for first in range(0, count, BATCH):
            with self._engines.write.begin() as conn:
                for number in range(first, min(first + BATCH, count)):
                    name = f"B-{number}"
                    instances.start(
                        conn, self.bundle_id, "bulk", {"return_no": name}, business_key=name, start_key=name, by="batch"
                    )

    def recover(self) -> Recovery:
        """Start everything, let people work beside it, until both are done."""
        self._start()
        over = threading.Event()
        with ThreadPoolExecutor(PEOPLE) as people:
            working = [people.submit(self._work, number, over) for number in range(PEOPLE)]
            try:
                backlog = [self._left()]
                while backlog[-1] and not any(person.done() for person in working):
                    time.sleep(LOOK_SECONDS)
                    backlog.append(self._left())
            finally:
                over.set()
        for person in working:
            person.result()
        jobs = self.rows("SELECT priority, created_at, finished_at FROM job WHERE finished_at IS NOT NULL")
        returned_at = min(_seconds(finished) for _, _, finished in jobs)
        bulk = [_seconds(finished) - returned_at for priority, _, finished in jobs if priority]
        asked = [
            _seconds(finished) - max(_seconds(created), returned_at)
            for priority, created, finished in jobs
            if not priority
        ]
        return Recovery(backlog, bulk, asked)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """What the database says."""
        with self._engines.read.connect() as conn:
            return list(conn.execute(text(statement), values))

    def effects(self) -> Counter[tuple[str, str]]:
        """What the other system has done, by return and line."""
        with sqlite3.connect(self._at.ledger_file) as ledger:
            return Counter(ledger.execute("SELECT return_no, line FROM effect").fetchall())

    def end(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=60)
        self._engines.dispose()

    def _left(self) -> int:
        return int(self.rows("SELECT count(*) FROM job WHERE priority = 1 AND state IN ('due', 'leased')")[0][0])

    def _start(self) -> None:
        environment = {**os.environ, **self._at.environment}
        for number, command in enumerate(self._commands):
            with (self._at.backend.folder / f"{command[0]}{number}.log").open("ab") as out:
                self._processes.append(subprocess.Popen([*COMMAND, *command], env=environment, stdout=out, stderr=out))

    def _work(self, person: int, over: threading.Event) -> None:
        """One return after the other, each to its end, as long as there is a backlog."""
        headers = {"Authorization": f"Bearer {self._settings['token']}"}
        base = f"http://127.0.0.1:{self._at.port}/api/v1"
        with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=PATIENCE_SECONDS) as client:
            _until(lambda: _answers(client))
            number = 0
            while not over.is_set():
                name = f"A-{person}-{number}"
                asked = {
                    "process_id": "asked", "bundle_id": self.bundle_id, "business_key": name,
                    "variables": {"return_no": name}, "priority": "interactive",
                }  # fmt: skip
                instance_id = client.post("/instances", json=asked).raise_for_status().json()["instance_id"]
                task_id = _until(lambda: self._task(instance_id))  # noqa: B023
                client.post(f"/tasks/{task_id}/complete", json={"data": {}}).raise_for_status()
                _until(lambda: self._is_over(instance_id))  # noqa: B023
                number += 1
                over.wait(THOUGHT_SECONDS)

    def _task(self, instance_id: int) -> int | None:
        found = self.rows("SELECT id FROM user_task WHERE instance_id = :id AND state = 'open'", id=instance_id)
        return found[0][0] if found else None

    def _is_over(self, instance_id: int) -> bool:
        return self.rows("SELECT status FROM process_instance WHERE id = :id", id=instance_id) == [("completed",)]


def _until(look: Any) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, "people wait for ever"
        time.sleep(0.02)
    return found


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/processes").status_code < 500
    except httpx.HTTPError:
        return False


def _seconds(moment: Any) -> float:
    """Seconds since 1970 of what either database gives for a moment."""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True)
class Address:
    """Where a server of the test session is."""

    url: str


@pytest.fixture
def site(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A prepared installation of which nothing runs but the other system; SQLite is on the disk of this machine."""
    backend = Backend(name, tmp_path / "site")
    backend.data.mkdir(parents=True)
    if name == CELERY:
        backend.postgres = Address(request.getfixturevalue("postgres_url"))
        backend.redis = Address(request.getfixturevalue("redis_url"))
    installation = Installation(backend, Load(seed=1, window=1, fault_share=0.0))
    with ExitStack() as stack:
        installation.prepare()
        stack.callback(installation.end)
        installation.start_ledger()
        made = Site(installation, UP if name == SQLITE else SCALED)
        stack.callback(made.end)
        yield made


LONG = [pytest.mark.campaign, pytest.mark.timeout(3600)]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # Fewer are over before the web server answers, and nobody has asked for anything.
        pytest.param(SQLITE, 2_000, marks=LONG),
        pytest.param(CELERY, 2_000, marks=LONG),
        pytest.param(SQLITE, 20_000, marks=LONG),
        pytest.param(CELERY, 20_000, marks=LONG),
    ],
)
def test_after_an_outage_the_backlog_falls_at_once_and_people_go_first(site: Site, name: str, count: int) -> None:
    site.pile_up(count)
    recovery = site.recover()
    log.info("%s: %s", name, recovery)
    log.info("backlog: %s", recovery.backlog)
    assert_falls(recovery.backlog)
    assert statistics.quantiles(recovery.asked, n=20)[18] < 0.5 * statistics.median(recovery.bulk)
    assert_done_once(site, recovery, count)


def assert_done_once(site: Site, recovery: Recovery, count: int) -> None:
    """As the other system has it, and nothing is left."""
    effects = site.effects()
    assert len(recovery.bulk) == count
    assert sum(line == "bulk" for _, line in effects) == count
    assert len(effects) == len(recovery.bulk) + len(recovery.asked)
    assert max(effects.values()) == 1
    assert site.rows("SELECT DISTINCT status FROM process_instance") == [("completed",)]
    assert site.rows("SELECT DISTINCT state FROM job") == [("done",)]


def assert_falls(backlog: Sequence[int]) -> None:
    """It never rises, and from the first job on no tenth of the time passes without a part of it being done."""
    assert all(later <= earlier for earlier, later in pairwise(backlog))
    begun = next(place for place, left in enumerate(backlog) if left < backlog[0]) - 1
    step = max(2, (len(backlog) - begun) // 10)
    looks = backlog[begun::step]
    assert all(later < earlier for earlier, later in pairwise(looks)), looks
