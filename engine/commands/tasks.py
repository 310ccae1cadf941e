"""What people do with user tasks: claim, put back, save a draft, complete."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, select, update

from engine import clock
from engine.bpmn import Execution, codec
from engine.errors import Conflict, InvalidInput, NotFound, Problem, Refused
from engine.runtime import bundles, lifecycle, picks
from engine.runtime.advance import advance, advance_locked
from engine.runtime.cause import Cause
from engine.store import instances
from engine.store.prepared import Prepared
from engine.store.tables import task_candidate
from engine.store.tables import user_task as t

MAX_DRAFT_BYTES = 1_000_000

_INSTANCE_OF = Prepared(select(t.c.instance_id).where(t.c.id == bindparam("task")))
_READ = Prepared(
    select(
        t.c.id, t.c.token_id, t.c.process_id, t.c.element_id, t.c.title, t.c.form, t.c.state, t.c.assignee,
        t.c.excluded_users, t.c.completed_by, t.c.context,
    ).where(t.c.id == bindparam("task"))
)  # fmt: skip
_GROUPS_OF = Prepared(select(task_candidate.c.group_name).where(task_candidate.c.task_id == bindparam("task")))
_CLOSE = Prepared(
    update(t)
    .where(t.c.id == bindparam("task"))
    .values(
        state="completed",
        assignee=bindparam("who"),
        completed_by=bindparam("who"),
        completed_at=bindparam("at"),
        draft=None,
    )
)


@dataclass(frozen=True)
class Completed:
    """A user task that was completed, and the instance that went on."""

    task_id: int
    instance_id: int


def claim(conn: Connection, task_id: int, user: str, groups: Collection[str]) -> None:
    """Give an open task to `user`; Refused when they may not have it, Conflict when somebody else does."""
    _, task = _locked(conn, task_id)
    _check_open(task)
    check_may_work(conn, task, user, groups)
    conn.execute(update(t).where(t.c.id == task_id).values(assignee=user))


def unclaim(conn: Connection, task_id: int, user: str) -> None:
    """Put a task back to its groups; only the one who holds it can."""
    _, task = _locked(conn, task_id)
    _check_open(task)
    if task.assignee != user:
        raise Refused(f"task {task_id} is held by {task.assignee or 'nobody'}; only they can put it back")
    conn.execute(update(t).where(t.c.id == task_id).values(assignee=None))


def save_draft(conn: Connection, task_id: int, user: str, groups: Collection[str], data: Mapping[str, Any]) -> None:
    """Keep a half-filled form as it is, valid or not."""
    _, task = _locked(conn, task_id)
    _check_open(task)
    check_may_work(conn, task, user, groups)
    draft = orjson.dumps(dict(data))
    if len(draft) > MAX_DRAFT_BYTES:
        message = f"a draft may have {MAX_DRAFT_BYTES} bytes; this one has {len(draft)}"
        raise InvalidInput([Problem("draft-size", message)])
    conn.execute(update(t).where(t.c.id == task_id).values(draft=draft))


def complete(conn: Connection, task_id: int, user: str, groups: Collection[str], data: Mapping[str, Any]) -> Completed:
    """Check `data` against the form, hand them to the process and run it on.

    Raises InvalidInput (every field that is wrong), Refused (not theirs, segregation of duties), Conflict with
    code `task_completed` when it was done before.
    """
    instance, task = _locked(conn, task_id)
    _check_open(task)
    check_may_work(conn, task, user, groups)
    if task.form == picks.FORM:
        return _pick(conn, instance, task, user, data)
    values = _accepted(conn, instance.bundle_id, task, data)
    at = clock.now()
    _CLOSE.post(conn, {"task": task_id, "who": user, "at": at})
    note = {
        "kind": "task_completed", "process_id": task.process_id, "element_id": task.element_id,
        "token_id": task.token_id, "data": {"task_id": task_id, "title": task.title, "values": values},
    }  # fmt: skip

    def act(execution: Execution) -> None:
        execution.complete(task.token_id, values, actor=user)

    advance_locked(conn, instance, act, Cause.person(user), before=[note], closed=task.token_id)
    return Completed(task_id, int(instance.id))


def _pick(conn: Connection, instance: Row[Any], task: Row[Any], user: str, data: Mapping[str, Any]) -> Completed:
    """Begin what was chosen in an ad-hoc sub-process; its task stays open as long as more can be chosen."""
    values = picks.form(task.title, codec.unpack(task.context)).accept(dict(data))
    chosen, is_last = values.get(picks.CHOSEN, []), values.get(picks.FINISH) is True
    if not chosen and not is_last:
        raise InvalidInput([Problem("required", "choose what is done next", element_id=picks.CHOSEN)])
    note = {
        "kind": "activities_chosen", "process_id": task.process_id, "element_id": task.element_id,
        "token_id": task.token_id, "data": {"task_id": task.id, "activities": chosen, "finish": is_last},
    }  # fmt: skip

    def act(execution: Execution) -> None:
        execution.pick(task.token_id, chosen, user, finish=is_last)

    advance_locked(conn, instance, act, Cause.person(user), before=[note])
    return Completed(int(task.id), int(instance.id))


def record_refusal(conn: Connection, task_id: int, user: str, message: str) -> None:
    """Put a refused try into the history: the caller does this in a transaction of its own, after the refusal."""
    task = conn.execute(select(t).where(t.c.id == task_id)).first()
    if task is None:
        raise NotFound(f"there is no task {task_id}")
    note = {
        "kind": "task_refused", "process_id": task.process_id, "element_id": task.element_id,
        "token_id": task.token_id, "data": {"task_id": task_id, "user": user, "message": message},
    }  # fmt: skip
    advance(conn, task.instance_id, lambda _execution: None, Cause(user), before=[note])


def check_may_work(conn: Connection, task: Row[Any], user: str, groups: Collection[str]) -> None:
    """Refused unless `user` may work on the task: not excluded, and its assignee or in one of its groups."""
    if user in orjson.loads(task.excluded_users):
        raise Refused(
            f"{user} may not do {task.title!r}: segregation of duties keeps those who had a part in this return "
            "from deciding on it; somebody else of the group must",
            code="segregation_of_duties",
            details={"task_id": task.id, "user": user},
        )
    if task.assignee == user:
        return
    if task.assignee is not None:
        raise Conflict(f"task {task.id} is held by {task.assignee}", code="task_claimed", details={"by": task.assignee})
    wanted = set(_GROUPS_OF.run(conn, {"task": task.id}).scalars())
    if wanted and not wanted & {group.lower() for group in groups}:
        raise Refused(
            f"{task.title!r} is for {', '.join(sorted(wanted))}; {user} is in none of these groups",
            code="not_a_candidate",
            details={"groups": sorted(wanted)},
        )


def _locked(conn: Connection, task_id: int) -> tuple[Row[Any], Row[Any]]:
    """(instance, task), the task read after its instance was locked: the order is always instance first."""
    instance_id = _INSTANCE_OF.run(conn, {"task": task_id}).scalar()
    if instance_id is None:
        raise NotFound(f"there is no task {task_id}")
    instance = instances.lock(conn, instance_id)
    return instance, _READ.run(conn, {"task": task_id}).one()


def _check_open(task: Row[Any]) -> None:
    if task.state == "completed":
        raise Conflict(
            f"task {task.id} was completed by {task.completed_by}",
            code="task_completed",
            details={"by": task.completed_by},
        )
    lifecycle.check(lifecycle.TASK, f"task {task.id}", task.state, "completed")


def _accepted(conn: Connection, bundle_id: int, task: Row[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    if task.form is None:
        if data:
            raise InvalidInput([Problem("form", f"task {task.id} has no form; expected no data")])
        return {}
    return bundles.compiled(conn, bundle_id).form(task.form).accept(dict(data))
