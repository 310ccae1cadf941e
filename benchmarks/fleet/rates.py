"""Standard returns over HTTP on PostgreSQL: an embedded worker beside two Celery workers on Redis."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg

from benchmarks import postgres, redis_server
from benchmarks.http_api import HttpContender, installed
from benchmarks.returns import compare, summarise

ROOT = Path(__file__).parents[2]
CLIENTS = 6
THREADS = 2  # of each worker, so that two Celery workers have as many hands as an embedded one with its four
_ENTRY_POINT = "[returnflow.connectors]\nbench = benchmarks.fleet.operations:CONNECTOR\n"


def run(turns: int, rounds: int) -> None:
    """Both installations stand side by side, on databases of their own in one cluster, and take turns."""
    with ExitStack() as stack:
        plugins = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = {"PYTHONPATH": f"{ROOT}:{_with_connector(plugins)}"}
        url = stack.enter_context(postgres.server())
        redis_url = stack.enter_context(redis_server.server())
        embedded = stack.enter_context(
            installed(
                url,
                workers=[_command("worker")],
                environment={**environment, "RETURNFLOW_WORKER_THREADS": str(2 * THREADS)},
            )
        )
        by_celery = {"RETURNFLOW_REDIS_URL": redis_url, "RETURNFLOW_WORKER_THREADS": str(THREADS)}
        celery = stack.enter_context(
            installed(
                _another_database(url),
                workers=[_command("worker", "--celery"), _command("worker", "--celery"), _command("scheduler")],
                environment={**environment, **by_celery},
            )
        )
        contenders = [
            HttpContender(f"embedded worker, PostgreSQL, {CLIENTS} clients", embedded, CLIENTS),
            HttpContender(f"two Celery workers, Redis, PostgreSQL, {CLIENTS} clients", celery, CLIENTS),
        ]
        summarise("HTTP, two web processes; jobs by the application's workers", compare(contenders, turns, rounds))


def _command(*arguments: str) -> tuple[str, ...]:
    return ("designer.cli", *arguments)


def _another_database(url: str) -> str:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE celery")
    return url.rpartition("/")[0] + "/celery"


def _with_connector(folder: Path) -> Path:
    """The connector as one of another package is found: by an entry point in a folder on the path."""
    info = folder / "bench-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bench\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(_ENTRY_POINT)
    return folder
