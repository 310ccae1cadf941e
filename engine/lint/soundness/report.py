"""The soundness of a whole process: each scope in it checked by itself."""

from dataclasses import dataclass, replace

from engine.bpmn import Process
from engine.lint.soundness.branches import loose_branches, without
from engine.lint.soundness.budget import Budget, Exhausted
from engine.lint.soundness.exploration import Exploration, StateSpace
from engine.lint.soundness.net import Marking, Move, Net
from engine.lint.soundness.translation import scopes, translate
from engine.lint.soundness.verdict import Finding, findings


@dataclass(frozen=True)
class ScopeReport:
    """What was found in the process (None) or in a sub-process.

    `states` were explored; unless `is_proven` a bound was reached first. `approximated` is what was not played exactly,
    by element id.
    """

    parent_id: str | None
    findings: tuple[Finding, ...]
    states: int
    is_proven: bool
    approximated: dict[str, str]


def examine(process: Process, budget: Budget | None = None) -> tuple[ScopeReport, ...]:
    """Every scope of `process`. They share the budget, so that a large process is bounded as a whole."""
    left = budget or Budget()
    return tuple(_examine_one(process, parent_id, left) for parent_id in scopes(process))


def _examine_one(process: Process, parent_id: str | None, budget: Budget) -> ScopeReport:
    net = translate(process, parent_id)
    states = 0
    found: tuple[Finding, ...] = ()
    is_proven = True
    try:
        played, spaces = _explore(net, budget)
        found = tuple(findings(played, spaces))
        states = sum(len(space.markings) for space in spaces)
        is_proven = not any(space.exhausted or space.cut for space in spaces)
    except Exhausted:
        is_proven = False
    return ScopeReport(parent_id, found, states, is_proven, net.approximated)


def _explore(net: Net, budget: Budget) -> tuple[Net, list[StateSpace]]:
    """The net as it was played and its states.

    Loose branches are played alone; where an end of everything may overtake them, only if there is no other way.
    """
    loose = loose_branches(net, budget)
    if not loose or any(node.ends_all for node in net.nodes):
        first = Exploration(net, budget.part(2)).explore(net.starts)
        if not loose or first.is_whole:
            return net, [first]
    rest = without(net, loose)
    return rest, _explore_apart(net, rest, loose, budget)


def _explore_apart(net: Net, rest: Net, loose: dict[int, list[int]], budget: Budget) -> list[StateSpace]:
    """The states of the scope without its loose branches, then those of each such branch that is ever begun."""
    exploration = Exploration(rest, budget)
    spaces = [exploration.explore(net.starts)]
    left = dict(loose)
    for space in spaces:
        for place, sources in list(left.items()):
            begun = next((number for number in sources if number in space.fired), None)
            if begun is not None:
                del left[place]
                spaces.append(exploration.explore([(place,)], _beginning(net, space, begun, place)))
    return spaces


def _beginning(net: Net, space: StateSpace, number: int, place: int) -> tuple[Marking, list[Move]]:
    """How a token first comes to the loose branch that begins in `place`: by a move of the node `number`."""
    start, moved = space.way_to_first(number)
    outcomes = [outcome for outcome in net.nodes[number].outcomes if place in outcome]
    return start, [*moved[:-1], replace(moved[-1], produced=min(outcomes, key=len))]
