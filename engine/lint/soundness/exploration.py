"""Explores the markings of a net, leaving out orders of moves that make no difference.

The reduction is that of stubborn sets (Valmari 1991; Godefroid 1996): a firing that no other can hinder, and that
hinders no other, is played alone. It keeps every marking in which nothing can move, every node that can fire, every
meeting of tokens before a node that is watched, and whether an end can be reached: see `Reduction`.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.lint.soundness.budget import Budget, Exhausted
from engine.lint.soundness.game import Firing, after, complete_joins, moves, plain_firings
from engine.lint.soundness.net import Marking, Move, Net
from engine.lint.soundness.reach import Reach
from engine.lint.soundness.reduction import Reduction

Step = tuple[int, tuple[Move, ...]]  # the state before and what was moved since


@dataclass
class StateSpace:
    """The markings that were found, in order of discovery, and what happened on the way.

    `fired` holds for each node that fired the state in which that first happened, and the moves since up to its own.
    `stuck` are states in which tokens are left and nothing can move, `growing` those that hold more than one they came
    from, `cut` those with more tokens in one place than are followed. `exhausted` is whether the budget was used up.
    """

    begin: tuple[Marking, list[Move]] | None = None
    markings: list[Marking] = field(default_factory=list)
    came_from: list[Step | None] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    fired: dict[int, Step] = field(default_factory=dict)
    stuck: list[int] = field(default_factory=list)
    growing: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    exhausted: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out, so that what was not seen cannot happen."""
        return not self.exhausted and not self.growing and not self.cut

    def endless(self) -> list[int]:
        """The states that nothing but more of the same follows: neither an end nor a deadlock."""
        todo = [state for state, marking in enumerate(self.markings) if not marking]
        todo += [*self.stuck, *self.growing, *self.cut]
        ending = set(todo)
        while todo:
            new = {state for state in self.before[todo.pop()] if state not in ending}
            ending.update(new)
            todo += new
        return [state for state in range(len(self.markings)) if state not in ending]

    def way_to(self, state: int) -> tuple[Marking, list[Move]]:
        """A beginning, and the moves that lead from it to `state`."""
        moved: list[tuple[Move, ...]] = []
        while (step := self.came_from[state]) is not None:
            state = step[0]
            moved.append(step[1])
        own = [move for part in reversed(moved) for move in part]
        if self.begin is None:
            return self.markings[state], own
        return self.begin[0], [*self.begin[1], *own]

    def way_to_first(self, node: int) -> tuple[Marking, list[Move]]:
        """The same, up to and with the first move of `node`."""
        state, moved = self.fired[node]
        start, before = self.way_to(state)
        return start, [*before, *moved]


class Exploration:
    """Explores one net as long as the budget lasts, from one beginning or several, one after the other."""

    def __init__(self, net: Net, budget: Budget) -> None:
        """Exhausted if already the preparation costs too much."""
        self.net = net
        self.budget = budget
        self.reach = Reach(net, budget)
        self.reduction = Reduction(net, self.reach)
        self.ending = _leading_only_to_the_end_of_all(net)

    def explore(self, starts: Iterable[Marking], begin: tuple[Marking, list[Move]] | None = None) -> StateSpace:
        """Every state that matters from `starts` on, breadth first; `begin` is what led to there."""
        self.space = StateSpace(begin)
        self.known: dict[Marking, int] = {}
        self.todo: deque[int] = deque()
        self.whole: set[int] = set()  # states of which everything was played
        try:
            self.run(starts)
        except Exhausted:
            self.space.exhausted = True
        return self.space

    def run(self, starts: Iterable[Marking]) -> None:
        for start in starts:
            self.add(tuple(sorted(start)), None, ())
        while self.todo:
            while self.todo:
                self.expand(self.todo.popleft())
            for state in self.space.endless():
                self.expand_wholly(state)

    def add(self, marking: Marking, before: int | None, moved: tuple[Move, ...]) -> None:
        """Enter a state unless it is known."""
        state = self.known.get(marking)
        if state is None:
            if len(self.known) >= self.budget.states:
                raise Exhausted
            state = self.known[marking] = len(self.known)
            self.space.markings.append(marking)
            self.space.came_from.append(None if before is None else (before, moved))
            self.space.before.append([])
            self.judge(state)
        if before is not None:
            self.space.before[state].append(before)

    def judge(self, state: int) -> None:
        """Go on from a new state unless it holds ever more tokens."""
        marking = self.space.markings[state]
        if len(set(marking)) == len(marking):
            self.todo.append(state)
        elif self.grows(state):
            self.space.growing.append(state)
        elif max(Counter(marking).values()) > self.budget.tokens:
            self.space.cut.append(state)
        else:
            self.todo.append(state)

    def expand(self, state: int) -> None:
        marking = self.space.markings[state]
        firings, joins = self.enabled(marking)
        if not firings and not joins:
            self.whole.add(state)
            if marking:
                self.space.stuck.append(state)
            return
        alone = self.reduction.choose(marking, firings, joins)
        if alone is not None:
            self.play(state, alone)
        else:
            self.expand_wholly(state)

    def expand_wholly(self, state: int) -> None:
        """Play everything: where no choice is left out, and in cycles, which must not put the others off for ever."""
        if state not in self.whole:
            self.whole.add(state)
            firings, joins = self.enabled(self.space.markings[state])
            for firing in (*firings, *joins):
                self.play(state, firing)

    def enabled(self, marking: Marking) -> tuple[list[Firing], list[Firing]]:
        """What can fire; inclusive joins apart, and only when nothing passes a token on at once."""
        firings = plain_firings(self.net, marking)
        self.budget.spend(2 + 2 * len(marking))
        if not self.reach.inputs or not all(self.net.nodes[number].rests for number, _ in firings):
            return firings, []
        self.budget.spend(len(marking) * (1 + len(self.reach.inputs)))
        return firings, complete_joins(self.net, self.reach, marking)

    def play(self, state: int, firing: Firing) -> None:
        """Enter what every outcome of `firing` leads to."""
        marking = self.space.markings[state]
        for move in moves(self.net, firing):
            following, moved = self.reduction.run_on(after(marking, move))
            for number, one in enumerate((move, *moved)):
                if one.node not in self.space.fired:
                    self.space.fired[one.node] = (state, (move, *moved)[: number + 1])
            self.budget.spend(6 + 3 * len(marking) + 6 * len(moved))
            self.add(self.without_repeats(following), state, (move, *moved))

    def without_repeats(self, marking: Marking) -> Marking:
        """One token on its way to an end of everything stands for any number: the first takes all away."""
        if self.ending.isdisjoint(marking):
            return marking
        repeated = [place for place, count in Counter(marking).items() if count > 1 and place in self.ending]
        for place in repeated:
            marking = tuple(sorted([*(one for one in marking if one != place), place]))
        return marking

    def grows(self, state: int) -> bool:
        """Whether the state holds all tokens of one that it came from and more: the way there can be gone again."""
        marking = self.space.markings[state]
        step = self.space.came_from[state]
        while step is not None and not any(self.net.nodes[move.node].join == "inclusive" for move in step[1]):
            before = self.space.markings[step[0]]
            self.budget.spend(len(before))
            if len(before) < len(marking) and Counter(before) <= Counter(marking):
                return True
            step = self.space.came_from[step[0]]
        return False


def _leading_only_to_the_end_of_all(net: Net) -> set[int]:
    """The places from which a token can get nowhere else."""
    found: set[int] = set()
    is_stable = False
    while not is_stable:
        before = len(found)
        for number, node in enumerate(net.nodes):
            is_passed = node.join == "any" and not node.is_watched and net.outputs[number]
            if node.ends_all or (is_passed and found.issuperset(net.outputs[number])):
                found.update(node.inputs)
        is_stable = len(found) == before
    return found
