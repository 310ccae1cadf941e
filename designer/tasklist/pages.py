"""The pages of the task list: the inbox, and one task with its form."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.identity.access import requires, signed_in
from designer.identity.actor import Actor, signed_in_actor
from designer.returns import detail
from designer.returns import service as returns
from designer.returns.story import in_words
from designer.returns.views import ReturnView
from designer.tasklist import service
from designer.tasklist.service import Sort, TaskForm, TaskQuery
from designer.tasklist.values import beside, prefilled
from engine.queries.tasks import COUNT_CAP, PICK_FORM

blueprint = Blueprint("tasklist", __name__, template_folder="templates")

_SORTS = {"due": "Due", "created": "Oldest", "priority": "Priority"}
STORY_LENGTH = 6
# The page shows these of the return itself, with money and links as they should be.
_SAID_BY_RETURN = frozenset(
    {"customer", "customer_name", "notes", "currency", "return_value", "rma_number", "return_type", "lines", "order_no"}
)


@blueprint.get("/tasks")
@requires("tasks.work")
def index() -> ResponseReturnValue:
    """The inbox."""
    actor, args = signed_in_actor(), request.args
    view, sort = args.get("view", ""), args.get("sort", "due")
    query = TaskQuery(
        mine_only=view == "mine",
        group=args.get("group") or None,
        search=args.get("q", ""),
        sort=cast(Sort, sort) if sort in _SORTS else "due",
        state="completed" if view == "done" else "open",
        cursor=args.get("cursor") or None,
    )
    if view == "done":
        query = TaskQuery(mine_only=True, state="completed", search=query.search, cursor=query.cursor)
    keep = {"view": view or None, "group": query.group, "q": query.search or None, "sort": args.get("sort")}
    return render_template(
        "tasklist/index.html",
        page=service.inbox(actor, query),
        query=query,
        view=view,
        sorts=list(_SORTS.items()),
        count_cap=COUNT_CAP,
        my_groups=[(group, group.replace("_", " ").capitalize()) for group in sorted(actor.groups)],
        keep=keep,
    )


@blueprint.get("/tasks/<int:task_id>")
@signed_in
def show(task_id: int) -> ResponseReturnValue:
    """One task: what it is about, what happened so far, then the form."""
    actor = signed_in_actor()
    form = service.get(actor, task_id)
    task = form.task
    view = returns.find_by_key(actor, task.business_key) if actor.may("returns.read") else None
    refusal = _why_not(actor, form)
    return render_template(
        "tasklist/show.html",
        task=task,
        form=form,
        view=view,
        lines=_lines(actor, view),
        story=detail.story_of(actor, view)[:STORY_LENGTH] if view else [],
        in_words=in_words,
        **_context(form, view),
        refusal=refusal,
        props=_props(form) if refusal is None else None,
    )


def _lines(actor: Actor, view: ReturnView | None) -> list[detail.LineOutcome]:
    return detail.line_outcomes(view, detail.variables_of(actor, view)) if view else []


def _context(form: TaskForm, view: ReturnView | None) -> dict[str, Any]:
    """What the process hands over: rows as tables, the rest as facts; what the return shows is not repeated."""
    if form.task.form == PICK_FORM:
        return {"handed_over": [], "handed_tables": []}  # its context are the choices of the form
    said = _SAID_BY_RETURN if view else frozenset()
    found = {key: value for key, value in beside(form.schema, form.task.context).items() if key not in said}
    tables = [(_heading(key), value) for key, value in found.items() if _is_table(value)]
    facts = [(_heading(key), in_words(value)) for key, value in found.items() if not _is_table(value)]
    return {"handed_over": facts, "handed_tables": tables}


def _heading(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _why_not(actor: Actor, form: TaskForm) -> str | None:
    """Why this person cannot fill in the form, in words; None when they can."""
    task = form.task
    if task.state == "completed":
        return f"{task.completed_by} has done this task."
    if task.state != "open":
        return "The process went another way, so this task is no longer needed."
    if actor.username in task.excluded_users:
        return "You had a part in this return. Segregation of duties asks that somebody else decides here."
    if task.assignee not in (None, actor.username):
        return f"{task.assignee} is working on this task."
    if not detail.may_take(actor, task):
        return f"This task is for {', '.join(task.candidate_groups).replace('_', ' ')}."
    return None


def _props(form: TaskForm) -> dict[str, Any]:
    task = form.task
    schema = form.schema or {"type": "object", "properties": {}}
    return {
        "schema": schema,
        "uiSchema": form.ui_schema,
        "formData": task.draft if task.draft is not None else prefilled(schema, task.context),
        "readOnly": False,
        "submitUrl": url_for("tasks_api.complete", task_id=task.id),
        "draftUrl": url_for("tasks_api.save_draft", task_id=task.id),
        "errors": [],
    }


@blueprint.post("/tasks/<int:task_id>/claim")
@requires("tasks.work")
def claim(task_id: int) -> ResponseReturnValue:
    """Take a task."""
    service.claim(signed_in_actor(), task_id)
    return redirect(url_for(".show", task_id=task_id))


@blueprint.post("/tasks/<int:task_id>/unclaim")
@requires("tasks.work")
def unclaim(task_id: int) -> ResponseReturnValue:
    """Put a task back."""
    service.unclaim(signed_in_actor(), task_id)
    flash("The task is back with its group.", "success")
    return redirect(url_for(".index"))
