"""Which firing may be played alone, because the others can be played after it as well as before."""

from collections import Counter

from engine.lint.soundness.game import Firing
from engine.lint.soundness.net import Marking, Move, Net
from engine.lint.soundness.reach import Reach


class Reduction:
    """Chooses firings that are independent of all others, now and later.

    A token can be taken only by the node behind it, so no firing disables another, but for three things. Ends of
    everything take all tokens: they are played last. A node that is watched must hold its token until no other can come
    to it, or their meeting would be missed. And a token that moves on may change what an inclusive join waits for: that
    matters only if the other tokens can get to that join at all without this one.
    """

    def __init__(self, net: Net, reach: Reach) -> None:
        self.net = net
        self.reach = reach
        self.only = [_plain_node(net, place) for place in range(len(net.places))]
        self.join_inputs = {place for join in reach.inputs for place in net.nodes[join].inputs}

    def choose(self, marking: Marking, firings: list[Firing], joins: list[Firing]) -> Firing | None:
        """A firing that may be played alone; None if all have to be played."""
        nodes = self.net.nodes
        free = [one for one in firings if not nodes[one[0]].is_watched and not nodes[one[0]].ends_all]
        for firing in free:
            if not nodes[firing[0]].rests or self.is_neutral(marking, firing):
                return firing
        for firing in firings:
            if nodes[firing[0]].is_watched and self.is_undisturbed(marking, firing):
                return firing
        for firing in joins:
            if self.is_undisturbed(marking, firing) and self.is_neutral(marking, firing):
                return firing
        return None

    def is_neutral(self, marking: Marking, firing: Firing) -> bool:
        """Whether the firing changes nothing for any inclusive join that could go on without it."""
        changed = self.reach.changes(firing[1][0])
        if not changed:
            return True
        joins = [join for join in self.reach.joins_of(changed) if join != firing[0]]
        return not joins or not self.reach.can_meet(_without(marking, firing[1]), joins)

    def is_undisturbed(self, marking: Marking, firing: Firing) -> bool:
        """Whether no other token can come to the node while its own waits there."""
        return not self.reach.can_meet(_without(marking, firing[1]), (firing[0],))

    def run_on(self, marking: Marking) -> tuple[Marking, tuple[Move, ...]]:
        """Play what is independent and has only one outcome; such moves make no states of their own.

        Tokens that rest stay where they are while an inclusive join has some: it may decide now.
        """
        moved: list[Move] = []
        held = Counter(marking)
        is_deciding = not self.join_inputs.isdisjoint(marking)
        todo = list(marking)
        while todo and len(moved) < len(self.net.places):
            place = todo.pop()
            number = self.only[place]
            if number is None or not held[place]:
                continue
            node = self.net.nodes[number]
            if node.join == "all" and not all(held[one] for one in node.inputs):
                continue
            if node.rests and (is_deciding or self.reach.changes(place)):
                continue
            move = Move(number, node.inputs if node.join == "all" else (place,), node.outcomes[0])
            moved.append(move)
            held.subtract(move.consumed)
            held.update(move.produced)
            todo += move.produced
            is_deciding = is_deciding or not self.join_inputs.isdisjoint(move.produced)
        return tuple(sorted(held.elements())) if moved else marking, tuple(moved)


def _plain_node(net: Net, place: int) -> int | None:
    """The node behind `place` if it has no choice and is played without watching for anything."""
    node = net.target(place)
    is_plain = len(node.outcomes) == 1 and not node.is_watched and not node.ends_all and node.needs == 1
    return net.places[place].target if is_plain and node.join != "inclusive" else None


def _without(marking: Marking, consumed: tuple[int, ...]) -> list[int]:
    left = list(marking)
    for place in consumed:
        left.remove(place)
    return left
