"""Fixtures for every test: no network outside this machine, and throw-away servers on free ports."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from hypothesis import HealthCheck, settings

from tests.ports import reserve

# A machine that is busy is no failure. Where a change is judged the same examples are drawn every time.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("explore", **_PATIENT)
settings.register_profile("ci", derandomize=True, **_PATIENT)
settings.load_profile("ci" if os.environ.get("CI") else "explore")

_SYSTEM = Path(__file__).parent / "system"
_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - a name to compare with, nothing listens on it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole installations that are killed come first, so that no process of the run waits for them alone in the end."""
    items.sort(key=lambda item: _SYSTEM not in item.path.parents)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
            raise PermissionError(f"tests may only connect to this machine, found {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Gives a port on which a server of this run can listen, and nobody else."""
    return reserve


@pytest.fixture(scope="session")
def free_ports() -> Callable[[int], int]:
    """Gives the first of so many neighbouring ports of that kind."""
    return reserve


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]) -> Iterator[str]:
    """The address (without database name) of a throw-away PostgreSQL cluster."""
    binaries = _postgres_binaries()
    # The cluster must not run as root, and its user must be able to reach the folder.
    as_user = ["runuser", "-u", "postgres", "--"] if _is_root() else []
    folder = Path(subprocess.run([*as_user, "mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    port = free_port()
    data = folder / "data"
    initdb = [*as_user, str(binaries / "initdb"), "-D", str(data), "-U", "returnflow", "-A", "trust", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/")
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off", "-c", "max_connections=200"]
    server = subprocess.Popen(
        [*as_user, str(binaries / "postgres"), "-D", str(data), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        _wait_for(port, server)
        _wait_until_it_takes_connections(f"postgresql://returnflow@127.0.0.1:{port}/postgres")
        yield f"postgresql+psycopg://returnflow@127.0.0.1:{port}"
    finally:
        stop = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run(stop, check=False, capture_output=True, cwd="/")
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database of its own, dropped after the test."""
    name = f"test_{secrets.token_hex(6)}"
    admin = postgres_server.replace("+psycopg", "") + "/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{postgres_server}/{name}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]) -> Iterator[str]:
    """The address of a throw-away Redis."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.fail("expected redis-server to be installed: `make test` installs it or says how")
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield f"redis://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of an emptied Redis database."""
    with redis.Redis.from_url(f"{redis_server}/0") as client:
        client.flushall()
    return f"{redis_server}/0"


def _is_root() -> bool:
    return os.geteuid() == 0


def _postgres_binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if installed:
        return installed[-1].parent
    if on_path:
        return Path(on_path).parent
    pytest.fail("expected PostgreSQL's server to be installed: `make test` installs it or says how")


def _wait_until_it_takes_connections(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _wait_for(port: int, server: subprocess.Popen[bytes], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode} before it answered on port {port}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing answered on port {port} within {seconds:.0f} s")
