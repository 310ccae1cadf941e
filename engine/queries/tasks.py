"""Reads user tasks: the inbox of a person and one task with everything its screen shows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import orjson
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from engine.bpmn import codec
from engine.errors import InvalidInput, NotFound, Problem
from engine.queries.page import MAX_LIMIT, Page
from engine.runtime import bundles, picks
from engine.runtime.forms import Form
from engine.store.prepared import Prepared, first
from engine.store.tables import process_instance, task_candidate
from engine.store.tables import user_task as t

# The form of a task that chooses what is done next in an ad-hoc sub-process; no bundle has it.
PICK_FORM = picks.FORM

Sort = Literal["created", "due", "priority"]

COUNT_CAP = 1000


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
    row = _GET.run(conn, {"wanted": task_id}).first()
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
    found = _OF_INSTANCE.run(conn, {"wanted": instance_id}).rows
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
    """Tasks that `user` holds or may take; tasks from which they are excluded are not shown.

    `total` counts no further than COUNT_CAP.
    """
    offset, limit = _offset(cursor), min(limit, MAX_LIMIT)
    wanted = _Inbox(state, len(groups), mine_only, group is not None, bool(search), sort)
    values = _values(user, groups, group, search)
    total = _count(wanted).run(conn, values).scalar()
    rows = _rows(conn, wanted, values, offset + limit + 1)[offset:]
    views = _shown(conn, rows[:limit], user)
    return Page(views, str(offset + limit) if len(rows) > limit else None, int(total or 0))


def next_for(conn: Connection, *, user: str, groups: Collection[str], instance_id: int) -> TaskView | None:
    """What `user` may do next: first what the same instance asks of them, then what is due first."""
    values = {**_values(user, groups, None, None), "wanted": instance_id}
    wanted = _Inbox("open", len(groups), mine_only=False, in_group=False, is_searched=False, sort="due")
    shown = _shown(conn, _of_same(wanted).run(conn, values).rows, user)
    shown = shown or _shown(conn, _rows(conn, wanted, values, _LOOK_AT), user)
    return shown[0] if shown else None


# How many tasks are looked at for one from which the person is not excluded.
_LOOK_AT = 20


@dataclass(frozen=True)
class _Inbox:
    """The shape of a look into the inbox; each shape is one prepared statement."""

    state: str
    group_count: int
    mine_only: bool
    in_group: bool
    is_searched: bool
    sort: Sort


def _values(user: str, groups: Collection[str], group: str | None, search: str | None) -> dict[str, Any]:
    found = {f"group_{place}": name.lower() for place, name in enumerate(sorted(groups))}
    return found | {"user": user, "in_group": (group or "").lower(), "pattern": f"%{(search or '').lower()}%"}


@lru_cache(maxsize=256)
def _count(wanted: _Inbox) -> Prepared:
    rows = first(select(t.c.id).where(*_conditions(wanted)), COUNT_CAP).subquery()
    return Prepared(select(func.count()).select_from(rows))


def _rows(conn: Connection, wanted: _Inbox, values: Mapping[str, Any], count: int) -> list[Row[Any]]:
    """The first `count` rows in order, part after part."""
    found: list[Row[Any]] = []
    for part in range(len(_PARTS[wanted.sort])):
        if len(found) < count:
            found += _page(wanted, part, count).run(conn, values).rows
    return found[:count]


@lru_cache(maxsize=256)
def _page(wanted: _Inbox, part: int, count: int) -> Prepared:
    conditions, order = _PARTS[wanted.sort][part]
    statement = _select().where(*_conditions(wanted), *conditions).order_by(*order, t.c.id)
    return Prepared(first(statement, count))


@lru_cache(maxsize=64)
def _of_same(wanted: _Inbox) -> Prepared:
    is_of_it = t.c.instance_id == bindparam("wanted")
    return Prepared(_select().where(is_of_it, *_conditions(wanted)).order_by(t.c.due_at.is_(None), t.c.due_at, t.c.id))


def _conditions(wanted: _Inbox) -> list[ColumnElement[bool]]:
    mine = t.c.assignee == bindparam("user")
    found: list[ColumnElement[bool]] = [t.c.state == wanted.state]
    if wanted.mine_only:
        found.append(mine)
    else:
        names: list[BindParameter[str]] = [bindparam(f"group_{place}") for place in range(wanted.group_count)]
        # A CASE, because SQLite would take an OR apart, read all tasks of both sides and sort them.
        found.append(case((t.c.assignee.is_(None), _in_groups(names)), else_=mine))
    if wanted.in_group:
        found.append(_in_groups([bindparam("in_group")]))
    if wanted.is_searched:
        pattern = bindparam("pattern", type_=t.c.title.type)
        found.append(or_(func.lower(t.c.title).like(pattern), func.lower(t.c.business_key).like(pattern)))
    return found


def _in_groups(names: Sequence[BindParameter[str]]) -> ColumnElement[bool]:
    # By a look into the candidates of each task: a list of all tasks of the groups first would grow with them.
    candidate = task_candidate.c
    return exists().where(candidate.task_id == t.c.id, candidate.group_name.in_(names))


def _shown(conn: Connection, rows: Sequence[Row[Any]], user: str) -> tuple[TaskView, ...]:
    excluded = orjson.dumps(user)
    return tuple(_views(conn, [row for row in rows if excluded not in row.excluded_users]))


# A list in one order is read in parts, each along an index: (conditions, order). What has no date comes last.
_PARTS: dict[Sort, tuple[tuple[tuple[Any, ...], tuple[Any, ...]], ...]] = {
    "created": (((), (t.c.created_at,)),),
    "due": (((t.c.due_at.is_not(None),), (t.c.due_at,)), ((t.c.due_at.is_(None),), ())),
    "priority": (((), (t.c.priority.desc(), t.c.created_at)),),
}


def _select() -> Select[Any]:
    return select(t, process_instance.c.bundle_id).join(process_instance, process_instance.c.id == t.c.instance_id)


_GET = Prepared(_select().where(t.c.id == bindparam("wanted")))
_OF_INSTANCE = Prepared(_select().where(t.c.instance_id == bindparam("wanted")).order_by(t.c.id))


_CANDIDATES = (
    select(task_candidate)
    .where(task_candidate.c.task_id.in_(bindparam("tasks", expanding=True)))
    .order_by(task_candidate.c.group_name)
)
_CANDIDATES_OF_ONE = Prepared(
    select(task_candidate)
    .where(task_candidate.c.task_id == bindparam("task"))
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
    for candidate in _candidates(conn, [row.id for row in rows]):
        groups.setdefault(candidate.task_id, []).append(candidate.group_name)
    return [_view(row, tuple(groups.get(row.id, ()))) for row in rows]


def _candidates(conn: Connection, task_ids: Sequence[int]) -> Iterable[Any]:
    if len(task_ids) > 1:
        return conn.execute(_CANDIDATES, {"tasks": task_ids})
    return _CANDIDATES_OF_ONE.run(conn, {"task": task_ids[0]}).rows if task_ids else ()


def _view(row: Row[Any], groups: tuple[str, ...]) -> TaskView:
    return TaskView(
        row.id, row.instance_id, row.bundle_id, row.business_key, row.process_id, row.element_id, row.token_id,
        row.name, row.title, row.form, row.state, row.assignee, groups, tuple(orjson.loads(row.excluded_users)),
        row.priority, row.due_at, row.created_at, row.completed_at, row.completed_by, codec.unpack(row.context),
        orjson.loads(row.draft) if row.draft else None,
    )  # fmt: skip
