"""`python -m benchmarks.workers URL FOLDER`: answers the benchmark's jobs, as connectors would, until it is terminated.

It sleeps as a worker of the application does: until it is woken through the data folder, or for a while.
"""

import sys
from pathlib import Path

from sqlalchemy import Connection

from designer.jobs import wake
from engine import clock
from engine.commands import jobs
from engine.queries import jobs as job_queries
from engine.store.database import Engines, create_engines

PAUSE_SECONDS = 0.5


def main() -> None:
    engines = create_engines(sys.argv[1])
    with engines.write.connect() as conn, wake.listening(Path(sys.argv[2])):
        while True:
            if _is_due(engines):
                _work(conn)
            else:
                wake.wait(PAUSE_SECONDS)


def _is_due(engines: Engines) -> bool:
    with engines.read.connect() as conn:
        due_at = job_queries.next_due_at(conn)
    return due_at is not None and due_at <= clock.now()


def _work(conn: Connection) -> None:
    with conn.begin():
        claimed = jobs.claim(conn, "benchmark", limit=10)
    while claimed:
        *earlier, last = claimed
        for job in earlier:
            with conn.begin():
                jobs.complete(conn, job, {"id": f"{job.operation}-1"}, None)
        with conn.begin():
            jobs.complete(conn, last, {"id": f"{last.operation}-1"}, None)
            claimed = jobs.claim(conn, "benchmark", limit=10, with_lost=False)


if __name__ == "__main__":
    main()
