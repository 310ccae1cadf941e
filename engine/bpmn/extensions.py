"""Reads our extension elements; a misspelt or misplaced one is a problem, not silence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn import limits
from engine.bpmn.elements import Assignment, Binding, Operation, TaskSettings
from engine.bpmn.vocabulary import ACTIVITIES, BPMN, FLOW_NODES, RETURNFLOW, SUB_PROCESSES

Report = Callable[..., None]

_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_CALLING = frozenset({"serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"})
_WITH_INPUT = _CALLING | SUB_PROCESSES | {"callActivity", "businessRuleTask", "userTask"}
_WITH_RESULT = _CALLING | {"businessRuleTask", "scriptTask", "userTask", "receiveTask"} | _CATCHING


@dataclass(frozen=True)
class Shape:
    """Where an extension element may stand and which attributes it takes."""

    on: frozenset[str]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


SHAPES: Mapping[str, Shape] = {
    "operation": Shape(_CALLING, ("connector", "name"), ("connection",)),
    "retry": Shape(_CALLING, ("attempts",)),
    "input": Shape(_WITH_INPUT, ("name", "value")),
    "output": Shape(ACTIVITIES | _CATCHING, ("name", "value")),
    "result": Shape(_WITH_RESULT, ("variable",)),
    "task": Shape(
        frozenset({"userTask"}),
        (),
        ("form", "candidateGroups", "assignee", "due", "priority", "title", "excludedUsers"),
    ),
    "decision": Shape(frozenset({"businessRuleTask"}), ("ref",)),
    "milestone": Shape(FLOW_NODES, ("status",)),
    "correlation": Shape(frozenset({"message"}), ("key",)),
    "loop": Shape(
        frozenset({"multiInstanceLoopCharacteristics"}),
        (),
        ("collection", "element", "outputCollection", "output"),
    ),
    "timer": Shape(frozenset({"timerEventDefinition"}), ("missed",)),
    "call": Shape(frozenset({"callActivity"}), ("binding",), ("version",)),
    "adHoc": Shape(frozenset({"adHocSubProcess"}), ("activate",)),
}
_REPEATED = frozenset({"input", "output"})
_NAMES = frozenset(
    {"connector", "name", "connection", "variable", "ref", "status", "form", "element", "outputCollection"}
)


def read(node: Any, report: Report, kind: str | None = None) -> dict[str, list[Mapping[str, str]]]:
    """Attributes of the returnflow elements of `node`, by element name; calls `report(rule, message, hint, node)`.

    `kind` is what the node stands for where its own name does not say it.
    """
    found: dict[str, list[Mapping[str, str]]] = {}
    kind = kind or node.tag.rpartition("}")[2]
    for container in node.findall(f"{{{BPMN}}}extensionElements"):
        for child in container.iterchildren(f"{{{RETURNFLOW}}}*"):
            name = child.tag.rpartition("}")[2]
            if _is_usable(child, name, kind, report):
                if name in found and name not in _REPEATED:
                    report("duplicate-extension", f"returnflow:{name} stands here twice", "keep one of them", child)
                found.setdefault(name, []).append(dict(child.attrib))
    return found


def _is_usable(child: Any, name: str, kind: str, report: Report) -> bool:
    shape = SHAPES.get(name)
    if shape is None:
        known = ", ".join(sorted(SHAPES))
        report("unknown-extension", f"there is no extension returnflow:{name}", f"known are: {known}", child)
        return False
    if kind not in shape.on:
        places = ", ".join(sorted(shape.on))
        report(
            "misplaced-extension", f"returnflow:{name} has no meaning on a {kind}", f"it belongs on: {places}", child
        )
        return False
    missing = [key for key in shape.required if not child.get(key, "").strip()]
    unknown = [key for key in child.attrib if key not in shape.required + shape.optional]
    for key in _NAMES & set(child.attrib):
        if len(child.get(key)) > limits.NAME_CHARS and not child.get(key).startswith("="):
            message = f"{key} of returnflow:{name} has more than {limits.NAME_CHARS} characters"
            report("too-long", message, "shorten it", child)
    for key in missing:
        report("missing-attribute", f"returnflow:{name} needs the attribute {key}", f"fill in {key}", child)
    for key in unknown:
        known = ", ".join(shape.required + shape.optional)
        report("unknown-attribute", f"returnflow:{name} has no attribute {key}", f"it takes: {known}", child)
    return not missing


def settings(found: Mapping[str, list[Mapping[str, str]]], report: Report, node: Any) -> dict[str, Any]:
    """The extension fields of an Element."""
    fields: dict[str, Any] = {
        "inputs": tuple(Assignment(a["name"], a["value"]) for a in found.get("input", ())),
        "outputs": tuple(Assignment(a["name"], a["value"]) for a in found.get("output", ())),
    }
    for name, attribute in (("result", "variable"), ("decision", "ref"), ("milestone", "status")):
        if name in found:
            fields[name] = found[name][0][attribute]
    if "operation" in found:
        said = found["operation"][0]
        fields["operation"] = Operation(said["connector"], said["name"], said.get("connection") or said["connector"])
    if "retry" in found:
        fields["retry_attempts"] = _attempts(found["retry"][0]["attempts"], report, node)
    if "call" in found:
        fields["binding"] = _binding(found["call"][0], report, node)
    if "task" in found:
        fields["task"] = _task(found["task"][0])
    return fields


def _attempts(text: str, report: Report, node: Any) -> int | None:
    if text.isdecimal() and 1 <= int(text) <= 100:
        return int(text)
    report("retry", f"expected a number of attempts from 1 to 100, found {text!r}", "write a whole number", node)
    return None


def _binding(said: Mapping[str, str], report: Report, node: Any) -> Binding | None:
    kind, version = said["binding"], said.get("version", "").strip()
    if kind == "version" and version.isdecimal() and len(version) < limits.DIGITS:
        return Binding("version", int(version))
    if kind == "latest":
        return Binding("latest")
    if kind != "bundle":
        message = f"expected bundle, latest or version (with the number of a bundle), found {kind!r} {version!r}"
        report("call-binding", message, "choose which version is called", node)
    return None


def _task(said: Mapping[str, str]) -> TaskSettings:
    def get(key: str) -> str | None:
        return said.get(key, "").strip() or None

    return TaskSettings(
        form=get("form"),
        candidate_groups=get("candidateGroups"),
        assignee=get("assignee"),
        due=get("due"),
        priority=get("priority"),
        title=get("title"),
        excluded_users=get("excludedUsers"),
    )
