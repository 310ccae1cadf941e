"""What the explored states say: stuck joins, tokens that meet unsynchronised, endless loops, what never happens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.lint.soundness.exploration import StateSpace
from engine.lint.soundness.net import Net
from engine.lint.soundness.witness import Witness, witness

Kind = Literal["deadlock", "multiple", "growth", "livelock", "dead"]


@dataclass(frozen=True)
class Finding:
    """What is wrong at `element_id`. `others` are flows that never come, a loop's elements, or what is dead behind."""

    kind: Kind
    element_id: str
    others: tuple[str, ...]
    witness: Witness


def findings(net: Net, spaces: Sequence[StateSpace]) -> Iterator[Finding]:
    """Everything that was found; without whole state spaces nothing is said of what never happens."""
    for space in spaces:
        yield from _deadlocks(net, space)
    yield from _meetings(net, spaces)
    for space in spaces:
        yield from _growth(net, space)
        if space.is_whole:
            yield from _livelock(net, space)
    if all(space.is_whole for space in spaces):
        yield from _dead(net, spaces)


def _witness(net: Net, space: StateSpace, state: int, asked: list[int]) -> Witness:
    start, moved = space.way_to(state)
    return witness(net, start, moved, asked)


def _deadlocks(net: Net, space: StateSpace) -> Iterator[Finding]:
    """Each join once, in the first state in which it waits for ever."""
    reported: set[str] = set()
    for state in space.stuck:
        marking = space.markings[state]
        for node in dict.fromkeys(net.target(place) for place in marking):
            if node.id in reported:
                continue
            reported.add(node.id)
            missing = tuple(net.places[place].id for place in node.inputs if place not in marking)
            here = [place for place in marking if net.target(place) is node]
            yield Finding("deadlock", node.id, missing, _witness(net, space, state, here))


def _meetings(net: Net, spaces: Sequence[StateSpace]) -> Iterator[Finding]:
    """Watched nodes at which two tokens are at once; not those behind, to which the surplus only goes on."""
    behind: set[int] = set()
    for space in spaces:
        for number, (state, met) in _first_meetings(net, space).items():
            if number not in behind:
                behind |= _behind(net, number)
                ways = tuple(dict.fromkeys(net.places[place].id for place in met))
                yield Finding("multiple", net.nodes[number].id, ways, _witness(net, space, state, met))


def _first_meetings(net: Net, space: StateSpace) -> dict[int, tuple[int, list[int]]]:
    """For each watched node at which tokens meet: the first state with that, and the places they are in."""
    watched = {place for node in net.nodes if node.is_watched for place in node.inputs}
    first: dict[int, tuple[int, list[int]]] = {}
    for state, marking in enumerate(space.markings):
        here = [place for place in marking if place in watched]
        for number in {net.places[place].target for place in here} if len(here) > 1 else ():
            met = [place for place in here if net.places[place].target == number]
            if len(met) > 1:
                first.setdefault(number, (state, met))
    return first


def _behind(net: Net, number: int) -> set[int]:
    found: set[int] = set()
    todo = list(net.outputs[number])
    while todo:
        number = net.places[todo.pop()].target
        if number not in found:
            found.add(number)
            todo += net.outputs[number]
    return found


def _growth(net: Net, space: StateSpace) -> Iterator[Finding]:
    reported: set[str] = set()
    for state in space.growing:
        marking = space.markings[state]
        place = next(one for one in marking if marking.count(one) > 1)
        node = net.target(place)
        if node.id not in reported:
            reported.add(node.id)
            yield Finding("growth", node.id, (net.places[place].id,), _witness(net, space, state, [place]))


def _livelock(net: Net, space: StateSpace) -> Iterator[Finding]:
    """The first state after which neither an end nor a deadlock comes."""
    endless = space.endless()
    if not endless:
        return
    marking = space.markings[endless[0]]
    turning = _turning(net, space, set(endless))
    place = next((one for one in marking if net.target(one).id == turning[0]), marking[0])
    yield Finding("livelock", turning[0], tuple(turning), _witness(net, space, endless[0], [place]))


def _turning(net: Net, space: StateSpace, endless: set[int]) -> list[str]:
    """The elements that go on, round after round, within states without an end."""
    found: dict[int, None] = {}
    for state in sorted(endless):
        found.update(dict.fromkeys(net.places[place].target for place in space.markings[state]))
        step = space.came_from[state]
        if step is not None and step[0] in endless:
            found.update(dict.fromkeys(move.node for move in step[1]))
    return list(dict.fromkeys(net.nodes[number].id for number in found if number in _behind(net, number)))


def _dead(net: Net, spaces: Sequence[StateSpace]) -> Iterator[Finding]:
    """The first of the nodes that never fire: a token comes to them, or could if it were not for others."""
    fired = {number for space in spaces for number in space.fired}
    dead = {number for number, node in enumerate(net.nodes) if number not in fired and not node.is_step}
    for space in spaces:
        for state, marking in enumerate(space.markings):
            for place in marking:
                number = net.places[place].target
                if number in dead:
                    behind = (_behind(net, number) & dead) - {number}
                    dead -= {number, *behind}
                    others = tuple(net.nodes[one].id for one in sorted(behind))
                    yield Finding("dead", net.nodes[number].id, others, _witness(net, space, state, [place]))
