"""Walks a syntax tree without compiling it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from engine.dmn.feel import ast


def children(node: ast.Node) -> Iterator[ast.Node]:
    """The nodes directly below, in source order."""
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def _nodes(value: Any) -> Iterator[ast.Node]:
    if isinstance(value, ast.Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def descend(node: ast.Node) -> Iterator[ast.Node]:
    """The node and everything below it."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(children(found))


def mentions(node: ast.Node, name: str) -> bool:
    """Whether a name of that spelling is read anywhere in the tree."""
    return any(isinstance(found, ast.Name) and found.name == name for found in descend(node))
