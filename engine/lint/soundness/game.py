"""The token game of BPMN 2.0.2, chapter 13, on a net: what can move in a marking.

What does not rest passes its token on at once. So an inclusive join decides when every other token rests at an
activity, an event, a join or a merge, and of two that could go on the one that lies before the other goes first: like
the engine.
"""

from collections.abc import Iterator

from engine.lint.soundness.net import Marking, Move, Net
from engine.lint.soundness.reach import Reach

Firing = tuple[int, tuple[int, ...]]  # a node and what it consumes, before it chooses


def plain_firings(net: Net, marking: Marking) -> list[Firing]:
    """Every node but inclusive joins that has what it needs, in the order of places."""
    found: list[Firing] = []
    before = -1
    for place in marking:
        if place == before:
            continue
        before = place
        number = net.places[place].target
        node = net.nodes[number]
        if node.join == "any":
            if node.needs == 1 or marking.count(place) >= node.needs:
                found.append((number, (place,) * node.needs))
        elif node.join == "all" and place == min(node.inputs) and all(one in marking for one in node.inputs):
            found.append((number, node.inputs))
    return found


def complete_joins(net: Net, reach: Reach, marking: Marking) -> list[Firing]:
    """The inclusive joins that may go on (BPMN 2.0.2, 13.4.3); ask only when nothing passes a token on at once."""
    waiting = {net.places[place].target for place in marking} & reach.inputs.keys()
    complete = [join for join in waiting if _is_complete(reach, marking, reach.inputs[join], net.nodes[join].inputs)]
    first = [join for join in complete if not any(_is_before(net, reach, other, join) for other in complete)]
    return [(join, tuple(one for one in net.nodes[join].inputs if one in marking)) for join in first or complete]


def _is_complete(reach: Reach, marking: Marking, bits: int, inputs: tuple[int, ...]) -> bool:
    filled = 0
    for place in inputs:
        if place in marking:
            filled |= reach.ways[place] & bits
    for place in marking:
        ways = reach.ways[place] & bits
        if ways & ~filled and not ways & filled:
            return False
    return True


def _is_before(net: Net, reach: Reach, first: int, second: int) -> bool:
    return first != second and any(reach.ways[place] & reach.inputs[second] for place in net.nodes[first].inputs)


def moves(net: Net, firing: Firing) -> Iterator[Move]:
    """One move for each outcome of a firing."""
    number, consumed = firing
    node = net.nodes[number]
    for outcome in node.outcomes:
        yield Move(number, consumed, outcome, node.ends_all)


def after(marking: Marking, move: Move) -> Marking:
    """The marking that `move` leads to."""
    if move.ends_all:
        return ()
    left = list(marking)
    for place in move.consumed:
        left.remove(place)
    left += move.produced
    left.sort()
    return tuple(left)
