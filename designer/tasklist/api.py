"""The task API."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, url_for

from designer.api.operation import operation
from designer.identity.access import requires, signed_in
from designer.identity.actor import signed_in_actor
from designer.tasklist import service
from designer.tasklist.schemas import (
    CompletedSchema,
    FormDataSchema,
    TaskDetailSchema,
    TaskPageSchema,
    TaskQuerySchema,
    TaskSchema,
)
from designer.tasklist.service import TaskForm, TaskQuery
from engine.queries.page import Page
from engine.queries.tasks import TaskView

blueprint = Blueprint("tasks_api", __name__)


@blueprint.get("/tasks")
@requires("tasks.work")
@operation("List the tasks of your inbox", query=TaskQuerySchema, returns=TaskPageSchema)
def index(query: TaskQuery) -> Page[TaskView]:
    """Tasks that you hold, and free ones of your groups that segregation of duties leaves to you."""
    return service.inbox(signed_in_actor(), query)


@blueprint.get("/tasks/<int:task_id>")
@signed_in
@operation("Read a task", returns=TaskDetailSchema)
def get(task_id: int) -> TaskForm:
    """The task, its form as JSON Schema, what the process hands over, and the draft that was kept."""
    return service.get(signed_in_actor(), task_id)


@blueprint.post("/tasks/<int:task_id>/claim")
@requires("tasks.work")
@operation("Take a task", returns=TaskSchema)
def claim(task_id: int) -> TaskView:
    """409 `task_claimed` when somebody holds it, 403 `segregation_of_duties` when you had a part in what it decides."""
    return service.claim(signed_in_actor(), task_id)


@blueprint.post("/tasks/<int:task_id>/unclaim")
@requires("tasks.work")
@operation("Put a task back", returns=TaskSchema)
def unclaim(task_id: int) -> TaskView:
    """Only the one who holds a task can put it back."""
    return service.unclaim(signed_in_actor(), task_id)


@blueprint.put("/tasks/<int:task_id>/draft")
@requires("tasks.work")
@operation("Keep a half-filled form", body=FormDataSchema)
def save_draft(task_id: int, body: dict[str, Any]) -> None:
    """Valid or not; it is given back with the task and forgotten at its completion."""
    service.save_draft(signed_in_actor(), task_id, _plain(body["data"]))


@blueprint.post("/tasks/<int:task_id>/complete")
@requires("tasks.work")
@operation("Complete a task", body=FormDataSchema, returns=CompletedSchema)
def complete(task_id: int, body: dict[str, Any]) -> dict[str, Any]:
    """Checks the data against the form's schema (422, one entry per field; extra keys are refused), then the process
    goes on. A task is completed once: a second try is answered 409 `task_completed` and changes nothing."""
    done = service.complete(signed_in_actor(), task_id, body["data"])
    next_page = url_for("tasklist.show", task_id=done.next_task.id) if done.next_task else url_for("tasklist.index")
    return {
        "task_id": done.task_id,
        "instance_id": done.instance_id,
        "next_task": done.next_task,
        "next": next_page,
    }


def _plain(value: Any) -> Any:
    """A draft is kept as JSON, as it was typed; no amount is computed from it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
