"""Drives a real engine on a throw-away database, so that tests and scenarios read as stories."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine import clock
from engine.commands import bundles, deliveries, instances, jobs, messages, signals, starts, tasks, timers
from engine.commands.bundles import File
from engine.commands.jobs import ClaimedJob, JobFailure
from engine.queries import bundles as bundle_queries
from engine.queries import deliveries as delivery_queries
from engine.queries import incidents as incident_queries
from engine.queries import instances as instance_queries
from engine.queries import tasks as task_queries
from engine.queries import timers as timer_queries
from engine.queries.instances import HistoryEntry
from engine.queries.tasks import TaskView
from engine.store.database import Engines, create_engines
from engine.store.tables import ENGINE_TABLES, metadata

Answer = Callable[[ClaimedJob], Mapping[str, Any] | JobFailure]
STORY_BEGINS = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Story:
    """One bundle, one database and a clock that stands still; service tasks are answered by plain functions."""

    def __init__(self, engines: Engines, virtual_clock: clock.VirtualClock) -> None:
        self.engines = engines
        self.clock = virtual_clock
        self.answers: dict[str, Answer] = {}
        self.bundle_id = 0
        self.instance_id = 0

    def deploy(self, *files: File) -> int:
        with self.engines.write.begin() as conn:
            self.bundle_id = bundles.deploy(conn, files, name="story", by="author").id
        return self.bundle_id

    def start(self, process_id: str, *, key: str = "story-1", by: str = "starter", **variables: Any) -> int:
        """Start a process and run every job that is due."""
        with self.engines.write.begin() as conn:
            self.instance_id = instances.start(
                conn, self.bundle_id, process_id, variables, business_key=key, start_key=key, by=by
            ).instance_id
        self.work()
        return self.instance_id

    def answer(self, operation: str, result: Answer | Mapping[str, Any] | JobFailure) -> None:
        """Let `connector.operation` give `result`, or what the function makes of the job."""
        self.answers[operation] = result if callable(result) else lambda _job: result

    def work(self) -> int:
        """Run due jobs and deliveries until none is left; returns how many jobs were tried."""
        count = 0
        while claimed := (self._deliver() or self._claim()):
            for job in claimed if isinstance(claimed, list) else ():
                self._run(job)
                count += 1
        return count

    def signal(self, name: str, signal_id: str = "s-1", **payload: Any) -> int | None:
        """Throw a signal from outside; how many get it."""
        with self.engines.write.begin() as conn:
            thrown = signals.broadcast(conn, name, payload, source="test", signal_id=signal_id)
        self.work()
        return thrown

    def put_in_force(self) -> int:
        """Let the start events of the newest bundle begin processes."""
        with self.engines.write.begin() as conn:
            return starts.put_in_force(conn, self.bundle_id)

    def of_process(self, process_id: str) -> list[int]:
        """The instances of a process, oldest first."""
        with self.engines.read.connect() as conn:
            found = instance_queries.list_page(conn, process_id=process_id).items
        return sorted(instance.id for instance in found)

    def complete(self, element_id: str, *, user: str = "somebody", groups: Sequence[str] = (), **data: Any) -> TaskView:
        """Complete the open task on `element_id` of the newest instance, as a member of its groups."""
        task = self.task(element_id)
        with self.engines.write.begin() as conn:
            tasks.complete(conn, task.id, user, groups or task.candidate_groups, data)
        self.work()
        return task

    def publish(self, message: str, key: str, message_id: str = "m-1", **payload: Any) -> messages.Published:
        with self.engines.write.begin() as conn:
            published = messages.publish(conn, message, key, payload, source="test", message_id=message_id)
        self.work()
        return published

    def wait(self, by: timedelta) -> None:
        """Let time pass, firing each timer at its own moment."""
        end = self.clock.now() + by
        while (due := self._next_timer()) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            with self.engines.write.begin() as conn:
                timers.fire_due(conn)
                starts.fire_due(conn)
            self.work()
        self.clock.set(end)

    def task(self, element_id: str) -> TaskView:
        with self.engines.read.connect() as conn:
            found = task_queries.of_instance(conn, self.instance_id, "open")
        matching = [task for task in found if task.element_id == element_id]
        if not matching:
            raise LookupError(f"no open task on {element_id}; open: {[task.element_id for task in found]}")
        return matching[0]

    def open_tasks(self) -> list[str]:
        with self.engines.read.connect() as conn:
            return [task.element_id for task in task_queries.of_instance(conn, self.instance_id, "open")]

    @property
    def status(self) -> str:
        with self.engines.read.connect() as conn:
            return instance_queries.get(conn, self.instance_id).status

    @property
    def variables(self) -> Mapping[str, Any]:
        with self.engines.read.connect() as conn:
            return instance_queries.variables(conn, self.instance_id)

    @property
    def history(self) -> tuple[HistoryEntry, ...]:
        with self.engines.read.connect() as conn:
            return instance_queries.history(conn, self.instance_id)

    @property
    def incidents(self) -> tuple[incident_queries.IncidentView, ...]:
        with self.engines.read.connect() as conn:
            return incident_queries.list_page(conn, instance_id=self.instance_id).items

    def happened(self, kind: str) -> list[str | None]:
        """Element ids of the events of one kind, in order."""
        return [entry.element_id for entry in self.history if entry.kind == kind]

    def files(self) -> tuple[bundle_queries.FileView, ...]:
        with self.engines.read.connect() as conn:
            return bundle_queries.files(conn, self.bundle_id)

    def _claim(self) -> list[ClaimedJob]:
        with self.engines.write.begin() as conn:
            return jobs.claim(conn, "story", limit=20)

    def _run(self, job: ClaimedJob) -> None:
        name = f"{job.connector}.{job.operation}"
        result = self.answers[name](job) if name in self.answers else _unanswered(name)
        with self.engines.write.begin() as conn:
            if isinstance(result, JobFailure):
                jobs.fail(conn, job, result)
            else:
                jobs.complete(conn, job, result, {"system": job.connector, "type": job.operation, "id": str(job.id)})

    def _deliver(self) -> bool:
        with self.engines.read.connect() as conn:
            due = deliveries.due_ids(conn)
        for delivery_id in due:
            with self.engines.write.begin() as conn:
                deliveries.carry_out(conn, delivery_id)
        return bool(due)

    def _next_timer(self) -> datetime | None:
        with self.engines.read.connect() as conn:
            moments = timer_queries.next_due_at(conn), delivery_queries.next_start_at(conn)
        return min((moment for moment in moments if moment is not None), default=None)


def _unanswered(name: str) -> JobFailure:
    return JobFailure("bug", "UNANSWERED", f"the story has no answer for {name}")


@contextmanager
def story(directory: Path | str, url: str | None = None) -> Iterator[Story]:
    """A story on a fresh SQLite file in `directory`, or on the empty database at `url`."""
    engines = create_engines(url or f"sqlite:///{Path(directory) / 'story.db'}")
    metadata.create_all(engines.write, tables=ENGINE_TABLES)
    try:
        with clock.use(clock.VirtualClock(STORY_BEGINS)) as virtual:
            yield Story(engines, virtual)
    finally:
        metadata.drop_all(engines.write, tables=ENGINE_TABLES)
        engines.dispose()
