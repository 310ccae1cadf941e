"""A throw-away PostgreSQL cluster on a free port, with the durability that it has by default (fsync, WAL)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg

from benchmarks.ports import free_port

PATIENCE_SECONDS = 60.0


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database; the cluster is gone afterwards."""
    binaries = _binaries()
    # The cluster must not run as root, and its user must be able to reach the folder.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    made = subprocess.run([*as_user, "mktemp", "-d"], check=True, capture_output=True, text=True)
    folder, port = Path(made.stdout.strip()), free_port()
    data = str(folder / "data")
    initdb = [*as_user, str(binaries / "initdb"), "-D", data, "-U", "returnflow", "-A", "trust"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/")
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
    process = subprocess.Popen(
        [*as_user, str(binaries / "postgres"), "-D", data, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        _wait_for(f"postgresql://returnflow@127.0.0.1:{port}/postgres")
        yield f"postgresql+psycopg://returnflow@127.0.0.1:{port}/postgres"
    finally:
        stop = [*as_user, str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, check=False, capture_output=True, cwd="/")
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def commits_per_second(url: str, count: int = 300) -> float:
    """What the cluster itself allows: commits of one 2 KB row, one client."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, content bytea)")
        connection.commit()
        begin = monotonic()
        for _ in range(count):
            connection.execute("INSERT INTO bare (content) VALUES (%s)", (b"x" * 2000,))
            connection.commit()
        return count / (monotonic() - begin)


def _wait_for(url: str) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.1)
        else:
            return


def _binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if not installed and on_path is None:
        raise FileNotFoundError("expected PostgreSQL's server to be installed: `make test` installs it or says how")
    return installed[-1].parent if installed else Path(str(on_path)).parent
