"""inputOutput: local variables that an activity begins with, and what it hands out."""

from dataclasses import dataclass
from typing import Any

from engine.bpmn.reading.markup import local
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import juel
from engine.bpmn.vendors.camunda7.dialect import Dialect
from engine.bpmn.vendors.equivalents import add, own
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.findings import EXPRESSION, EXTENSION, Findings
from engine.bpmn.vendors.operations import results_of
from engine.bpmn.vendors.substitution import Bindings, substitute
from engine.bpmn.vocabulary import ACTIVITIES
from engine.dmn.feel import ast

# Where inputs are handed in; elsewhere they stand in for their names.
_TAKING = frozenset({"userTask", "serviceTask", "sendTask", "subProcess", "transaction", "adHocSubProcess"})
_SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_MAX_DEPTH = 20


@dataclass(frozen=True)
class Parameters:
    """What the activity begins with and hands out, as FEEL trees; both in order."""

    inputs: Bindings
    outputs: tuple[tuple[str, ast.Node], ...]

    def apply(self, node: Any, kind: str, dialect: Dialect, findings: Findings) -> None:
        """Write them as inputs and outputs of `node`, which is of `kind` in the file."""
        if kind in _TAKING:
            for name, tree in self.inputs.items():
                _write(node, "input", name, tree, findings)
        elif self.inputs and kind == "businessRuleTask" and not own(node, "input"):
            self._narrow(node, dialect, findings)
        if self.outputs and kind not in ACTIVITIES | _CATCHING:
            message = f"a {kind} hands nothing out here: {', '.join(name for name, _ in self.outputs)}"
            findings.error(EXTENSION, message, "set them in a script task behind it", node)
            return
        bindings = {} if kind in _SCOPES else self.inputs
        if own(node, "operation"):
            bindings = results_of((tree for _, tree in self.outputs), bindings)
        for name, tree in self.outputs:
            try:
                _write(node, "output", name, substitute(tree, bindings), findings)
            except Untranslatable as error:
                findings.error(EXPRESSION, f"output {name}: {error}", "write it in FEEL", node)

    def _narrow(self, node: Any, dialect: Dialect, findings: Findings) -> None:
        """Inputs of a decision are all that it sees."""
        for name, tree in self.inputs.items():
            _write(node, "input", name, tree, findings)
        message = f"{dialect.name} adds the inputs to what the decision sees; here it sees nothing but its inputs"
        findings.error(EXTENSION, message, "write everything that it reads as returnflow:input", node)


def _write(node: Any, element: str, name: str, tree: ast.Node, findings: Findings) -> None:
    try:
        add(node, element, name=name, value=feel.written(tree))
    except Untranslatable as error:
        findings.error(EXPRESSION, f"{element} {name}: {error}", "write it in FEEL", node)


def read_parameters(node: Any, dialect: Dialect, findings: Findings) -> Parameters:
    inputs: dict[str, ast.Node] = {}
    outputs: list[tuple[str, ast.Node]] = []
    for mapping in dialect.elements(node, "inputOutput"):
        for parameter in mapping:
            name, kind = parameter.get("name", ""), local(parameter)
            tree = _read(parameter, name, inputs if kind == "inputParameter" else {}, dialect, findings)
            if tree is None:
                continue
            if kind == "inputParameter":
                inputs[name] = tree
            elif kind == "outputParameter":
                outputs.append((name, tree))
    return Parameters(inputs, tuple(outputs))


def _read(parameter: Any, name: str, before: Bindings, dialect: Dialect, findings: Findings) -> ast.Node | None:
    try:
        findings.spend("".join(parameter.itertext()))
        feel.name(name)
        tree = feel.bounded(_value(parameter, dialect, 0))
        return substitute(tree, before)
    except Untranslatable as error:
        message = f"parameter {name} cannot be translated to FEEL: {error}"
        findings.error(EXPRESSION, message, "write it as returnflow:input or returnflow:output", parameter)
        return None


def _value(node: Any, dialect: Dialect, depth: int) -> ast.Node:
    """The value of a parameter, an entry or an item: text, list, map; a script is none."""
    definitions = [child for child in node if isinstance(child.tag, str)]
    if depth > _MAX_DEPTH:
        raise Untranslatable("it is nested too deep")
    if not definitions:
        return _text(node.text or "")
    return _definition(definitions[0], dialect, depth + 1)


def _definition(node: Any, dialect: Dialect, depth: int) -> ast.Node:
    kind = local(node)
    if kind == "list":
        return ast.ListLiteral(tuple(_definition(item, dialect, depth + 1) for item in node))
    if kind == "map":
        return ast.ContextLiteral(tuple((entry.get("key", ""), _value(entry, dialect, depth)) for entry in node))
    if kind == "value":
        return _text(node.text or "")
    if kind == "script":
        return _script(node, dialect)
    raise Untranslatable(f"a parameter of the kind {kind} has no equivalent")


def _script(node: Any, dialect: Dialect) -> ast.Node:
    language = node.get("scriptFormat", "")
    if language.lower() != "juel" or dialect.get(node, "resource") or node.get("resource"):
        raise Untranslatable(f"it is a script in {language or 'no language'}, which is never executed")
    return _text(node.text or "")


def _text(said: str) -> ast.Node:
    stripped = said.strip()
    return juel.dynamic(stripped) if juel.is_expression(stripped) else ast.Literal(stripped)
