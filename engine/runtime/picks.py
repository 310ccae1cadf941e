"""Choosing what is done next in an ad-hoc sub-process, as a user task with a form made of the choices."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from engine.bpmn import PickWait, codec
from engine.runtime.forms import Form
from engine.store import waits as rows

FORM = "@pick"  # no form of a bundle can have this key
CHOSEN, FINISH = "activities", "finish"
_PRIORITY = 50


def offer(conn: Connection, instance: Row[Any], wait: PickWait, at: datetime) -> dict[str, Any]:
    """Open the task of `wait`, anew where one activity at a time is chosen; returns its `task_created` event."""
    title = (wait.name or wait.element_id)[:400]
    context = {"choices": [{"id": id_, "name": name} for id_, name in wait.choices], "may_finish": wait.may_finish}
    values = {
        "instance_id": instance.id,
        "token_id": wait.token_id,
        "process_id": wait.process_id,
        "element_id": wait.element_id,
        "business_key": instance.business_key,
        "name": (wait.name or wait.element_id)[:200],
        "title": title,
        "form": FORM,
        "state": "open",
        "assignee": None,
        "excluded_users": orjson.dumps([]),
        "priority": _PRIORITY,
        "due_at": None,
        "context": codec.pack(context),
        "created_at": at,
    }
    groups = [wait.group.lower()] if wait.group else []
    task_id = rows.reopen_task(conn, instance.id, wait.token_id, at) or rows.add_task(conn, values, groups)
    data = {"task_id": task_id, "title": title, "groups": groups, "form": FORM}
    place = {"process_id": wait.process_id, "element_id": wait.element_id, "token_id": wait.token_id}
    return {"kind": "task_created", **place, "data": data}


def form(title: str, context: Any) -> Form:
    """The form of such a task: which activities, and whether that is all."""
    choices = [{"const": one["id"], "title": one["name"]} for one in context["choices"]]
    properties: dict[str, Any] = {
        CHOSEN: {
            "type": "array",
            "title": "What is done next",
            "items": {"type": "string", "oneOf": choices},
            "uniqueItems": True,
            "default": [],
        }
    }
    if context["may_finish"]:
        properties[FINISH] = {"type": "boolean", "title": "Nothing more is to be done here", "default": False}
    schema = {"type": "object", "properties": properties}
    return Form(FORM, title, schema, {CHOSEN: {"ui:widget": "checkboxes"}})
