"""Working on tasks: the inbox, one task, taking it, putting it back, keeping a draft, completing it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from designer.audit import service as audit
from designer.database import reading, transaction
from designer.errors import NotFound
from designer.identity.actor import Actor
from engine.commands import tasks as commands
from engine.errors import Refused
from engine.queries import tasks
from engine.queries.page import Page
from engine.queries.tasks import TaskView

Sort = Literal["created", "due", "priority"]


@dataclass(frozen=True)
class TaskQuery:
    """What the inbox shall show."""

    mine_only: bool = False
    group: str | None = None
    search: str = ""
    sort: Sort = "due"
    state: str = "open"
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True)
class TaskForm:
    """A task with the form that its bundle has for it; `schema` is None when nothing is to be filled in."""

    task: TaskView
    title: str
    schema: Mapping[str, Any] | None
    ui_schema: Mapping[str, Any]


@dataclass(frozen=True)
class Completed:
    """A task that is done, and the next one that waits for the same person."""

    task_id: int
    instance_id: int
    next_task: TaskView | None


def inbox(actor: Actor, query: TaskQuery) -> Page[TaskView]:
    """The tasks that the actor holds or may take."""
    actor.require("tasks.work")
    with reading() as conn:
        return tasks.inbox(
            conn,
            user=actor.username,
            groups=actor.groups,
            search=query.search.strip() or None,
            state=query.state,
            mine_only=query.mine_only,
            group=query.group,
            sort=query.sort,
            limit=query.limit,
            cursor=query.cursor,
        )


def get(actor: Actor, task_id: int) -> TaskForm:
    """A task with its form; NotFound when it is neither the actor's nor their groups' and they may not see all."""
    with reading() as conn:
        task = tasks.get(conn, task_id)
        if not _is_visible(actor, task):
            raise NotFound(f"There is no task {task_id} that you may see.", code="task_not_found")
        form = tasks.form(conn, task)
        if form is None:
            return TaskForm(task, task.title, None, {})
        return TaskForm(task, form.title, form.schema, form.ui_schema)


def _is_visible(actor: Actor, task: TaskView) -> bool:
    if actor.may("tasks.read_all"):
        return True
    is_concerned = actor.username in {task.assignee, task.completed_by} or not task.candidate_groups
    return actor.may("tasks.work") and (is_concerned or not actor.groups.isdisjoint(task.candidate_groups))


def claim(actor: Actor, task_id: int) -> TaskView:
    """Take a task; Refused when segregation of duties or the groups forbid it, Conflict when somebody holds it."""
    actor.require("tasks.work")
    with _refusals_on_record(actor, task_id), transaction() as conn:
        commands.claim(conn, task_id, actor.username, actor.groups)
        audit.record(conn, actor, "tasks.claim", "task", str(task_id), {})
        return tasks.get(conn, task_id)


def unclaim(actor: Actor, task_id: int) -> TaskView:
    """Put a task back to its groups."""
    actor.require("tasks.work")
    with transaction() as conn:
        commands.unclaim(conn, task_id, actor.username)
        audit.record(conn, actor, "tasks.unclaim", "task", str(task_id), {})
        return tasks.get(conn, task_id)


def save_draft(actor: Actor, task_id: int, data: Mapping[str, Any]) -> None:
    """Keep a half-filled form; it is nobody's decision yet, so it is not audited."""
    actor.require("tasks.work")
    with transaction() as conn:
        commands.save_draft(conn, task_id, actor.username, actor.groups, data)


def complete(actor: Actor, task_id: int, data: Mapping[str, Any]) -> Completed:
    """Hand the form to the process. InvalidInput lists every field; a second completion is a Conflict."""
    actor.require("tasks.work")
    with _refusals_on_record(actor, task_id), transaction() as conn:
        done = commands.complete(conn, task_id, actor.username, actor.groups, data)
        audit.record(conn, actor, "tasks.complete", "task", str(task_id), {"instance": done.instance_id})
    return Completed(task_id, done.instance_id, _next_task(actor, done.instance_id))


def _next_task(actor: Actor, instance_id: int) -> TaskView | None:
    """What to open next: first what the same return asks of this person, then what is due first."""
    with reading() as conn:
        return tasks.next_for(conn, user=actor.username, groups=actor.groups, instance_id=instance_id)


@contextmanager
def _refusals_on_record(actor: Actor, task_id: int) -> Iterator[None]:
    """Put a refusal by segregation of duties into the history and the audit trail, after the try was rolled back."""
    try:
        yield
    except Refused as refusal:
        if refusal.code == "segregation_of_duties":
            with transaction() as conn:
                commands.record_refusal(conn, task_id, actor.username, refusal.message)
                detail = {"rule": refusal.code}
                audit.record(conn, actor, "tasks.refused", "task", str(task_id), detail)
        raise
