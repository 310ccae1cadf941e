"""The standard return through the engine API: every wait and every service is a commit, as in production."""

from pathlib import Path
from time import perf_counter

from benchmarks.sample import START, Measured
from engine.commands import bundles, instances, jobs, messages, tasks
from engine.commands.bundles import File
from engine.queries import tasks as task_queries
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
    """One process and one client on an embedded database."""

    name = "Returnflow, engine API"

    def __init__(self, database: Path, url: str | None = None) -> None:
        self.database = database
        self.engines = create_engines(url or f"sqlite:///{database}")
        metadata.create_all(self.engines.write, tables=ENGINE_TABLES)
        with self.engines.write.begin() as conn:
            self.bundle_id = bundles.deploy(conn, model_files(), name="benchmark", by="benchmark").id
        self.count = 0

    def measure(self, rounds: int) -> Measured:
        before = self._size()
        task_seconds: list[float] = []
        begin = perf_counter()
        for _ in range(rounds):
            task_seconds.append(self.run())
        seconds = perf_counter() - begin
        return Measured.of(self.name, seconds, task_seconds, (self._size() - before) // rounds)

    def run(self) -> float:
        """One standard return from start to end; returns the seconds that completing the user task took."""
        self.count += 1
        key = f"bench-{self.count}"
        write = self.engines.write
        with write.begin() as conn:
            variables = {**START, "order_no": key}
            started = instances.start(
                conn, self.bundle_id, "standard_return", variables, business_key=key, start_key=key, by="benchmark"
            )
        self._work()
        with self.engines.read.connect() as conn:
            (task,) = task_queries.of_instance(conn, started.instance_id, "open")
        begin = perf_counter()
        with write.begin() as conn:
            tasks.complete(conn, task.id, "csr1", ["csr"], {})
        task_seconds = perf_counter() - begin
        self._work()
        with write.begin() as conn:
            messages.publish(conn, "goods_received", key, {}, source="wms", message_id=key)
        self._work()
        return task_seconds

    def _work(self) -> None:
        """What a worker does: claim, and with the last result of a batch claim the next one in the same commit."""
        with self.engines.write.begin() as conn:
            claimed = jobs.claim(conn, "benchmark", limit=10)
        while claimed:
            *earlier, last = claimed
            for job in earlier:
                with self.engines.write.begin() as conn:
                    jobs.complete(conn, job, {"id": f"{job.operation}-1"}, None)
            with self.engines.write.begin() as conn:
                jobs.complete(conn, last, {"id": f"{last.operation}-1"}, None)
                claimed = jobs.claim(conn, "benchmark", limit=10)

    def _size(self) -> int:
        with self.engines.write.connect() as conn:
            conn.exec_driver_sql("COMMIT")
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            conn.exec_driver_sql("BEGIN")
        return self.database.stat().st_size

    def close(self) -> None:
        self.engines.dispose()
