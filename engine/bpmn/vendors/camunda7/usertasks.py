"""User tasks: who does them, until when, with which form."""

from typing import Any

from engine.bpmn.reading.markup import local
from engine.bpmn.vendors import forms, juel
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.camunda7.parameters import Parameters
from engine.bpmn.vendors.equivalents import own, settle
from engine.bpmn.vendors.findings import EXTENSION, FORM, Findings
from engine.bpmn.vendors.forms import Field

_SETTINGS = {
    "assignee": "assignee",
    "candidateGroups": "candidateGroups",
    "dueDate": "due",
    "priority": "priority",
}


def translate(node: Any, dialect: Dialect, parameters: Parameters, findings: Findings) -> None:
    settings: dict[str, str | None] = {}
    for name, ours in _SETTINGS.items():
        said = dialect.get(node, name)
        if said is not None:
            settings[ours] = findings.translated(node, name, said, lambda text: juel.value(text, parameters.inputs))
    settle(node, "task", **settings)
    _candidate_users(node, dialect, findings)
    _form(node, dialect, findings)


def _candidate_users(node: Any, dialect: Dialect, findings: Findings) -> None:
    users = dialect.get(node, "candidateUsers")
    if users is None:
        return
    settings = own(node, "task")
    message = f"the task is offered to single people ({users}); here tasks are offered to groups or one assignee"
    if any(one.get("candidateGroups") or one.get("assignee") for one in settings):
        findings.warning(EXTENSION, message, "add them to the group", node)
    else:
        findings.error(EXTENSION, message, "name a group that holds them", node)


def _form(node: Any, dialect: Dialect, findings: Findings) -> None:
    key = dialect.get(node, "formRef") or dialect.get(node, "formKey")
    if key is not None:
        _named_form(node, key, findings)
        return
    fields, left_out = [], []
    for one in [*_data_fields(node, dialect), *dialect.elements(node, "formProperty")]:
        field = _field(one)
        if field is None:
            left_out.append(one.get("id") or "a field without id")
        else:
            fields.append(field)
    if fields or left_out:
        forms.save_as(node, node.get("name") or node.get("id", ""), fields, left_out, findings)


def _named_form(node: Any, key: str, findings: Findings) -> None:
    """`embedded:app:forms/approve.html` and `camunda-forms:deployment:approve.form` are the form `approve` here."""
    if juel.is_expression(key):
        settle(node, "task", form=findings.translated(node, "formKey", key, juel.value))
        return
    name = key.rpartition(":")[2].rpartition("/")[2]
    for ending in (".html", ".xhtml", ".jsf", ".form", ".json"):
        name = name.removesuffix(ending)
    settle(node, "task", form=name)
    if name != key:
        message = f"the form {key} is expected under the key {name}"
        findings.warning(FORM, message, "draw it here, and save it under that key", node)


def _data_fields(node: Any, dialect: Dialect) -> list[Any]:
    return [one for data in dialect.elements(node, "formData") for one in data if local(one) == "formField"]


def _field(node: Any) -> Field | None:
    key, kind = node.get("id"), node.get("type", "string")
    schema = forms.schema_of(kind)
    if not key or schema is None:
        return None
    schema["title"] = node.get("label") or node.get("name") or key
    values = [one for one in node if local(one) == "value"]
    if kind == "enum":
        choices = [(one.get("id", ""), one.get("name") or one.get("id", "")) for one in values]
        schema["oneOf"] = [{"const": const, "title": title} for const, title in choices]
    default = node.get("defaultValue") or node.get("default")
    if default and kind in ("string", "enum") and not juel.is_expression(default):
        schema["default"] = default
    constraints = {
        one.get("name"): one.get("config") for group in node if local(group) == "validation" for one in group
    }
    for name, ours in (("min", "minimum"), ("max", "maximum"), ("minlength", "minLength"), ("maxlength", "maxLength")):
        config = constraints.get(name) or ""
        if config.lstrip("-").isdecimal():
            schema[ours] = int(config)
    is_required = "required" in constraints or node.get("required") == "true"
    is_fixed = "readonly" in constraints or node.get("writable") == "false"
    return Field(key, schema, is_required, {"ui:readonly": True} if is_fixed else {})
