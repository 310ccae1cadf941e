"""Which ways into an inclusive gateway a token can still come by, from where it is now (BPMN 2.0.2, 13.4.3)."""

from collections.abc import Iterable

from engine.bpmn.nodes.node import Node


def ways_into(gateway: Node, nodes: Iterable[Node]) -> dict[Node, frozenset[int]]:
    """For each of `nodes`: the ways into `gateway` on a path from it that does not pass the gateway before."""
    before: dict[Node, list[Node]] = {}
    into: dict[int, list[Node]] = {}
    for node in nodes:
        for path in node.paths:
            if path.target is gateway:
                into.setdefault(path.position, []).append(node)
            else:
                before.setdefault(path.target, []).append(node)
        for event in node.boundary:
            before.setdefault(event, []).append(node)
    reached: dict[Node, set[int]] = {}
    for position, ends in into.items():
        for node in _upstream(ends, before, gateway):
            reached.setdefault(node, set()).add(position)
    return {node: frozenset(positions) for node, positions in reached.items()}


def _upstream(ends: list[Node], before: dict[Node, list[Node]], gateway: Node) -> set[Node]:
    found: set[Node] = set()
    todo = [node for node in ends if node is not gateway]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += [earlier for earlier in before.get(node, ()) if earlier is not gateway]
    return found
