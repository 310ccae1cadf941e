"""What 100,000 waiting instances change: the same looks and steps among 1,000 and among 100,000."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from benchmarks.engine_api import MODELS, EngineContender
from benchmarks.sample import START, percentile_95
from engine import clock
from engine.commands import bundles, instances, jobs, messages, tasks, timers
from engine.commands.bundles import File
from engine.queries import tasks as task_queries
from engine.store.tables import process_instance, subscription, task_candidate, timer, user_task

FEW = 1_000
WAITING = 100_000
DUE = 10_000
BATCH = 5_000
# Ids far above those that the measured steps take.
FIRST_ID = 10_000_000
APART = 5_000_000
_COPIED = (process_instance, user_task, task_candidate, subscription, timer)

Figures = Mapping[str, float]
Originals = Sequence[Mapping[Table, list[dict[str, Any]]]]


def run(rounds: int) -> None:
    """Print the 95th percentile of each step before and after, and how fast timers drain."""
    with tempfile.TemporaryDirectory() as directory:
        engine = EngineContender("growth", f"sqlite:///{Path(directory) / 'engine.db'}")
        originals = _originals(engine)
        _fill(engine, originals, range(FEW))
        before = _measured(engine, rounds)
        _fill(engine, originals, range(APART, APART + WAITING - FEW))
        after = _measured(engine, rounds)
        print(f"instances that wait, half for a person, half for a message: {FEW:,} and {WAITING:,}")
        for name, few in before.items():
            print(f"{name:24} p95 {few:8.3f} ms and {after[name]:8.3f} ms   {after[name] / few:5.2f}x")
        _drain(engine)
        engine.close()


def _measured(engine: EngineContender, rounds: int) -> Figures:
    seconds: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[[Connection], Any]) -> Any:
        begin = perf_counter()
        with engine.conn.begin():
            found = act(engine.conn)
        seconds.setdefault(name, []).append(perf_counter() - begin)
        return found

    for _ in range(rounds):
        _one(engine, timed)
    return {name: percentile_95(values[len(values) // 10 :]) * 1000 for name, values in seconds.items()}


def _one(engine: EngineContender, timed: Callable[[str, Callable[[Connection], Any]], Any]) -> None:
    """A standard return, each of its steps and looks timed under its name."""
    engine.count += 1
    key = f"growth-{engine.count}"
    instance = timed("start", lambda conn: _start(conn, engine.bundle_id, key))
    _work(timed)
    page = timed("task list page", lambda conn: task_queries.inbox(conn, user="csr1", groups=["csr"], sort="due"))
    if not page.items:
        raise RuntimeError("expected a page of tasks, found none")
    (task,) = timed("tasks of an instance", lambda conn: task_queries.of_instance(conn, instance, "open"))
    timed("complete a user task", lambda conn: tasks.complete(conn, task.id, "csr1", ["csr"], {}))
    _work(timed)
    timed("due timers", timers.due_ids)
    timed("correlate a message", lambda conn: _publish(conn, key))
    timed("duplicate of a message", lambda conn: _publish(conn, key))
    _work(timed)


def _start(conn: Connection, bundle_id: int, key: str) -> int:
    variables = {**START, "order_no": key}
    return instances.start(
        conn, bundle_id, "standard_return", variables, business_key=key, start_key=key, by="benchmark"
    ).instance_id


def _publish(conn: Connection, key: str) -> str:
    return messages.publish(conn, "goods_received", key, {}, source="wms", message_id=key).outcome


def _work(timed: Callable[[str, Callable[[Connection], Any]], Any]) -> None:
    while claimed := timed("claim", lambda conn: jobs.claim(conn, "benchmark", 10)):
        for job in claimed:
            timed("complete a job", lambda conn, job=job: jobs.complete(conn, job, {"id": "1"}, None))


def _originals(engine: EngineContender) -> Originals:
    """The rows of two real instances: one waits for a person, one for a message."""
    found = [_waiting(engine, "for-person", is_approved=False), _waiting(engine, "for-message", is_approved=True)]
    with engine.conn.begin():
        return [_rows_of(engine.conn, instance_id) for instance_id in found]


def _fill(engine: EngineContender, originals: Originals, numbers: range) -> None:
    for begin in range(numbers.start, numbers.stop, BATCH):
        with engine.conn.begin():
            _copy(engine.conn, originals, range(begin, min(begin + BATCH, numbers.stop)))


def _waiting(engine: EngineContender, key: str, *, is_approved: bool) -> int:
    def untimed(_name: str, act: Callable[[Connection], Any]) -> Any:
        with engine.conn.begin():
            return act(engine.conn)

    instance = int(untimed("", lambda conn: _start(conn, engine.bundle_id, key)))
    _work(untimed)
    if is_approved:
        (task,) = untimed("", lambda conn: task_queries.of_instance(conn, instance, "open"))
        untimed("", lambda conn: tasks.complete(conn, task.id, "csr1", ["csr"], {}))
        _work(untimed)
    return instance


def _rows_of(conn: Connection, instance_id: int) -> Mapping[Table, list[dict[str, Any]]]:
    task_ids = select(user_task.c.id).where(user_task.c.instance_id == instance_id)
    found: dict[Table, list[dict[str, Any]]] = {}
    for table in _COPIED:
        owner = table.c.id if table is process_instance else table.c.get("instance_id")
        wanted = task_candidate.c.task_id.in_(task_ids) if owner is None else owner == instance_id
        found[table] = [dict(row) for row in conn.execute(select(table).where(wanted)).mappings()]
    return found


def _copy(conn: Connection, originals: Originals, numbers: range) -> None:
    for table in _COPIED:
        copies = [
            _renumbered(table, row, FIRST_ID + number)
            for number in numbers
            for row in originals[number % len(originals)][table]
        ]
        if copies:
            conn.execute(insert(table), copies)


def _renumbered(table: Table, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    key = f"waiting-{number}"
    changed = {"id": number, "instance_id": number, "task_id": number, "business_key": key, "start_key": key,
               "correlation_key": key}  # fmt: skip
    return {**row, **{name: value for name, value in changed.items() if name in table.c and name in row}}


def _drain(engine: EngineContender) -> None:
    """10,000 timers that are due at once are fired in the order of their moments, by batches of 100."""
    conn = engine.conn
    with conn.begin():
        pause = File("bpmn", "pause.bpmn", (MODELS / "pause.bpmn").read_bytes())
        bundle_id = bundles.deploy(conn, [pause], name="pause", by="benchmark").id
        original = instances.start(conn, bundle_id, "pause", {}, business_key="p", start_key="p", by="benchmark")
        rows = _rows_of(conn, original.instance_id)
        _copy(conn, [rows], range(FIRST_ID, FIRST_ID + DUE))
        # The order of their moments is not the order of their ids.
        for number in range(DUE):
            due_at = clock.now() - timedelta(seconds=1 + number * 7919 % DUE)
            conn.execute(update(timer).where(timer.c.id == 2 * FIRST_ID + number).values(due_at=due_at))
        rows_due = conn.execute(select(timer.c.id, timer.c.due_at).where(timer.c.id >= 2 * FIRST_ID))
        moments = {row.id: row.due_at for row in rows_due}
    begin = perf_counter()
    fired = list(_fired(conn))
    seconds = perf_counter() - begin
    is_in_order = [moments[timer_id] for timer_id in fired] == sorted(moments.values())
    print(f"{len(fired):,} timers due at once: {len(fired) / seconds:,.0f} /s, in order: {is_in_order}")


def _fired(conn: Connection) -> Iterator[int]:
    """Ids of timers as they are fired, each in a transaction of its own, until none is due."""
    while True:
        with conn.begin():
            due = timers.due_ids(conn)
        if not due:
            return
        for timer_id in due:
            with conn.begin():
                if not timers.fire(conn, timer_id):
                    raise RuntimeError(f"expected timer {timer_id} to fire, found it gone")
            yield timer_id
