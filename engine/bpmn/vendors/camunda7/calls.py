"""Call activities and decisions: what is called, what goes in, what comes back."""

from typing import Any

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import juel
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.camunda7.parameters import Parameters
from engine.bpmn.vendors.equivalents import add, own, word
from engine.bpmn.vendors.findings import EXTENSION, Findings
from engine.bpmn.vendors.substitution import Bindings

_PLAIN_RESULTS = frozenset({"singleEntry"})
_NOTHING: Bindings = {}


def translate_call(node: Any, dialect: Dialect, parameters: Parameters, findings: Findings) -> None:
    called = node.get("calledElement") or ""
    if juel.is_expression(called):
        node.set("calledElement", findings.translated(node, "calledElement", called, juel.value) or called)
    for name in ("variableMappingClass", "variableMappingDelegateExpression"):
        if dialect.get(node, name):
            message = f"the Java code {dialect.get(node, name)} ({name}) is never executed"
            findings.error(EXTENSION, message, "write what goes in and out as inputs and outputs", node)
    binding_said(node, dialect, "calledElement", findings)
    if not own(node, "input"):
        _map(node, dialect, "in", "input", parameters.inputs, findings)
    if not own(node, "output"):
        _map(node, dialect, "out", "output", _NOTHING, findings)


def binding_said(node: Any, dialect: Dialect, what: str, findings: Findings) -> None:
    """Here the bundle that an instance runs on says which version is called."""
    binding = dialect.get(node, f"{what}Binding")
    if binding in ("version", "versionTag"):
        version = dialect.get(node, f"{what}Version") or dialect.get(node, f"{what}VersionTag")
        message = f"version {version} is called by name; here it is the one of the same bundle"
        findings.warning(EXTENSION, message, "put the wanted version into the bundle", node)


def _map(node: Any, dialect: Dialect, element: str, ours: str, bindings: Bindings, findings: Findings) -> None:
    """The mapping in one direction. All variables is what happens here without any; none at all has to be said."""
    mappings = [one for one in dialect.elements(node, element) if not one.get("businessKey")]
    everything = [one for one in mappings if one.get("variables")]
    single = [one for one in mappings if not one.get("variables")]
    if everything and single:
        message = f"{element}: all variables and single ones beside them have no equivalent"
        findings.error(EXTENSION, message, f"write each variable as returnflow:{ours}", everything[0])
        return
    if everything:
        return
    for one in single:
        _map_one(node, one, ours, bindings, findings)
    if not own(node, ours):
        # Without a mapping those engines pass nothing, and this one passes everything.
        name = f"{word(node.get('id', ''))}_called"
        add(node, ours, name=name, value="=true")


def _map_one(node: Any, one: Any, ours: str, bindings: Bindings, findings: Findings) -> None:
    source, expression = one.get("source"), one.get("sourceExpression")
    target = one.get("target") or source or ""
    if not feel.is_word(target):
        findings.error(EXTENSION, f"{target!r} cannot be the name of a variable", "rename it", one)
        return
    said = expression or (source if source and juel.is_expression(source) else f"${{{source}}}")
    value = findings.translated(one, f"{ours} {target}", said, lambda text: juel.value(text, bindings))
    if value is not None:
        add(node, ours, name=target, value=value)


def translate_decision(node: Any, dialect: Dialect, parameters: Parameters, findings: Findings) -> None:  # noqa: ARG001
    ref = dialect.get(node, "decisionRef") or _decision_of_fields(node, dialect)
    if ref is None:
        return
    if not own(node, "decision"):
        value = findings.translated(node, "decisionRef", ref, juel.value)
        if value is not None:
            add(node, "decision", ref=value)
    binding_said(node, dialect, "decisionRef", findings)
    variable = dialect.get(node, "resultVariable")
    if variable is None or own(node, "result"):
        return
    add(node, "result", variable=variable)
    mapping = dialect.get(node, "mapDecisionResult") or "resultList"
    if mapping not in _PLAIN_RESULTS:
        message = (
            f"{dialect.name} stores the result as {mapping}; here {variable} is the value itself, a context when the "
            "decision has several outputs, a list when its hit policy collects"
        )
        findings.warning(EXTENSION, message, f"check what reads {variable}", node)


def _decision_of_fields(node: Any, dialect: Dialect) -> str | None:
    """Flowable names the decision of a task of the type dmn in a field."""
    if dialect.get(node, "type") != "dmn":
        return None
    for field in dialect.elements(node, "field"):
        if field.get("name") == "decisionTableReferenceKey":
            return (field.get("stringValue") or field.findtext(dialect.tag("string")) or "").strip() or None
    return None
