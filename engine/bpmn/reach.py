"""Which ways into an inclusive gateway a token can still come by, from where it is now (BPMN 2.0.2, 13.4.3).

Sets of ways are whole numbers, one bit per way of each gateway, so that all gateways of a process are worked out
together, from the end to the beginning: a mesh of gateways costs no more than its flows. Only inside of a loop each
gateway has to be looked at by itself, with a limit.
"""

from collections.abc import Iterable, Mapping, Sequence

from engine.bpmn import limits
from engine.bpmn.nodes.node import Node


class TooEntangled(Exception):
    """Too many gateways lie in loops through each other; `node` is one of them."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.element.id)
        self.node = node


class Reach:
    """For each node the ways into each gateway on a path from it that does not pass that gateway before."""

    def __init__(self) -> None:
        # By gateway: the place of its first bit, and the bits of all its ways.
        self.places: dict[Node, tuple[int, int]] = {}
        self.reached: dict[Node, int] = {}

    def ways(self, node: Node, gateway: Node) -> int:
        """The ways into `gateway` that a token at `node` can come by, bit n for the way n."""
        first, width = self.places[gateway]
        return self.reached.get(node, 0) >> first & width


def bits(ways: Iterable[int]) -> int:
    """The set of `ways` as bits."""
    found = 0
    for way in ways:
        found |= 1 << way
    return found


def ways_into(gateways: Iterable[Node], nodes: Sequence[Node]) -> Reach:
    """What each of `nodes` reaches of the ways into `gateways`; TooEntangled when that is too much work."""
    reach = Reach()
    size = 0
    for gateway in gateways:
        reach.places[gateway] = (size, (1 << gateway.ways_in) - 1)
        size += gateway.ways_in
    steps = limits.REACH_STEPS
    for together in _loops(nodes):
        outside = 0
        for node in together:
            for later, position in _next(node):
                if later not in together:
                    outside |= _by(later, position, reach)
        for node in together:
            reach.reached[node] = outside
        for gateway in together:
            if gateway in reach.places:
                steps -= _inside(gateway, together, reach, steps)
    return reach


def _by(target: Node, position: int, reach: Reach) -> int:
    """What is reached on the way into `target`: that way, if it is a gateway, and what lies behind it."""
    behind = reach.reached[target]
    place = reach.places.get(target)
    if place is None:
        return behind
    first, width = place
    return behind & ~(width << first) | 1 << first + position


def _inside(gateway: Node, together: Mapping[Node, list[Node]], reach: Reach, steps: int) -> int:
    """Note for each node of a loop by which ways it leads to `gateway`; returns how many steps that took."""
    first, _ = reach.places[gateway]
    taken = 0
    for end in dict.fromkeys(together[gateway]):
        way = bits(first + position for later, position in _next(end) if later is gateway)
        seen = {gateway}
        todo = [end]
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            reach.reached[node] |= way
            todo += together[node]
            taken += 1 + len(together[node])
            if taken > steps:
                raise TooEntangled(gateway)
    return taken


def _next(node: Node) -> list[tuple[Node, int]]:
    """Where a token at `node` can go, and by which of the ways in."""
    return [*((path.target, path.position) for path in node.paths), *((event, 0) for event in node.boundary)]


def _loops(nodes: Iterable[Node]) -> Iterable[Mapping[Node, list[Node]]]:
    """The nodes that lead to each other, each with those of them that lead to it, from the end to the beginning.

    Most nodes are alone. These are the strongly connected components after Tarjan (1972), without recursion.
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    held: dict[Node, None] = {}
    for start in nodes:
        if start in number:
            continue
        path = [(start, iter(_next(start)))]
        number[start] = lowest[start] = len(number)
        held[start] = None
        while path:
            node, following = path[-1]
            for later, _ in following:
                if later not in number:
                    number[later] = lowest[later] = len(number)
                    held[later] = None
                    path.append((later, iter(_next(later))))
                    break
                if later in held:
                    lowest[node] = min(lowest[node], number[later])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    yield _taken_off(held, node)


def _taken_off(held: dict[Node, None], root: Node) -> Mapping[Node, list[Node]]:
    together: dict[Node, list[Node]] = {}
    while root not in together:
        node, _ = held.popitem()
        together[node] = []
    for node in together:
        for later, _ in _next(node):
            if later in together:
                together[later].append(node)
    return together
