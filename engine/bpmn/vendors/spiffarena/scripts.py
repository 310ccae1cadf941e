"""Scripts, before, in and behind an element: assignments become outputs, code is never executed."""

from typing import Any

from engine.bpmn.reading.markup import tag, text
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import python
from engine.bpmn.vendors.equivalents import add, own
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.findings import SCRIPT, Findings
from engine.bpmn.vendors.operations import given
from engine.bpmn.vendors.spiffarena.markup import said, spiff
from engine.bpmn.vendors.substitution import substitute
from engine.bpmn.vocabulary import ACTIVITIES
from engine.dmn.feel import ast

_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_WORKING = frozenset({"scriptTask", "task", "manualTask"})
# Kinds that see what a script before them assigned although it is assigned only with their outputs.
_PREPARED = _WORKING | {"userTask", "serviceTask", "sendTask"}
_SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_HINT = "write the assignments as returnflow:output elements in FEEL, or draw a script task"

Assignments = list[tuple[str, ast.Node]]


def translate(node: Any, kind: str, findings: Findings) -> None:
    first, last = said(node, "preScript"), said(node, "postScript")
    script = node.find(tag("script")) if kind == "scriptTask" else None
    middle = text(script)
    if script is not None:
        node.remove(script)
    scripts = [one for one in (first, middle, last) if one is not None]
    if not scripts or (kind == "scriptTask" and own(node, "output")):
        return
    wrong = _misplaced(node, kind, has_first=first is not None)
    if wrong:
        findings.error(SCRIPT, wrong, _HINT, node)
        return
    for what, source in (("preScript", first), ("script", middle), ("postScript", last)):
        if source is not None:
            _assign(node, kind, what, source, findings)


def before(node: Any) -> Assignments:
    """What a script before `node` assigns; nothing where it cannot be translated, which is told elsewhere."""
    source = said(node, "preScript")
    try:
        return _resolved(python.script(source).assignments) if source else []
    except Untranslatable:
        return []


def _misplaced(node: Any, kind: str, *, has_first: bool) -> str | None:
    """Why scripts cannot stand here; None where they can."""
    if kind not in ACTIVITIES | _CATCHING:
        return f"a script at a {kind} is never executed"
    if kind == "callActivity":
        return "a script around a callActivity is never executed: with outputs, only those would come back"
    if has_first and kind not in _PREPARED | _SCOPES:
        return f"a script before a {kind} is never executed"
    loop = node.find(tag("multiInstanceLoopCharacteristics"))
    if loop is not None and loop.get(spiff("scriptsOnInstances")) != "true":
        return "a script around all rounds of a loop is never executed"
    return None


def _assign(node: Any, kind: str, what: str, source: str, findings: Findings) -> None:
    def translated(text: str) -> str:
        found = python.script(text).assignments
        outputs = [(name, feel.written(tree)) for name, tree in found]
        if what == "preScript" and kind not in _WORKING:
            _prepare(node, kind, _resolved(found))
        else:
            for name, value in outputs:
                _append(node, name, value)
        return text

    findings.translated(node, what, source, translated)


def _prepare(node: Any, kind: str, assignments: Assignments) -> None:
    """A script before: its values are handed in, and stay behind as variables unless they were changed meanwhile."""
    for name, tree in assignments:
        if kind in _SCOPES:
            add(node, "input", name=name, value=feel.written(tree))
            _append(node, name, f"={name}")
        elif kind == "userTask":
            add(node, "input", name=name, value=feel.written(tree))
            _append(node, name, feel.written(given(name, tree)))
        else:
            _append(node, name, feel.written(tree))


def _append(node: Any, name: str, value: str) -> None:
    """One more output, even of a name that has one: assignments are made in order."""
    add(node, "output", name=f"{name} ", value=value)
    own(node, "output")[-1].set("name", name)


def _resolved(assignments: tuple[tuple[str, ast.Node], ...]) -> Assignments:
    """Each variable once, in words of what was there before the script."""
    values: dict[str, ast.Node] = {}
    for name, tree in assignments:
        values[name] = substitute(tree, values)
    return list(values.items())
