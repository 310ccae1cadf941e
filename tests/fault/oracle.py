"""The judge: compares what the ledger has with what was planned and with what the application believes."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from designer.database import reading
from engine.queries import instances
from engine.store import tables
from tests.fault import plan
from tests.fault.installation import Installation, Load
from tests.fault.plan import Identity
from tests.fault.starter import Progress

# Rows in these states wait for something; when everything is over there must be none.
_UNFINISHED = {
    "instances": (tables.process_instance, ("running",)),
    "jobs": (tables.job, ("due", "leased", "incident")),
    "tasks": (tables.user_task, ("open",)),
    "timers": (tables.timer, ("waiting",)),
    "incidents": (tables.incident, ("open",)),
}
# Lines with money: the variable that has their entry, or a list of entries.
_MONEY_LINES = {"label": "label", "credit": "credit", "fee": "settled", plan.PACK: "packed"}
_SHOWN = 5


@dataclass
class Verdict:
    """What came of a run; the first group must be empty or zero."""

    lost: list[Identity] = field(default_factory=list)
    duplicated: list[Identity] = field(default_factory=list)
    strange: list[Identity] = field(default_factory=list)
    stuck: dict[str, int] = field(default_factory=dict)
    wrong_amounts: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    orphaned: list[int] = field(default_factory=list)
    bugs: dict[str, int] = field(default_factory=dict)
    deadlocks: int = 0
    effects: int = 0
    calls: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    instances: int = 0
    incidents: dict[str, int] = field(default_factory=dict)
    money: dict[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words."""
        named = {
            "lost": self.lost, "duplicated": self.duplicated, "strange": self.strange, "wrong": self.wrong_amounts,
            "told twice": self.told_twice, "orphaned instances": self.orphaned,
        }  # fmt: skip
        found = [f"{len(what)} {name}: {what[:_SHOWN]}" for name, what in named.items() if what]
        found += [f"{count} {name} stuck" for name, count in self.stuck.items()]
        found += [f"{count} incidents {code}" for code, count in self.bugs.items()]
        return found + ([f"{self.deadlocks} deadlocks"] if self.deadlocks else [])


def judge(installation: Installation) -> Verdict:
    """Look at everything once no process works any more."""
    verdict = Verdict()
    entries = _ledger(installation.ledger_file, verdict)
    progress = Progress.read(installation.progress)
    _compare(_planned(installation.load, progress), entries, verdict)
    with installation.application() as app, app.app_context(), reading() as conn:
        _look_for_stuck(conn, verdict)
        verdict.orphaned = _orphaned(conn)
        _look_into_history(conn, verdict)
        _compare_money(conn, entries, verdict)
    if installation.backend.postgres is not None:
        verdict.deadlocks = installation.backend.postgres.deadlocks()
    return verdict


def count_effects(installation: Installation) -> int:
    """How many effects the ledger has by now; it goes on meanwhile."""
    connection = sqlite3.connect(f"file:{installation.ledger_file}?mode=ro", uri=True, timeout=30)
    (count,) = connection.execute("SELECT coalesce(max(entry_no), 0) FROM effect").fetchone()
    connection.close()
    return int(count)


def _ledger(path: Path, verdict: Verdict) -> list[tuple[Identity, Decimal]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT return_no, operation, line, amount FROM effect").fetchall()
    verdict.faults = dict(connection.execute("SELECT fault, count(*) FROM call WHERE fault <> '' GROUP BY fault"))
    (verdict.calls,) = connection.execute("SELECT count(*) FROM call").fetchone()
    connection.close()
    verdict.effects = len(rows)
    return [((row[0], row[1], row[2]), Decimal(row[3])) for row in rows]


def _planned(load: Load, progress: Progress) -> dict[Identity, Decimal]:
    returns = (plan.make(load.seed, number, load.lines) for number in range(progress.next))
    planned = {identity: amount for asked in returns for identity, amount in asked.effects()}
    return planned | {plan.bell_effect(number): Decimal(0) for number in range(progress.bell)}


def _compare(
    planned: Mapping[Identity, Decimal], entries: Iterable[tuple[Identity, Decimal]], verdict: Verdict
) -> None:
    counts = Counter(identity for identity, _ in entries)
    verdict.lost = [identity for identity in planned if identity not in counts]
    verdict.duplicated = [identity for identity, count in counts.items() if count > 1]
    verdict.strange = [identity for identity in counts if identity not in planned]
    verdict.wrong_amounts = [
        f"{identity}: {amount} instead of {planned[identity]}"
        for identity, amount in entries
        if identity in planned and amount != planned[identity]
    ]


def _look_for_stuck(conn: Connection, verdict: Verdict) -> None:
    for name, (table, states) in _UNFINISHED.items():
        column = table.c.status if name == "instances" else table.c.state
        count = conn.execute(select(func.count()).select_from(table).where(column.in_(states))).scalar()
        if count:
            verdict.stuck[name] = count
    for name, table in (("deliveries", tables.delivery), ("subscriptions", tables.subscription)):
        count = conn.execute(select(func.count()).select_from(table)).scalar()
        if count:
            verdict.stuck[name] = count
    verdict.instances = conn.execute(select(func.count()).select_from(tables.process_instance)).scalar() or 0
    found = conn.execute(select(tables.incident.c.code, func.count().label("times")).group_by(tables.incident.c.code))
    verdict.incidents = {row.code: row.times for row in found}
    # What no fault of another system explains.
    known = {"RETRY", "RATE_LIMITED", "UNKNOWN_OUTCOME", "INVALID_RESPONSE", "UNREACHABLE", "WORKER_LOST"}
    verdict.bugs = {code: count for code, count in verdict.incidents.items() if code not in known}


def _orphaned(conn: Connection) -> list[int]:
    """Instances that run and wait for nothing: whatever happens, they never end."""
    called = [
        int(key.split(":")[1])
        for (key,) in conn.execute(
            select(tables.process_instance.c.start_key).where(
                tables.process_instance.c.status == "running", tables.process_instance.c.start_key.startswith("call:")
            )
        )
    ]
    waited_for = [
        select(table.c.instance_id).where(table.c.state.in_(states))
        for name, (table, states) in _UNFINISHED.items()
        if name != "instances"
    ]
    waited_for += [
        select(table.c.instance_id).where(table.c.instance_id.is_not(None))
        for table in (tables.subscription, tables.signal_subscription, tables.delivery)
    ]
    column = tables.process_instance.c
    running = select(column.id).where(column.status == "running", column.id.not_in(called))
    for known in waited_for:
        running = running.where(column.id.not_in(known))
    return list(conn.execute(running).scalars())


def _look_into_history(conn: Connection, verdict: Verdict) -> None:
    """Each job is completed once, each instance ends once, each task is completed once."""
    for instance_id in _ids(conn):
        told = Counter(
            (entry.kind, entry.data.get("job_id") or entry.element_id)
            for entry in instances.history(conn, instance_id)
            if entry.kind in {"job_completed", "process_completed", "task_completed"}
        )
        verdict.told_twice += [f"instance {instance_id}: {what}" for what, count in told.items() if count > 1]


def _compare_money(conn: Connection, entries: Iterable[tuple[Identity, Decimal]], verdict: Verdict) -> None:
    """The sum of each line in the ledger is what the instances have as the results of their calls."""
    in_ledger: Counter[str] = Counter()
    for (_, _, line), amount in entries:
        kind = line.partition(" ")[0]
        if kind in _MONEY_LINES:
            in_ledger[kind] += amount  # type: ignore[assignment]
    believed: Counter[str] = Counter()
    for instance_id in _ids(conn, "fault_return"):
        variables = instances.variables(conn, instance_id)
        for line, name in _MONEY_LINES.items():
            believed[line] += _amount(variables, name, line, instance_id, verdict)  # type: ignore[assignment]
    for line in _MONEY_LINES:
        verdict.money[line] = str(Decimal(in_ledger[line]))
        if in_ledger[line] != believed[line]:
            verdict.wrong_amounts.append(f"{line}: {in_ledger[line]} in the ledger, {believed[line]} believed")


def _amount(variables: Mapping[str, Any], name: str, line: str, instance_id: int, verdict: Verdict) -> Decimal:
    held = variables.get(name)
    if not isinstance(held, list):
        held = [] if held is None else [held]
    total = Decimal(0)
    for place, entry in enumerate(held, start=1):
        wanted = f"{line} {place}" if line == plan.PACK else line
        if entry["return_no"] != variables["return_no"] or entry["line"] != wanted:
            verdict.wrong_amounts.append(f"instance {instance_id} has for {wanted} the entry of somebody else: {entry}")
        total += Decimal(entry["amount"])
    return total


def _ids(conn: Connection, process_id: str = "") -> list[int]:
    column = tables.process_instance.c
    statement = select(column.id).order_by(column.id)
    return list(conn.execute(statement.where(column.process_id == process_id) if process_id else statement).scalars())
