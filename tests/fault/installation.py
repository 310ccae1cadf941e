"""An installation under test: tables, one user, the connector of the ledger, two bundles; and its processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from connectors.sdk import Network, registry
from designer import migrations
from designer.app import create_app
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.database import db, transaction
from designer.identity import policy, service, tokens
from designer.identity.actor import SYSTEM
from engine.commands import bundles, starts
from engine.commands.bundles import File
from engine.store import tables
from engine.store.database import create_engines
from tests.fault.backends import ROLES, Backend, until_open
from tests.fault.pace import CLOCK_FILE, DEADLINE_SECONDS
from tests.fault.plan import MOST_LINES
from tests.fault.starter import Progress
from tests.ports import reserve

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
USER = "operator"
COMMAND = (sys.executable, "-m", "designer.cli")
# The connector is installed as one of another package is: by an entry point in a folder on the path.
_ENTRY_POINT = "[returnflow.connectors]\nbooks = tests.fault.books.operations:CONNECTOR\n"


@dataclass(frozen=True)
class Load:
    """How much is to happen: at most `returns`, of which `window` run at the same time, each of 1 to `lines` lines."""

    seed: int
    window: int
    returns: int = 1_000_000
    fault_share: float = 0.3
    lines: int = MOST_LINES


class Installation:
    """What a run works on."""

    def __init__(self, backend: Backend, load: Load, mutant: str = "") -> None:
        self.backend = backend
        self.load = load
        self.port, self.ledger_port = reserve(), reserve()
        folder = backend.folder
        self.clock, self.stop_file = folder / "clock", folder / "stop"
        self.progress, self.ledger_file = folder / "progress.json", folder / "ledger.db"
        self.plugins = folder / "plugins"
        install_connector(self.plugins)
        self.environment = {
            **backend.settings,
            "PYTHONPATH": f"{ROOT}:{self.plugins}",
            "RETURNFLOW_PORT": str(self.port),
            "RETURNFLOW_LOG_LEVEL": "WARNING",
            "RETURNFLOW_WORKER_THREADS": "4",
            "RETURNFLOW_DISK_FLOOR_MB": "1",
            CLOCK_FILE: str(self.clock),
            "FAULT_STARTER": str(folder / "starter.json"),
            "FAULT_MUTANT": mutant,
        }
        self._ledger: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Everything that is there before the first return."""
        with self.application() as app, app.app_context():
            migrations.upgrade(db.engine)
            service.save_user(SYSTEM, USER, name="Olga Operator", roles=[policy.ADMIN, policy.CSR_LEAD])
            token = tokens.create(SYSTEM, USER, "fault").text
            bundle_id = _deploy()
            secret = self._connect()
        settings = {
            "seed": self.load.seed, "window": self.load.window, "returns": self.load.returns, "lines": self.load.lines,
            "token": token, "bundle_id": bundle_id, "webhook_secret": secret, "port": self.port,
            "stop": str(self.stop_file), "progress": str(self.progress),
        }  # fmt: skip
        Path(self.environment["FAULT_STARTER"]).write_text(json.dumps(settings))

    def command(self, *arguments: str) -> None:
        """Run `returnflow` with these arguments."""
        done = subprocess.run(
            [*COMMAND, *arguments], env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"returnflow {' '.join(arguments)}: {done.stdout}{done.stderr}")

    def is_leasing(self, pid: int) -> bool:
        """Whether the process holds a lease now."""
        job = tables.job.c
        return self._is_there(select(job.id).where(job.state == "leased", job.worker.contains(f":{pid}:")))

    def has_work(self) -> bool:
        """Whether an instance runs, or is about to: what one threw last may begin another."""
        running = select(tables.process_instance.c.id).where(tables.process_instance.c.status == "running")
        return self._is_there(select(tables.delivery.c.id)) or self._is_there(running)

    def _is_there(self, wanted: Select[Any]) -> bool:
        url = self.environment.get("RETURNFLOW_DATABASE_URL", f"sqlite:///{self.backend.data / 'returnflow.db'}")
        engines = create_engines(url)
        try:
            with engines.read.connect() as conn:
                return conn.execute(wanted.limit(1)).first() is not None
        finally:
            engines.dispose()

    @property
    def roles(self) -> Mapping[str, str]:
        """The processes of this backend by name, with their roles."""
        return ROLES[self.backend.name]

    def forget_what_is_over(self) -> None:
        """Let the starter take nothing for granted: the database was set back."""
        progress = Progress.read(self.progress)
        progress.low = progress.bell_low = 0
        progress.keep(self.progress)

    def start_ledger(self) -> None:
        """The other system: a process of its own, never killed, because it judges."""
        command = [
            sys.executable, "-m", "tests.fault.ledger", str(self.ledger_file), "--port", str(self.ledger_port),
            "--seed", str(self.load.seed), "--share", str(self.load.fault_share),
            "--late-seconds", str(DEADLINE_SECONDS + 0.3),
        ]  # fmt: skip
        with (self.backend.folder / "ledger.log").open("ab") as log:
            self._ledger = subprocess.Popen(command, env={**os.environ, **self.environment}, stderr=log)
        until_open(self.ledger_port)

    def end(self) -> None:
        if self._ledger is not None:
            self._ledger.kill()
            self._ledger.wait()
        forget_connector(self.plugins)

    @contextmanager
    def application(self) -> Iterator[Flask]:
        """The application over this database, for looking into it."""
        overrides: dict[str, Any] = {
            "DATA_DIR": self.backend.data, "LOG_LEVEL": "ERROR", "REDIS_URL": "", "THREADS": 2,
            "DATABASE_URL": self.environment.get("RETURNFLOW_DATABASE_URL", ""),
        }  # fmt: skip
        app = create_app(overrides)
        try:
            yield app
        finally:
            app.extensions["returnflow.engines"].dispose()

    def _connect(self) -> str:
        secrets = {"token": "fault", "webhook_secret": "whsec_ZmF1bHQtc3VpdGUtc2VjcmV0"}
        url = f"http://127.0.0.1:{self.ledger_port}"
        catalog.save(SYSTEM, "books", ConnectionDraft("books", "Ledger", url, Network.SIMULATOR, {}, secrets))
        return secrets["webhook_secret"]


def install_connector(folder: Path) -> None:
    """Make the books connector known to this process, and to those that have `folder` on their path."""
    info = folder / "fault_books-1.0.dist-info"
    if not info.exists():
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fault-books\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(_ENTRY_POINT)
    if not any(entry.name == "books" for entry in metadata.entry_points(group=registry.ENTRY_POINT_GROUP)):
        sys.path.append(str(folder))
        registry.all.cache_clear()


def forget_connector(folder: Path) -> None:
    """Let this process know the books connector no more: other tests follow in it."""
    if str(folder) in sys.path:
        sys.path.remove(str(folder))
        registry.all.cache_clear()


def _deploy() -> int:
    """The process that is called, and the one that calls it; the id of the latter's bundle."""
    with transaction() as conn:
        settle = bundles.deploy(conn, [_file("settle.bpmn")], name="settle", by=USER).id
        starts.put_in_force(conn, settle)
        return bundles.deploy(conn, [_file("return.bpmn")], name="return", by=USER).id


def _file(name: str) -> File:
    return File("bpmn", name, (HERE / name).read_bytes())
