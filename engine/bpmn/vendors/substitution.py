"""Puts other expressions in the place of names: of local variables that only the other tool has."""

from collections.abc import Mapping, Set
from dataclasses import fields
from typing import Any

from engine.bpmn.vendors.expressions import Untranslatable, bounded
from engine.dmn.feel import ast
from engine.dmn.feel.walk import descend

Bindings = Mapping[str, ast.Node]


def substitute(node: ast.Node, bindings: Bindings) -> ast.Node:
    """`node` with every free name of `bindings` replaced; Untranslatable where a filter makes a name ambiguous."""
    if not bindings:
        return node
    replaced: ast.Node = _replaced(node, bindings, frozenset())
    return bounded(replaced)


def _replaced(node: ast.Node, bindings: Bindings, bound: Set[str]) -> Any:
    if isinstance(node, ast.Name):
        return node if node.name in bound else bindings.get(node.name, node)
    if isinstance(node, ast.Call | ast.NamedCall) and isinstance(node.function, ast.Name):
        arguments = _part(node.arguments, bindings, bound)
        return type(node)(node.function, arguments)
    if isinstance(node, ast.For | ast.Quantified):
        bound = bound | {iteration.name for iteration in node.iterations}
    elif isinstance(node, ast.FunctionLiteral):
        bound = bound | {parameter for parameter, _ in node.parameters}
    elif isinstance(node, ast.ContextLiteral):
        return _context(node, bindings, bound)
    elif isinstance(node, ast.Filter):
        _refuse(node.condition, bindings, set(bindings) - bound)
    values = {field.name: _part(getattr(node, field.name), bindings, bound) for field in fields(node)}
    return type(node)(**values)


def _context(node: ast.ContextLiteral, bindings: Bindings, bound: Set[str]) -> ast.Node:
    """An entry sees the entries before it."""
    entries = []
    for key, value in node.entries:
        entries.append((key, _replaced(value, bindings, bound)))
        bound = bound | {key}
    return ast.ContextLiteral(tuple(entries))


def _part(value: Any, bindings: Bindings, bound: Set[str]) -> Any:
    if isinstance(value, ast.Node):
        return _replaced(value, bindings, bound)
    if isinstance(value, tuple):
        return tuple(_part(item, bindings, bound) for item in value)
    return value


def _refuse(node: ast.Node, bindings: Bindings, names: Set[str]) -> None:
    """A name that may be an entry as well as a local variable cannot be replaced."""
    for part in descend(node):
        if isinstance(part, ast.Name) and part.name in bindings and part.name in names:
            raise Untranslatable(f"{part.name} may be an entry or a local variable here")
