"""Where tokens can get to: the ways into inclusive joins, and what a marking may still fill."""

from collections.abc import Collection, Mapping

from engine.lint.soundness.budget import Budget
from engine.lint.soundness.net import Net


class Reach:
    """Answers about one net, remembered; each costs the budget what it takes to work out.

    `inputs` are, for each inclusive join, the bits of its inputs. `ways` are, for each place, the inputs of inclusive
    joins that a token there can come by without passing the join before (BPMN 2.0.2, 13.4.3).
    """

    def __init__(self, net: Net, budget: Budget) -> None:
        self.net = net
        self.budget = budget
        self._order = _ends_first(net)
        bits = {
            place: 1 << number for number, place in enumerate(p for j in net.inclusive for p in net.nodes[j].inputs)
        }
        self.inputs = {join: sum(bits[place] for place in net.nodes[join].inputs) for join in net.inclusive}
        self.ways = self._collected(bits, {join: ~inputs for join, inputs in self.inputs.items()})
        met = [number for number, node in enumerate(net.nodes) if node.is_watched or node.join == "inclusive"]
        self._bit_of = {number: 1 << bit for bit, number in enumerate(met)}
        self._met = self._collected(
            {p: bit for number, bit in self._bit_of.items() for p in net.nodes[number].inputs}, {}
        )
        self._settling: dict[int, tuple[int, ...]] = {}
        self._changes: dict[int, int] = {}

    def _collected(self, own: Mapping[int, int], kept: Mapping[int, int]) -> list[int]:
        """For each place its own bits and those of all places behind it, of which a node in `kept` passes only some."""
        found = [own.get(place, 0) for place in range(len(self.net.places))]
        is_stable = False
        while not is_stable:
            is_stable = True
            self.budget.spend(len(found))
            for number in self._order:
                behind = 0
                for place in self.net.outputs[number]:
                    behind |= found[place]
                behind &= kept.get(number, -1)
                for place in self.net.nodes[number].inputs:
                    if behind & ~found[place]:
                        found[place] |= behind
                        is_stable = False
        return found

    def can_meet(self, places: Collection[int], numbers: Collection[int]) -> bool:
        """Whether tokens in `places` may ever fill an input of one of the nodes: watched ones, or inclusive joins.

        Joins are thought to find each token that they could, so it never says no wrongly.
        """
        wanted = 0
        for number in numbers:
            wanted |= self._bit_of[number]
        if not any(self._met[place] & wanted for place in places):
            return False
        return self._fills(places, {place for number in numbers for place in self.net.nodes[number].inputs})

    def _fills(self, places: Collection[int], wanted: set[int]) -> bool:
        found = set(places)
        todo = list(found)
        meets = not found.isdisjoint(wanted)
        while todo and not meets:
            number = self.net.places[todo.pop()].target
            node = self.net.nodes[number]
            if node.join == "all" and not found.issuperset(node.inputs):
                continue
            new = [output for output in self.net.outputs[number] if output not in found]
            found.update(new)
            todo += new
            meets = not wanted.isdisjoint(new)
            self.budget.spend(4)
        return meets

    def settling(self, place: int) -> tuple[int, ...]:
        """Where a token of `place` can be when its node has fired, up to where it may rest the next time."""
        known = self._settling.get(place)
        if known is None:
            found = dict.fromkeys(self.net.outputs[self.net.places[place].target])
            todo = list(found)
            while todo:
                number = self.net.places[todo.pop()].target
                if self.net.nodes[number].rests or self.net.nodes[number].join == "inclusive":
                    continue
                new = [output for output in self.net.outputs[number] if output not in found]
                found.update(dict.fromkeys(new))
                todo += new
            known = self._settling[place] = tuple(found)
            self.budget.spend(len(found))
        return known

    def changes(self, place: int) -> int:
        """The inputs of inclusive joins for which it makes a difference that a token moves on from `place`.

        All of them (-1) where everything may be ended next, which no join comes before.
        """
        known = self._changes.get(place)
        if known is None:
            known = 0
            for after in self.settling(place):
                known |= -1 if self.inputs and self.net.target(after).ends_all else self.ways[place] ^ self.ways[after]
            self._changes[place] = known
        return known

    def joins_of(self, bits: int) -> list[int]:
        """The inclusive joins that have one of these inputs."""
        return [join for join, inputs in self.inputs.items() if inputs & bits]


def _ends_first(net: Net) -> list[int]:
    """All nodes, those behind a node before it as far as there are no loops."""
    order: list[int] = []
    seen: set[int] = set()
    for root in range(len(net.nodes)):
        todo = [(root, False)]
        while todo:
            number, is_done = todo.pop()
            if is_done:
                order.append(number)
            elif number not in seen:
                seen.add(number)
                todo.append((number, True))
                todo += [(net.places[place].target, False) for place in net.outputs[number]]
    return order
