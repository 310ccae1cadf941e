"""How a marking comes about: the firings that lead to some of its tokens, and a path for people to read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.bpmn import Element, Flow
from engine.lint.soundness.net import Marking, Move, Net

MAX_NAMED = 12  # elements that a message names; a longer path is cut in the middle


@dataclass(frozen=True)
class Firing:
    """An element that went on, and the flows and boundary events it gave tokens to."""

    element_id: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Witness:
    """`firings` are all that happened; `path` the ids of elements and flows that led to the tokens in question."""

    firings: tuple[Firing, ...]
    path: tuple[str, ...]


def witness(net: Net, start: Marking, moved: Sequence[Move], asked: Collection[int]) -> Witness:
    """The way to the tokens in the places `asked` (repeated for several in one) after `moved`."""
    firings = tuple(
        Firing(net.nodes[move.node].id, tuple(net.places[one].id for one in move.produced)) for move in moved
    )
    return Witness(firings, tuple(_path(net, start, moved, asked)))


def _path(net: Net, start: Marking, moved: Sequence[Move], asked: Collection[int]) -> dict[str, None]:
    needed, used = _causes(start, moved, asked)
    path: dict[str, None] = {}
    for number, move in enumerate(moved):
        if number in needed:
            path[net.nodes[move.node].id] = None
            path.update(dict.fromkeys(net.places[place].id for place in move.produced if (number, place) in used))
    return path


def _causes(start: Marking, moved: Sequence[Move], asked: Collection[int]) -> tuple[set[int], set[tuple[int, int]]]:
    """The moves that tokens in `asked` go back to, and the tokens (move, place) on the way."""
    made: dict[int, list[int]] = {}
    for place in start:
        made.setdefault(place, []).append(-1)
    taken: list[list[tuple[int, int]]] = []
    for number, move in enumerate(moved):
        taken.append([(made[place].pop(0), place) for place in move.consumed])
        for place in move.produced:
            made.setdefault(place, []).append(number)
    used = {(made[place].pop(), place) for place in asked if made.get(place)}
    todo = [number for number, _ in used]
    needed: set[int] = set()
    while todo:
        number = todo.pop()
        if number >= 0 and number not in needed:
            needed.add(number)
            used.update(taken[number])
            todo += [earlier for earlier, _ in taken[number]]
    return needed, used


def in_words(path: Sequence[str], elements: Mapping[str, Element], flows: Mapping[str, Flow]) -> str:
    """The elements of `path` by name, with the names of the flows that have one."""
    words = []
    for one in path:
        if one in elements:
            words.append(elements[one].name or one)
        elif one in flows and flows[one].name:
            words.append(f"[{flows[one].name}]")
    if len(words) > MAX_NAMED:
        words = [*words[: MAX_NAMED // 2], "…", *words[-MAX_NAMED // 2 :]]
    return " → ".join(words)
