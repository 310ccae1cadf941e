"""Texts that hold JUEL: `${...}` and `#{...}` with text around them."""

import re
from collections.abc import Iterator, Mapping

from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.exactness import is_exact
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.juel.translation import translate
from engine.bpmn.vendors.substitution import substitute
from engine.dmn.feel import ast

_START = re.compile(r"\\[$#]\{|[$#]\{")
# What follows inside of an expression until its brace closes; a brace within a string closes nothing.
_INSIDE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^'\"}]+", re.DOTALL)
_NOTHING: Mapping[str, ast.Node] = {}


def is_expression(text: str) -> bool:
    """Whether `text` holds something to evaluate."""
    return any(found.group()[0] != "\\" for found in _START.finditer(text))


def value(text: str, bindings: Mapping[str, ast.Node] = _NOTHING) -> str:
    """`text` as a text of a diagram: itself, or FEEL after a leading `=`; Untranslatable."""
    if not is_expression(text):
        return feel.plain(text.replace("\\${", "${").replace("\\#{", "#{"))
    return feel.written(dynamic(text, bindings))


def condition(text: str, bindings: Mapping[str, ast.Node] = _NOTHING) -> str:
    """A condition in FEEL after a leading `=`; Untranslatable."""
    stripped = text.strip()
    if stripped in ("true", "false"):
        return f"={stripped}"
    if not is_expression(stripped):
        raise Untranslatable("expected an expression like ${amount > 100}")
    return feel.written(dynamic(stripped, bindings))


def dynamic(text: str, bindings: Mapping[str, ast.Node] = _NOTHING) -> ast.Node:
    """The FEEL tree of a text with expressions: the only one itself, else all joined to a text."""
    parts = list(_parts(text))
    trees = [ast.Literal(part) if is_text else substitute(translate(part), bindings) for is_text, part in parts]
    if len(trees) == 1:
        return trees[0]
    return feel.joined([_shown(tree) for tree in trees])


def _shown(tree: ast.Node) -> ast.Node:
    """Inside a text, null is nothing."""
    if (isinstance(tree, ast.Literal) and isinstance(tree.value, str)) or not is_exact(tree):
        return feel.texted(tree)
    return ast.If(ast.Comparison("=", tree, feel.NULL), feel.EMPTY, feel.texted(tree))


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """(is text, content) of each part in order."""
    at, pending = 0, ""
    for found in _START.finditer(text):
        if found.start() < at:
            continue
        pending += text[at : found.start()]
        at = found.end()
        if found.group()[0] == "\\":
            pending += found.group()[1:]
            continue
        if pending:
            yield True, pending
            pending = ""
        end = at
        while inside := _INSIDE.match(text, end):
            end = inside.end()
        if text[end : end + 1] != "}":
            raise Untranslatable(f"the expression at character {found.start() + 1} has no closing brace")
        yield False, text[at:end]
        at = end + 1
    if pending + text[at:]:
        yield True, pending + text[at:]
