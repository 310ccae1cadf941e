"""User tasks: who does them, until when, with which form."""

import json
from typing import Any

from engine.bpmn.vendors import camundafeel, forms
from engine.bpmn.vendors.camunda8.mappings import Mappings
from engine.bpmn.vendors.camunda8.markup import element, elements, said
from engine.bpmn.vendors.equivalents import own, settle
from engine.bpmn.vendors.findings import EXTENSION, FORM, Findings
from engine.bpmn.vendors.forms import Field

_EMBEDDED = "camunda-forms:bpmn:"
_SETTINGS = (
    ("assignmentDefinition", "assignee", "assignee"),
    ("assignmentDefinition", "candidateGroups", "candidateGroups"),
    ("taskSchedule", "dueDate", "due"),
    ("priorityDefinition", "priority", "priority"),
)


def translate(node: Any, mappings: Mappings, findings: Findings) -> None:
    settings: dict[str, str | None] = {}
    for name, attribute, ours in _SETTINGS:
        text = said(element(node, name), attribute)
        if text is not None:
            settings[ours] = findings.translated(
                node, attribute, text, lambda text: camundafeel.value(text, mappings.inputs)
            )
    settle(node, "task", **settings)
    _candidate_users(node, findings)
    for one in elements(node, "formDefinition"):
        _form(node, one, findings)


def _candidate_users(node: Any, findings: Findings) -> None:
    users = said(element(node, "assignmentDefinition"), "candidateUsers")
    if users is None:
        return
    message = f"the task is offered to single people ({users}); here tasks are offered to groups or one assignee"
    if any(one.get("candidateGroups") or one.get("assignee") for one in own(node, "task")):
        findings.warning(EXTENSION, message, "add them to the group", node)
    else:
        findings.error(EXTENSION, message, "name a group that holds them", node)


def _form(node: Any, definition: Any, findings: Findings) -> None:
    key = said(definition, "formKey") or ""
    if key.startswith(_EMBEDDED):
        _embedded(node, key.removeprefix(_EMBEDDED), findings)
        return
    name = said(definition, "formId") or said(definition, "externalReference") or key
    if name:
        settle(node, "task", form=findings.translated(node, "form", name, camundafeel.value))


def _embedded(node: Any, form_id: str, findings: Findings) -> None:
    """A form whose JSON stands in the process."""
    process = next((one for one in node.iterancestors() if one.tag.endswith("}process")), None)
    found = [] if process is None else [one for one in elements(process, "userTaskForm") if one.get("id") == form_id]
    try:
        components = json.loads(found[0].text or "")["components"] if found else None
    except (ValueError, KeyError, TypeError, RecursionError):
        components = None
    if not isinstance(components, list):
        message = f"the form {form_id} does not stand in the file, or is no form"
        findings.warning(FORM, message, "choose a form here", node)
        return
    fields, left_out = [], []
    for component in components:
        field = _field(component) if isinstance(component, dict) else None
        if field is not None:
            fields.append(field)
        elif isinstance(component, dict) and component.get("type") not in ("text", "separator", "spacer", "button"):
            left_out.append(str(component.get("key") or component.get("type")))
    forms.save_as(node, node.get("name") or form_id, fields, left_out, findings)


def _field(component: dict[str, Any]) -> Field | None:
    key, kind = component.get("key"), component.get("type")
    schema = forms.schema_of(str(kind) if kind != "datetime" else "date")
    if not isinstance(key, str) or schema is None or component.get("valuesExpression") or component.get("valuesKey"):
        return None
    schema["title"] = str(component.get("label") or key)
    if kind in ("select", "radio"):
        values = [one for one in component.get("values") or [] if isinstance(one, dict)]
        schema["oneOf"] = [{"const": one.get("value"), "title": one.get("label") or one.get("value")} for one in values]
    said_rules = component.get("validate")
    validate: dict[str, Any] = said_rules if isinstance(said_rules, dict) else {}
    for name, ours in (("min", "minimum"), ("max", "maximum"), ("minLength", "minLength"), ("maxLength", "maxLength")):
        if isinstance(validate.get(name), int | float):
            schema[ours] = validate[name]
    options = {"ui:readonly": True} if component.get("disabled") or component.get("readonly") is True else {}
    return Field(key, schema, validate.get("required") is True, options)
