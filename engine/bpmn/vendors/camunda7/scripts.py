"""Script tasks: an expression in JUEL or FEEL is translated, code in a programming language is not."""

from typing import Any

from engine.bpmn.reading.markup import tag, text
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import juel
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.camunda7.parameters import Parameters
from engine.bpmn.vendors.equivalents import add, own
from engine.bpmn.vendors.findings import SCRIPT, Findings
from engine.bpmn.vendors.substitution import substitute

_HINT = "write the assignments as returnflow:output elements in FEEL, or choose a connector operation"


def translate(node: Any, dialect: Dialect, parameters: Parameters, findings: Findings) -> None:
    script = node.find(tag("script"))
    said = text(script)
    resource = dialect.get(node, "resource")
    if script is not None:
        node.remove(script)
    if own(node, "output") or (said is None and resource is None):
        return
    format_ = (node.get("scriptFormat") or "").strip()
    if resource is not None or format_.lower() not in ("juel", "feel"):
        what = f"the script {resource}" if resource else f"a script in {format_ or 'no language'}"
        findings.error(SCRIPT, f"{what} is never executed", _HINT, node)
        return
    variable = dialect.get(node, "resultVariable")

    def translated(source: str) -> str:
        if format_.lower() == "juel":
            return juel.value(source, parameters.inputs)
        return feel.written(substitute(feel.parsed(source), parameters.inputs))

    value = findings.translated(node, "script", said or "", translated)
    if value is not None and variable is not None:
        add(node, "output", name=variable, value=value)
