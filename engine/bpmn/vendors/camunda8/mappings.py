"""ioMapping: local variables that an element begins with, and what it hands out."""

from dataclasses import dataclass
from typing import Any

from engine.bpmn.vendors import camundafeel
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.camunda8.markup import elements
from engine.bpmn.vendors.equivalents import add, own, settle, word
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.findings import EXPRESSION, EXTENSION, Findings
from engine.bpmn.vendors.operations import results_of
from engine.bpmn.vendors.substitution import Bindings, substitute
from engine.dmn.feel import ast

_CALLING = frozenset({"serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"})
_SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
# Kinds whose own result is seen by the outputs.
_YIELDING = _CATCHING | {"serviceTask", "sendTask", "userTask"}


@dataclass(frozen=True)
class Mappings:
    """What the element begins with and hands out, as FEEL trees; both in order."""

    inputs: Bindings
    outputs: tuple[tuple[str, ast.Node], ...]

    def apply(self, node: Any, kind: str, findings: Findings) -> None:
        """Write them as inputs and outputs of `node`."""
        if kind in _CALLING | _SCOPES | {"userTask", "callActivity", "businessRuleTask"}:
            self._apply_inputs(node, kind, findings)
        if not self.outputs:
            return
        if kind in ("endEvent", "intermediateThrowEvent"):
            names = ", ".join(name for name, _ in self.outputs)
            message = f"a {kind} hands nothing out here: {names}"
            findings.error(EXTENSION, message, "set them in a script task behind it", node)
            return
        if kind == "userTask" and not own(node, "output"):
            # Only what the outputs say leaves the task; without this, all of the form would.
            settle(node, "result", variable=f"{word(node.get('id', ''))}_result")
        bindings = self.inputs if kind not in _SCOPES | {"callActivity"} else {}
        if kind in _YIELDING:
            bindings = results_of((tree for _, tree in self.outputs), bindings)
        for name, tree in self.outputs:
            _write(node, "output", name, tree, bindings, findings)

    def _apply_inputs(self, node: Any, kind: str, findings: Findings) -> None:
        if not self.inputs or own(node, "input"):
            return
        for name, tree in self.inputs.items():
            _write(node, "input", name, tree, {}, findings)
        if kind == "businessRuleTask":
            message = "Camunda 8 adds the inputs to what the decision sees; here it sees nothing but its inputs"
            findings.error(EXTENSION, message, "write everything that it reads as returnflow:input", node)


def _write(node: Any, element: str, name: str, tree: ast.Node, bindings: Bindings, findings: Findings) -> None:
    try:
        add(node, element, name=name, value=feel.written(substitute(tree, bindings)))
    except Untranslatable as error:
        findings.error(EXPRESSION, f"{element} {name}: {error}", f"write it as returnflow:{element}", node)


def read_mappings(node: Any, findings: Findings) -> Mappings:
    inputs: dict[str, ast.Node] = {}
    outputs: dict[str, ast.Node] = {}
    for mapping in elements(node, "ioMapping"):
        for one in mapping:
            if not isinstance(one.tag, str):
                continue
            is_input = one.tag.endswith("}input")
            _read(one, inputs if is_input else outputs, inputs if is_input else {}, findings)
    return Mappings(inputs, tuple(outputs.items()))


def _read(one: Any, into: dict[str, ast.Node], before: Bindings, findings: Findings) -> None:
    """`target` may be a path: then the entry is put into what stands there already."""
    target, source = (one.get("target") or "").strip(), (one.get("source") or "").strip()
    holder, *path = target.split(".")
    try:
        findings.spend(source)
        for part in (holder, *path):
            feel.name(part)
        tree = camundafeel.tree(source[1:], before) if source.startswith("=") else ast.Literal(source)
        if path:
            around = into.get(holder, ast.ContextLiteral(()))
            tree = feel.bounded(_put(around, path, tree))
        into[holder] = tree
    except Untranslatable as error:
        message = f"mapping of {target} cannot be translated: {error}"
        findings.error(EXPRESSION, message, "write it as returnflow:input or returnflow:output", one)


def _put(around: ast.Node, path: list[str], value: ast.Node) -> ast.Node:
    keys = ast.ListLiteral(tuple(ast.Literal(key) for key in path))
    if isinstance(around, ast.ContextLiteral):
        return _entered(around, path, value)
    return feel.call("context put", around, keys, value)


def _entered(around: ast.ContextLiteral, path: list[str], value: ast.Node) -> ast.ContextLiteral:
    """A context that is written down, with one more entry; it must not be read by the entries behind it."""
    entries = dict(around.entries)
    inner = entries.get(path[0], ast.ContextLiteral(()))
    if len(path) > 1:
        inner = inner if isinstance(inner, ast.ContextLiteral) else ast.ContextLiteral(())
        value = _entered(inner, path[1:], value)
    if feel.names_in(value) & (set(entries) - {path[0]}):
        raise Untranslatable(f"{path[0]} reads a variable that is called like an entry before it")
    entries[path[0]] = value
    return ast.ContextLiteral(tuple(entries.items()))
