"""The same work as Celery tasks: a message carries row ids and is a wake-up, the tables say what is due."""

from celery import shared_task

from designer.jobs import runner


@shared_task(name="returnflow.run_jobs")  # type: ignore[untyped-decorator]
def run_jobs(job_ids: list[int]) -> int:
    """Run what is due until nothing is; `job_ids` say why the message was sent, other due jobs are taken along."""
    return runner.run_until_idle().jobs if job_ids else 0


@shared_task(name="returnflow.fire_timers")  # type: ignore[untyped-decorator]
def fire_timers(timer_ids: list[int]) -> int:
    """Fire these timers where they are due and waiting."""
    return sum(runner.fire_timer(timer_id) for timer_id in timer_ids)


@shared_task(name="returnflow.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Timers, old messages and lost workers; the worker loop does the same, so no beat is needed."""
    moved = runner.fire_timers() + runner.start_due() + runner.deliver()
    return moved + runner.expire_messages() + runner.sweep()
