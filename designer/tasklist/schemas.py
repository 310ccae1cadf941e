"""What the task API takes and gives."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from designer.tasklist.service import TaskQuery
from designer.tasklist.values import for_form


class FeelValues(fields.Field[Any]):
    """FEEL values as JSON: decimals as text, dates in ISO 8601."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        return for_form(value, {})


class TaskSchema(Schema):
    """A user task."""

    id = fields.Integer()
    instance_id = fields.Integer()
    business_key = fields.String(metadata={"description": "the return it belongs to"})
    element_id = fields.String()
    name = fields.String()
    title = fields.String()
    form = fields.String(allow_none=True)
    state = fields.String()
    assignee = fields.String(allow_none=True)
    candidate_groups = fields.List(fields.String())
    priority = fields.Integer()
    due_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    completed_at = fields.AwareDateTime(allow_none=True)
    completed_by = fields.String(allow_none=True)


class TaskDetailSchema(Schema):
    """A task with its form and what the process hands over."""

    task = fields.Nested(TaskSchema)
    title = fields.String(metadata={"description": "of the form"})
    schema = fields.Raw(allow_none=True, metadata={"description": "JSON Schema 2020-12 of the data to complete with"})
    ui_schema = fields.Raw()
    context = FeelValues(attribute="task.context")
    draft = fields.Raw(attribute="task.draft", allow_none=True)


class TaskPageSchema(Schema):
    """One page of tasks."""

    items = fields.List(fields.Nested(TaskSchema))
    next_cursor = fields.String(allow_none=True)
    total = fields.Integer()


class TaskQuerySchema(Schema):
    """Filters of the inbox."""

    q = fields.String(load_default="", validate=validate.Length(max=60))
    mine = fields.Boolean(load_default=False)
    group = fields.String(load_default=None, validate=validate.Length(max=60))
    state = fields.String(load_default="open", validate=validate.OneOf(["open", "completed", "cancelled"]))
    sort = fields.String(load_default="due", validate=validate.OneOf(["created", "due", "priority"]))
    cursor = fields.String(load_default=None, validate=validate.Length(max=20))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> TaskQuery:
        return TaskQuery(search=data.pop("q"), mine_only=data.pop("mine"), **data)


class FormDataSchema(Schema):
    """The filled form; the form of the task decides which keys there are."""

    data = fields.Dict(keys=fields.String(), required=True)


class CompletedSchema(Schema):
    """What came of a completion, and the task that this person could do next."""

    task_id = fields.Integer()
    instance_id = fields.Integer()
    next_task = fields.Nested(TaskSchema, allow_none=True)
    next = fields.String(metadata={"description": "the page to open next"})
