"""Branches that run on by themselves to ends of their own: each is checked alone, and any number may run at once."""

from collections.abc import Iterator
from dataclasses import replace

from engine.lint.soundness.budget import Budget
from engine.lint.soundness.net import Net

MAX_NODES = 500  # of a branch; a longer one is played with the rest


def loose_branches(net: Net, budget: Budget) -> dict[int, list[int]]:
    """The places in which such a branch begins, beside a token that goes on elsewhere, and the nodes that fill them.

    Nothing else leads into such a branch and nothing leads out, so it can neither hinder nor help the rest; starting it
    again and again, from a loop or a non-interrupting event, is no lack of synchronisation.
    """
    found: dict[int, list[int]] = {}
    for place in dict.fromkeys(_forked(net)):
        if _is_private(net, place, budget):
            found[place] = net.sources[place]
    return found


def _forked(net: Net) -> Iterator[int]:
    for node in net.nodes:
        for outcome in node.outcomes:
            if len(outcome) > 1:
                yield from (place for place in outcome if outcome.count(place) == 1)


def _is_private(net: Net, place: int, budget: Budget) -> bool:
    nodes = {net.places[place].target}
    todo = list(nodes)
    while todo:
        number = todo.pop()
        budget.spend(2)
        if net.nodes[number].ends_all or len(nodes) > MAX_NODES:
            return False
        new = {net.places[output].target for output in net.outputs[number]} - nodes
        nodes |= new
        todo += new
    inside = [one for number in nodes for one in net.nodes[number].inputs if one != place]
    return all(one in net.sources and nodes.issuperset(net.sources[one]) for one in inside)


def without(net: Net, places: dict[int, list[int]]) -> Net:
    """`net` in which nothing fills `places`; reach still goes through them."""
    nodes = list(net.nodes)
    for place, sources in places.items():
        for number in sources:
            node = nodes[number]
            outcomes = dict.fromkeys(tuple(one for one in outcome if one != place) for outcome in node.outcomes)
            nodes[number] = replace(node, outcomes=tuple(outcomes), also_reaches=(*node.also_reaches, place))
    return replace(net, nodes=tuple(nodes))
