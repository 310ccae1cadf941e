"""What a database that was set back must do otherwise: effects may stand outside that it knows nothing of."""

from sqlalchemy import Connection, func, select, update

from engine.store.tables import job, process_instance


def release_all(conn: Connection) -> int:
    """Nobody works on a restored database: jobs that were leased are due; all that are not over look before they send.

    A fence above the first makes a worker look for the effect under the job's key before anything is sent. Returns
    the number of such jobs.
    """
    waiting = job.c.state.in_(("due", "leased", "incident"))
    conn.execute(
        update(job).where(job.c.state == "leased").values(state="due", lease_until=None, worker=None)
    )
    return conn.execute(update(job).where(waiting).values(fence=job.c.fence + 1)).rowcount


def look_first(conn: Connection, instance_id: int) -> None:
    """The same for jobs that an instance has made since: before the restore it may have come this way already."""
    new = (job.c.instance_id == instance_id, job.c.state == "due", job.c.fence == 0)
    conn.execute(update(job).where(*new).values(fence=1))


def last_instance_id(conn: Connection) -> int:
    """The highest id that was given to an instance, 0 when there is none."""
    return int(conn.execute(select(func.max(process_instance.c.id))).scalar() or 0)
