"""Walks a syntax tree without compiling it."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from engine.dmn.feel import ast

_FIELDS = {
    type_: tuple(field.name for field in fields(type_) if field.name != "at")
    for type_ in vars(ast).values()
    if isinstance(type_, type) and issubclass(type_, ast.Node)
}


def children(node: ast.Node) -> Iterator[ast.Node]:
    """The nodes directly below, in source order."""
    for name in _FIELDS[type(node)]:
        yield from _nodes(getattr(node, name))


def _nodes(value: Any) -> Iterator[ast.Node]:
    if isinstance(value, ast.Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def descend(node: ast.Node) -> Iterator[ast.Node]:
    """The node and everything below it, parents first."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(children(found))


class Census:
    """How large the parts of one tree are and which names they read; each part is looked at once for each question."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._readers: dict[str, dict[int, bool]] = {}

    def size(self, node: ast.Node) -> int:
        """The number of nodes from this one down."""
        sizes = self._sizes
        for part in _unknown(node, sizes):
            sizes[id(part)] = 1 + sum(sizes[id(below)] for below in children(part))
        return sizes[id(node)]

    def mentions(self, node: ast.Node, name: str) -> bool:
        """Whether a name of that spelling is read anywhere in the part."""
        readers = self._readers.setdefault(name, {})
        for part in _unknown(node, readers):
            is_it = isinstance(part, ast.Name) and part.name == name
            readers[id(part)] = is_it or any(readers[id(below)] for below in children(part))
        return readers[id(node)]


def _unknown(node: ast.Node, known: dict[int, Any]) -> list[ast.Node]:
    """What is not known yet, children before their parents."""
    found: list[ast.Node] = []
    pending = [node]
    while pending:
        part = pending.pop()
        if id(part) not in known:
            found.append(part)
            pending.extend(children(part))
    return found[::-1]
