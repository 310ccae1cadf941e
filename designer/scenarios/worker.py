"""Runs the due jobs of a scenario with the job runner of the product; a call that hangs takes virtual time."""

from datetime import timedelta

from designer.jobs import runner
from designer.scenarios.systems import Systems
from engine import clock
from engine.commands.jobs import ClaimedJob

_NAME = "scenario"


class Worker:
    """Claims and runs due jobs until none is left; timers are not its business."""

    def __init__(self, time: clock.VirtualClock, systems: Systems) -> None:
        self._time = time
        self._systems = systems

    def work(self) -> None:
        while claimed := runner.claim(_NAME, 1):
            self._let_it_hang(claimed[0])
            runner.run(claimed[0])

    def _let_it_hang(self, job: ClaimedJob) -> None:
        """A system that will not answer this call keeps it until its time-out; what is due meanwhile happens."""
        seconds = self._systems.hang_seconds(job.connector, job.operation)
        if seconds:
            self._time.advance(timedelta(seconds=seconds))
            runner.fire_timers()
