"""The token game once more, by the letter of BPMN 2.0.2, chapter 13, with every order of moves: slow, easy to check.

A token is on a flow, or in an activity of which some non-interrupting boundary events have come.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from engine.bpmn import Element, Process

Token = tuple[str, ...]  # ("flow", id) or ("in", activity, *boundary events that came)
State = frozenset  # of (token, count)


@dataclass
class Played:
    """What can happen: nodes at which tokens wait for ever, nodes at which two are at once, what went on at all."""

    stuck: set[str] = field(default_factory=set)
    meetings: set[str] = field(default_factory=set)
    executed: set[str] = field(default_factory=set)
    never_ends: bool = False
    is_whole: bool = True
    states: int = 0


class Game:
    def __init__(self, process: Process) -> None:
        self.elements = process.elements
        self.flows = process.flows
        self.start = next(one for one in process.elements.values() if one.kind == "startEvent")

    def play(self, max_states: int, max_tokens: int) -> Played:
        played = Played()
        first = State({(("flow", flow), 1) for flow in self.start.outgoing})
        played.executed.add(self.start.id)
        seen, todo = {first}, [first]
        before: dict[State, list[State]] = {}
        ends: list[State] = []
        while todo:
            state = todo.pop()
            self.watch(state, played)
            moves = list(self.moves(Counter(dict(state))))
            if not moves:
                ends.append(state)
                played.stuck |= {self.at(token) for token, _ in state}
            for element, consumed, produced, clears in moves:
                played.executed.add(element)
                marking = Counter() if clears else Counter(dict(state)) - Counter(consumed) + Counter(produced)
                following = State(marking.items())
                before.setdefault(following, []).append(state)
                if following not in seen:
                    if marking.total() > max_tokens or len(seen) >= max_states:
                        played.is_whole = False
                        return played
                    seen.add(following)
                    todo.append(following)
        played.states = len(seen)
        played.never_ends = self.some_never_end(seen, ends, before)
        return played

    def some_never_end(self, seen, ends, before) -> bool:
        ending, todo = set(ends), list(ends)
        while todo:
            for state in before.get(todo.pop(), ()):
                if state not in ending:
                    ending.add(state)
                    todo.append(state)
        return len(ending) < len(seen)

    def at(self, token: Token) -> str:
        return self.flows[token[1]].target if token[0] == "flow" else token[1]

    def watch(self, state: State, played: Played) -> None:
        arrived = Counter()
        for token, count in state:
            if token[0] == "flow":
                arrived[self.at(token)] += count
        for node, count in arrived.items():
            element = self.elements[node]
            waits_for_others = element.kind in ("parallelGateway", "inclusiveGateway") or element.kind == "endEvent"
            if count > 1 and len(element.incoming) > 1 and not waits_for_others:
                played.meetings.add(node)

    # -- moves: (element, consumed, produced, whether all else is cleared)

    def moves(self, marking: Counter) -> Iterator[tuple]:
        prompt = [move for token in marking for move in self.at_once(token, marking)]
        yield from prompt
        yield from (move for token in marking for move in self.merge_moves(token))
        for token in marking:
            yield from self.activity_moves(token)
        if not prompt:
            yield from self.inclusive_moves(marking)

    def at_once(self, token: Token, marking: Counter) -> Iterator[tuple]:
        if token[0] == "in":
            return
        node = self.elements[self.at(token)]
        if self.is_resting(node) or self.is_merge(node) or (node.kind == "inclusiveGateway" and len(node.incoming) > 1):
            return
        if node.kind == "endEvent":
            yield node.id, [token], [], node.event.kind == "terminate"
        elif node.kind == "parallelGateway":
            needed = [("flow", flow) for flow in node.incoming]
            if token == needed[0] and all(marking[one] for one in needed):
                yield node.id, needed, self.on(node.outgoing), False
        else:
            for ways in self.choices(node):
                yield node.id, [token], self.on(ways), False

    def is_merge(self, node: Element) -> bool:
        return node.kind == "exclusiveGateway" and len(node.incoming) > 1

    def merge_moves(self, token: Token) -> Iterator[tuple]:
        """A token may be held for a moment where ways meet; nothing says how fast an engine is."""
        node = self.elements[self.at(token)]
        if token[0] == "flow" and self.is_merge(node):
            for ways in self.choices(node):
                yield node.id, [token], self.on(ways), False

    def is_resting(self, node: Element) -> bool:
        if node.kind == "intermediateCatchEvent":
            return self.elements[self.flows[node.incoming[0]].source].kind != "eventBasedGateway"
        return node.kind in ("userTask", "task", "eventBasedGateway")

    def activity_moves(self, token: Token) -> Iterator[tuple]:
        node = self.elements[self.at(token)]
        if not self.is_resting(node):
            return
        for ways in self.choices(node):
            yield node.id, [token], self.on(ways), False
        came = set(token[2:])
        for event in self.elements.values():
            if event.attached_to == node.id and event.is_interrupting:
                yield event.id, [token], self.on(event.outgoing), False
            elif event.attached_to == node.id and event.id not in came:
                inside = ("in", node.id, *sorted({*came, event.id}))
                yield event.id, [token], [inside, *self.on(event.outgoing)], False

    def inclusive_moves(self, marking: Counter) -> Iterator[tuple]:
        complete = []
        for node in self.elements.values():
            if node.kind == "inclusiveGateway" and len(node.incoming) > 1:
                filled = {flow for flow in node.incoming if marking[("flow", flow)]}
                if filled and not any(self.is_awaited(token, node, filled) for token in marking):
                    complete.append((node, filled))
        nodes = [node for node, _ in complete]
        first = [
            one for one in complete if not any(other is not one[0] and self.ways(other.id, one[0]) for other in nodes)
        ]
        for node, filled in first or complete:
            for ways in self.choices(node):
                yield node.id, self.on(sorted(filled)), self.on(ways), False

    def is_awaited(self, token: Token, join: Element, filled: set[str]) -> bool:
        """Whether there is a path from the token to an empty flow into the join, and none to one with a token."""
        if self.at(token) == join.id:
            return False
        ways = self.ways(self.at(token), join)
        return bool(ways - filled) and not ways & filled

    def ways(self, node: str, join: Element) -> set[str]:
        found, seen, todo = set(), set(), [node]
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            todo += [event.id for event in self.elements.values() if event.attached_to == one]
            for flow in self.elements[one].outgoing:
                if self.flows[flow].target == join.id:
                    found.add(flow)
                else:
                    todo.append(self.flows[flow].target)
        return found

    def on(self, flows) -> list[Token]:
        return [("flow", flow) for flow in flows]

    def choices(self, node: Element) -> Iterator[tuple[str, ...]]:
        out = node.outgoing
        if node.kind in ("exclusiveGateway", "eventBasedGateway") and out:
            yield from ((flow,) for flow in out)
            return
        free = [flow for flow in out if self.flows[flow].condition]
        if not free:
            yield out
            return
        always = tuple(flow for flow in out if not self.flows[flow].condition and flow != node.default_flow)
        for size in range(len(free) + 1):
            for some in combinations(free, size):
                yield (*always, *some) or ((node.default_flow,) if node.default_flow else ())
