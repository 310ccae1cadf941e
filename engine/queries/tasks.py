"""Reads user tasks: the inbox of a person and one task with everything its screen shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select

from engine.bpmn import codec
from engine.errors import InvalidInput, NotFound, Problem
from engine.queries.page import MAX_LIMIT, Page
from engine.runtime import bundles, picks
from engine.runtime.forms import Form
from engine.store.tables import constant, process_instance, task_candidate
from engine.store.tables import user_task as t

# The form of a task that chooses what is done next in an ad-hoc sub-process; no bundle has it.
PICK_FORM = picks.FORM

Sort = Literal["created", "due", "priority"]


@dataclass(frozen=True)
class TaskView:
    """A user task; `context` are FEEL values, `draft` the JSON that was kept, `bundle_id` where its form is."""

    id: int
    instance_id: int
    bundle_id: int
    business_key: str
    process_id: str
    element_id: str
    token_id: int
    name: str
    title: str
    form: str | None
    state: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    excluded_users: tuple[str, ...]
    priority: int
    due_at: datetime | None
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    context: Mapping[str, Any]
    draft: Mapping[str, Any] | None


def get(conn: Connection, task_id: int) -> TaskView:
    row = conn.execute(_select().where(t.c.id == task_id)).first()
    if row is None:
        raise NotFound(f"there is no task {task_id}")
    return _views(conn, [row])[0]


def form(conn: Connection, task: TaskView) -> Form | None:
    """The form to complete `task` with; None where there is nothing to fill in."""
    if task.form is None:
        return None
    if task.form == picks.FORM:
        return picks.form(task.title, task.context)
    return bundles.compiled(conn, task.bundle_id).form(task.form)


def of_instance(conn: Connection, instance_id: int, state: str | None = None) -> tuple[TaskView, ...]:
    """The tasks of one instance, in the order in which they were made."""
    found = conn.execute(_OF_INSTANCE, {"wanted": instance_id}).all()
    return tuple(_views(conn, [row for row in found if state in (None, row.state)]))


def of_business_key(conn: Connection, business_key: str, state: str | None = None) -> tuple[TaskView, ...]:
    """The tasks of everything that runs under one business key."""
    statement = _select().where(t.c.business_key == business_key).order_by(t.c.id)
    if state is not None:
        statement = statement.where(t.c.state == state)
    return tuple(_views(conn, conn.execute(statement).all()))


def inbox(
    conn: Connection,
    *,
    user: str,
    groups: Collection[str],
    search: str | None = None,
    state: str = "open",
    mine_only: bool = False,
    group: str | None = None,
    sort: Sort = "created",
    limit: int = 50,
    cursor: str | None = None,
) -> Page[TaskView]:
    """Tasks that `user` holds or may take; tasks from which they are excluded are not shown."""
    visible = [t.c.state == constant(state), _is_visible(user, groups, mine_only=mine_only)]
    if group is not None:
        visible.append(_in_groups([group]))
    if search:
        pattern = f"%{search.lower()}%"
        visible.append(or_(func.lower(t.c.title).like(pattern), func.lower(t.c.business_key).like(pattern)))
    excluded = orjson.dumps(user)
    total = conn.execute(select(func.count()).select_from(t).where(*visible)).scalar_one()
    offset = _offset(cursor)
    limit = min(limit, MAX_LIMIT)
    statement = _select().where(*visible).order_by(*_ORDERS[sort], t.c.id).offset(offset).limit(limit + 1)
    found = conn.execute(statement).all()
    shown = [row for row in found[:limit] if excluded not in row.excluded_users]
    return Page(tuple(_views(conn, shown)), str(offset + limit) if len(found) > limit else None, int(total))


def count_open(conn: Connection, *, user: str, groups: Collection[str]) -> int:
    statement = select(func.count()).select_from(t).where(t.c.state == constant("open"), _is_visible(user, groups))
    return int(conn.execute(statement).scalar_one())


_ORDERS: dict[Sort, tuple[Any, ...]] = {
    "created": (t.c.created_at,),
    "due": (t.c.due_at.is_(None), t.c.due_at),
    "priority": (t.c.priority.desc(), t.c.created_at),
}


def _select() -> Select[Any]:
    return select(t, process_instance.c.bundle_id).join(process_instance, process_instance.c.id == t.c.instance_id)


_OF_INSTANCE = _select().where(t.c.instance_id == bindparam("wanted")).order_by(t.c.id)


def _in_groups(groups: Collection[str]) -> ColumnElement[bool]:
    names = [group.lower() for group in groups]
    candidates = select(task_candidate.c.task_id).where(task_candidate.c.group_name.in_(names))
    return t.c.id.in_(candidates)


def _is_visible(user: str, groups: Collection[str], *, mine_only: bool = False) -> ColumnElement[bool]:
    mine = t.c.assignee == user
    if mine_only:
        return mine
    return or_(mine, and_(t.c.assignee.is_(None), _in_groups(groups)))


_CANDIDATES = (
    select(task_candidate)
    .where(task_candidate.c.task_id.in_(bindparam("tasks", expanding=True)))
    .order_by(task_candidate.c.group_name)
)


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal():
        raise InvalidInput([Problem("cursor", f"expected the cursor of an earlier page, found {cursor[:40]!r}")])
    return int(cursor)


def _views(conn: Connection, rows: Collection[Row[Any]]) -> list[TaskView]:
    groups: dict[int, list[str]] = {}
    for candidate in conn.execute(_CANDIDATES, {"tasks": [row.id for row in rows]}):
        groups.setdefault(candidate.task_id, []).append(candidate.group_name)
    return [_view(row, tuple(groups.get(row.id, ()))) for row in rows]


def _view(row: Row[Any], groups: tuple[str, ...]) -> TaskView:
    return TaskView(
        row.id, row.instance_id, row.bundle_id, row.business_key, row.process_id, row.element_id, row.token_id,
        row.name, row.title, row.form, row.state, row.assignee, groups, tuple(orjson.loads(row.excluded_users)),
        row.priority, row.due_at, row.created_at, row.completed_at, row.completed_by, codec.unpack(row.context),
        orjson.loads(row.draft) if row.draft else None,
    )  # fmt: skip
