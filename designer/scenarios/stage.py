"""One running return in virtual time: what is open, what is due next, and how time moves on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from designer.database import reading, transaction
from designer.jobs import runner
from designer.scenarios.systems import Systems
from designer.scenarios.worker import Worker
from engine import clock
from engine.commands import instances, messages, tasks
from engine.errors import Refused
from engine.queries import incidents as incident_queries
from engine.queries import instances as instance_queries
from engine.queries import jobs as job_queries
from engine.queries import tasks as task_queries
from engine.queries import timers as timer_queries
from engine.queries.instances import HistoryEntry
from engine.queries.tasks import TaskView
from engine.queries.timers import TimerView

_MAX_STEPS = 2_000


class Stage:
    """The engine as a scenario sees it. One return at a time stands on it."""

    def __init__(self, time: clock.VirtualClock, systems: Systems, bundle_id: int) -> None:
        self._time = time
        self._bundle_id = bundle_id
        self.systems = systems
        self._worker = Worker(time, systems)
        self.instance_id = 0

    # -- time

    @property
    def now(self) -> datetime:
        return self._time.now()

    def begin_at(self, moment: datetime) -> None:
        """Put the clock to `moment`, be it in the past: nothing of an earlier return is open any more."""
        self._time.set(moment)

    def work(self) -> None:
        """Run what is due now."""
        self._worker.work()

    def wait_until(self, moment: datetime) -> None:
        """Let time pass up to `moment`; each timer and each next attempt happens at its own time.

        What the world does now comes before what happens by itself now.
        """
        if moment <= self.now:
            return
        for _ in range(_MAX_STEPS):
            due = self.next_due()
            if due is None or due > moment or not self.is_running:
                break
            self._happen_at(due)
        if moment > self.now:
            self._time.set(moment)
        self.work()

    def wait_for_next(self, limit: timedelta) -> bool:
        """Go to the next timer or attempt, if one is due within `limit`; False when nothing happens by itself."""
        due = self.next_due()
        if due is None or due > self.now + limit:
            return False
        self._happen_at(due)
        return True

    def next_due(self) -> datetime | None:
        with reading() as conn:
            moments = (timer_queries.next_due_at(conn), job_queries.next_due_at(conn))
        return min((moment for moment in moments if moment is not None), default=None)

    def _happen_at(self, due: datetime) -> None:
        self._time.set(max(due, self.now))
        runner.fire_timers()
        self.work()

    # -- what is done

    def start(self, process_id: str, variables: Mapping[str, Any], *, key: str, by: str) -> None:
        with transaction() as conn:
            self.instance_id = instances.start(
                conn, self._bundle_id, process_id, variables, business_key=key, start_key=key, by=by
            ).instance_id
        self.work()

    def publish(self, message: str, key: str, payload: Mapping[str, Any], *, source: str, message_id: str) -> None:
        with transaction() as conn:
            messages.publish(conn, message, key, payload, source=source, message_id=message_id)
        self.work()

    def complete(self, task: TaskView, user: str, groups: Sequence[str], data: Mapping[str, Any]) -> bool:
        """Complete a task as `user`; False when segregation of duties refuses, which is put on record."""
        try:
            with transaction() as conn:
                tasks.complete(conn, task.id, user, groups, data)
        except Refused as refused:
            if refused.code != "segregation_of_duties":
                raise
            with transaction() as conn:
                tasks.record_refusal(conn, task.id, user, refused.message)
            return False
        self.work()
        return True

    def clear(self) -> None:
        """End the return if it still runs, so that the next one has the stage to itself."""
        if self.instance_id and self.is_running:
            with transaction() as conn:
                instances.cancel(conn, self.instance_id, by="scenario", reason="the case is over")
        self.instance_id = 0

    # -- what is seen

    @property
    def is_running(self) -> bool:
        with reading() as conn:
            return instance_queries.get(conn, self.instance_id).status == "running"

    @property
    def status(self) -> str | None:
        """The canonical status that the process reached last."""
        return self.statuses[-1] if self.statuses else None

    @property
    def statuses(self) -> list[str]:
        """Every canonical status that the process reached, in order."""
        return [entry.data["status"] for entry in self.history if entry.kind == "milestone_reached"]

    @property
    def open_tasks(self) -> tuple[TaskView, ...]:
        with reading() as conn:
            return task_queries.of_instance(conn, self.instance_id, "open")

    @property
    def open_timers(self) -> tuple[TimerView, ...]:
        with reading() as conn:
            found = timer_queries.of_instance(conn, self.instance_id)
        return tuple(timer for timer in found if timer.state == "waiting")

    @property
    def variables(self) -> Mapping[str, Any]:
        with reading() as conn:
            return instance_queries.variables(conn, self.instance_id)

    @property
    def history(self) -> tuple[HistoryEntry, ...]:
        with reading() as conn:
            return instance_queries.history(conn, self.instance_id)

    @property
    def incidents(self) -> tuple[incident_queries.IncidentView, ...]:
        with reading() as conn:
            return incident_queries.list_page(conn, instance_id=self.instance_id).items
