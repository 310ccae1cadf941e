"""What the application under test stands on: SQLite, PostgreSQL, or PostgreSQL with Celery and Redis."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from tests.ports import reserve

SQLITE, POSTGRES, CELERY = "sqlite", "postgres", "celery"
NAMES = (SQLITE, POSTGRES, CELERY)
ROLES = {
    SQLITE: {"web": "web", "worker-1": "worker", "worker-2": "worker"},
    POSTGRES: {"web": "web", "worker-1": "worker", "worker-2": "worker", "worker-3": "worker"},
    CELERY: {
        "web": "web",
        "celery-1": "celery",
        "celery-2": "celery",
        "scheduler-1": "worker",
        "scheduler-2": "worker",
    },
}
SMALL_DISK_MB = 400


def until_open(port: int, seconds: float = 40) -> None:
    """Wait until something listens on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@dataclass
class Postgres:
    """A cluster of its own, that can be crashed."""

    folder: Path
    port: int = field(default_factory=reserve)

    def __post_init__(self) -> None:
        self._binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
        self._user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder.mkdir()
        if self._user:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "returnflow", "-A", "trust", "--no-sync")
        self.start()
        self.recreate()

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-l", str(self.folder / "log"), "-o", options, "-w", "start")

    def crash(self) -> None:
        """Stop it as a power cut would, and start it again."""
        self._run("pg_ctl", "-m", "immediate", "stop")
        self.start()

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop", check=False)

    def recreate(self) -> None:
        """An empty database."""
        with psycopg.connect(f"postgresql://returnflow@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS fault WITH (FORCE)")
            connection.execute("CREATE DATABASE fault")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://returnflow@127.0.0.1:{self.port}/fault"

    def deadlocks(self) -> int:
        """How many the server has resolved, by its own log."""
        return (self.folder / "log").read_text(errors="replace").count("deadlock detected")

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        data = ["-D", str(self.folder / "data")]
        command = [*self._user, str(self._binaries / program), *data, *arguments]
        # pg_ctl's server inherits what it is given, so pipes would never end.
        subprocess.run(command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass
class Redis:
    """A Redis of its own, that keeps nothing."""

    folder: Path
    port: int = field(default_factory=reserve)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until_open(self.port)

    def kill(self) -> None:
        """kill -9, and start it again, empty."""
        self._server.kill()
        self._server.wait()
        self.start()

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def stop(self) -> None:
        self._server.kill()
        self._server.wait()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@dataclass
class Backend:
    """The servers of a run, and the settings that lead to them."""

    name: str
    folder: Path
    postgres: Postgres | None = None
    redis: Redis | None = None
    is_small: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def settings(self) -> dict[str, str]:
        found = {"RETURNFLOW_DATA_DIR": str(self.data)}
        if self.postgres is not None:
            found["RETURNFLOW_DATABASE_URL"] = self.postgres.url
        if self.redis is not None:
            found["RETURNFLOW_REDIS_URL"] = self.redis.url
        return found

    def empty(self) -> None:
        """Throw the database away; its keys and logs stay."""
        if self.postgres is not None:
            self.postgres.recreate()
        for path in self.data.glob("returnflow.db*"):
            path.unlink()

    def fill_disk(self) -> Path:
        """Take all space of the small disk; gives the file to delete."""
        ballast = self.data / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 65_536):
                    pass
            except OSError:
                pass
        return ballast


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Backend]:
    """The servers of a backend, stopped at the end."""
    backend = Backend(name, folder)
    backend.data.mkdir(parents=True)
    try:
        if name == SQLITE:
            backend.is_small = _mount(backend.data)
        else:
            backend.postgres = Postgres(folder / "postgres")
        if name == CELERY:
            backend.redis = Redis(folder)
        yield backend
    finally:
        if backend.redis is not None:
            backend.redis.stop()
        if backend.postgres is not None:
            backend.postgres.stop()
        if backend.is_small:
            subprocess.run(["umount", "-l", str(backend.data)], check=False)


def _mount(folder: Path) -> bool:
    """Put a small disk there where this is allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m", "none", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
