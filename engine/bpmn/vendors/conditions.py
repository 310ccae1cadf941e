"""Conditions, cardinalities and timers, which every tool writes into BPMN's own elements in its own language."""

import re
from collections.abc import Callable
from typing import Any

from engine.bpmn.reading.markup import local, tag, text
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors import juel, python
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.findings import SCRIPT, Findings
from engine.dmn.feel import ast

_CONDITIONS = ("conditionExpression", "condition", "completionCondition", "loopCondition", "activationCondition")
_VALUES = ("loopCardinality", "timeDate", "timeDuration", "timeCycle")
_ISO = re.compile(r"[-+]?P[\dT].*|R\d*/.*|\d{4}-.*|T?\d{2}:.*|\d+")
# Languages named on a condition that are none of those translated here; XPath is what many tools write unasked.
_FOREIGN = re.compile(r"java|groovy|mvel|python|ruby|c#|drools|beanshell", re.IGNORECASE)


def translate(root: Any, process: Any, findings: Findings, *, is_python: bool) -> None:
    """Rewrite the texts of `process` in FEEL; `is_python` says that plain ones are Python."""
    default = root.get("expressionLanguage", "")
    for node in list(process.iter(*map(tag, (*_CONDITIONS, *_VALUES)))):
        said = text(node)
        if said is None or said.startswith("="):
            continue
        is_value = local(node) in _VALUES
        made = _translator(node, said, node.get("language") or default, is_value=is_value, is_python=is_python)
        if made is _foreign:
            language = node.get("language")
            message = f"the condition is written in {language}, which is never executed: {said[:120]}"
            findings.error(SCRIPT, message, "write it in FEEL after a leading =", node)
            rewrite(node, "=false")
        elif made is not None:
            translated = findings.translated(node, local(node), said, made)
            # What is reported already is not to be reported again as no FEEL.
            rewrite(node, "=null" if translated is None else translated)


def rewrite(node: Any, said: str) -> None:
    """Make `said` the whole content of `node`."""
    for child in list(node):
        node.remove(child)
    node.text = said


def _translator(node: Any, said: str, language: str, *, is_value: bool, is_python: bool) -> Callable[[str], str] | None:
    if juel.is_expression(said):
        return juel.value if is_value else juel.condition
    if "feel" in language.lower():
        return None if is_value and _ISO.fullmatch(said) else _with_sign
    if is_python:
        return _python_value if is_value else _python
    if node.get("language") and _FOREIGN.search(language):
        return _foreign
    return None


def _foreign(said: str) -> str:
    raise Untranslatable(said)


def _with_sign(said: str) -> str:
    return f"={said}"


def _python(said: str) -> str:
    return feel.written(python.translate(said))


def _python_value(said: str) -> str:
    """A text in quotation marks is that text; a duration without them is meant as one."""
    if _ISO.fullmatch(said):
        return said
    tree = python.translate(said)
    if isinstance(tree, ast.Literal) and isinstance(tree.value, str):
        return feel.plain(tree.value)
    return feel.written(tree)
