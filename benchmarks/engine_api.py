"""The standard return through the engine API: every wait and every service is a commit, as in production."""

import os
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import Connection, make_url, text

from benchmarks.sample import START, Measured
from engine.commands import bundles, instances, jobs, messages, tasks
from engine.commands.bundles import File
from engine.commands.jobs import ClaimedJob
from engine.queries import tasks as task_queries
from engine.queries.tasks import TaskView
from engine.store.database import create_engines
from engine.store.tables import ENGINE_TABLES, metadata

MODELS = Path(__file__).parent / "models"


def model_files() -> list[File]:
    """The standard return as a bundle."""
    return [
        File("bpmn", "standard_return.bpmn", (MODELS / "standard_return.bpmn").read_bytes()),
        File("dmn", "standard_return.dmn", (MODELS / "standard_return.dmn").read_bytes()),
    ]


class EngineContender:
    """One process and one client on the database at `url`, which may have the tables and the bundle already."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self.engines = create_engines(url)
        metadata.create_all(self.engines.write, tables=ENGINE_TABLES)
        with self.engines.write.begin() as conn:
            self.bundle_id = bundles.deploy(conn, model_files(), name="benchmark", by="benchmark").id
        self.conn = self.engines.write.connect()
        self.count = 0
        self.key = ""  # of the last return

    def measure(self, rounds: int) -> Measured:
        before = self.size()
        begin, processor = perf_counter(), process_time()
        task_seconds = [self.run() for _ in range(rounds)]
        seconds, processor = perf_counter() - begin, process_time() - processor
        return Measured.of(self.name, seconds, task_seconds, (self.size() - before) / rounds, processor)

    def run(self) -> float:
        """One standard return from start to end; returns the seconds that completing the user task took."""
        self.count += 1
        key = self.key = f"bench-{os.getpid()}-{self.count}"
        conn = self.conn
        with conn.begin():
            variables = {**START, "order_no": key}
            started = instances.start(
                conn, self.bundle_id, "standard_return", variables, business_key=key, start_key=key, by="benchmark"
            )
            claimed = self._claim()
        self._work(claimed)
        task = self._task(started.instance_id)
        begin = perf_counter()
        with conn.begin():
            tasks.complete(conn, task.id, "csr1", ["csr"], {})
            claimed = self._claim()
        task_seconds = perf_counter() - begin
        self._work(claimed)
        with conn.begin():
            messages.publish(conn, "goods_received", key, {}, source="wms", message_id=key)
            claimed = self._claim()
        self._work(claimed)
        return task_seconds

    def size(self) -> int:
        """Bytes of the whole database."""
        return size_of(self.conn)

    def close(self) -> None:
        self.conn.close()
        self.engines.dispose()

    def _task(self, instance_id: int) -> TaskView:
        while True:
            with self.conn.begin():
                found = task_queries.of_instance(self.conn, instance_id, "open")
            if found:
                return found[0]
            # Another client has its job: meanwhile this one does what is due.
            with self.conn.begin():
                claimed = self._claim()
            self._work(claimed)

    def _claim(self) -> list[ClaimedJob]:
        return jobs.claim(self.conn, "benchmark", limit=10, with_lost=False)

    def _work(self, claimed: list[ClaimedJob]) -> None:
        """What a worker does: each result in a commit of its own, the last of a batch together with the next claim."""
        while claimed:
            *earlier, last = claimed
            for job in earlier:
                with self.conn.begin():
                    jobs.complete(self.conn, job, {"id": f"{job.operation}-1"}, None)
            with self.conn.begin():
                jobs.complete(self.conn, last, {"id": f"{last.operation}-1"}, None)
                claimed = self._claim()


def size_of(conn: Connection) -> int:
    """Bytes of the database behind an idle connection, on SQLite after everything was moved out of the log."""
    if conn.dialect.name == "postgresql":
        with conn.begin():
            return int(conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    raw = conn.engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(RESTART)")
    raw.close()
    return Path(str(make_url(conn.engine.url).database)).stat().st_size
