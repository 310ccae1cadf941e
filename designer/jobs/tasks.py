"""The same work as Celery tasks: a message carries row ids and is a wake-up, the tables say what is due."""

import time

from celery import shared_task
from flask import current_app

from designer.jobs import runner

# A message ends after so long, and another one goes on: a worker that is asked to stop waits for no more than this.
MESSAGE_SECONDS = 5.0
_PUBLISHER = "returnflow.publisher"


@shared_task(name="returnflow.run_jobs")  # type: ignore[untyped-decorator]
def run_jobs(job_ids: list[int]) -> int:
    """Run what is due until nothing is, the most urgent first, whatever the message was sent for.

    `job_ids` say why it was sent. Sweeping is left to the scheduler, which celery workers need beside them.
    """
    ends, done = time.monotonic() + MESSAGE_SECONDS, 0
    while job_ids and (one := runner.step(goes_on=lambda: time.monotonic() < ends)):
        done += one.jobs
        if time.monotonic() > ends:
            current_app.extensions[_PUBLISHER].wake(1)
            break
    return done


@shared_task(name="returnflow.fire_timers")  # type: ignore[untyped-decorator]
def fire_timers(timer_ids: list[int]) -> int:
    """Fire these timers where they are due and waiting."""
    return sum(runner.fire_timer(timer_id) for timer_id in timer_ids)


@shared_task(name="returnflow.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Timers, old messages and lost workers; the worker loop does the same, so no beat is needed."""
    moved = runner.fire_timers() + runner.start_due() + runner.deliver()
    return moved + runner.expire_messages() + runner.sweep()
