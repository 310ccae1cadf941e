"""User tasks and manual tasks: SpiffArena waits for a person at both."""

from typing import Any

from engine.bpmn.reading.markup import tag
from engine.bpmn.vendors.equivalents import settle
from engine.bpmn.vendors.findings import FORM, Findings
from engine.bpmn.vendors.spiffarena.markup import properties, said

_ENDINGS = (".json", "-schema", "_schema")


def translate(node: Any, group: str | None, findings: Findings) -> None:
    # BPMN's manual task is done without the engine, and passed at once; SpiffArena's is not.
    node.tag = tag("userTask")
    settle(node, "task", candidateGroups=group)
    settle(node, "result", variable=said(node, "variableName"))
    file = properties(node).get("formJsonSchemaFilename")
    if file:
        key = file.rpartition("/")[2]
        for ending in _ENDINGS:
            key = key.removesuffix(ending)
        settle(node, "task", form=key)
        message = f"the form {file} is expected under the key {key}"
        findings.warning(FORM, message, f"upload its JSON Schema as the form {key}", node)
