"""What of a diagram matters for soundness: places that hold tokens, and nodes that move them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

JoinKind = Literal["any", "all", "inclusive"]
Marking = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A sequence flow, or a step within an element; `target` is the number of the node that its tokens go to."""

    id: str
    target: int


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node, or a step of one: `join` says which of its inputs it takes, each outcome which places it fills.

    A node that `rests` may hold its token for long; all others pass it on at once. One that `ends_all` takes every
    token away. `needs` is how many tokens it takes from its input. `is_step` marks what is only part of its element;
    `also_reaches` are places that inclusive joins must think it can still fill, though here it does not.
    """

    id: str
    join: JoinKind
    inputs: tuple[int, ...]
    outcomes: tuple[tuple[int, ...], ...]
    rests: bool = False
    ends_all: bool = False
    is_watched: bool = False
    needs: int = 1
    is_step: bool = False
    also_reaches: tuple[int, ...] = ()

    def outputs(self) -> tuple[int, ...]:
        """Every place that it may fill, once."""
        return tuple(dict.fromkeys((*(place for outcome in self.outcomes for place in outcome), *self.also_reaches)))


@dataclass(frozen=True)
class Move:
    """One firing: `node` consumes and produces tokens; `outcome` is what it chose."""

    node: int
    consumed: tuple[int, ...]
    produced: tuple[int, ...]
    ends_all: bool = False


@dataclass(frozen=True)
class Net:
    """The net of a process or sub-process. `starts` are the markings it can begin with.

    `approximated` tells, by element id, what is not played exactly.
    """

    places: Sequence[Place]
    nodes: Sequence[Node]
    starts: tuple[Marking, ...]
    approximated: dict[str, str] = field(default_factory=dict)

    @cached_property
    def inclusive(self) -> tuple[int, ...]:
        """The numbers of the inclusive joins."""
        return tuple(number for number, node in enumerate(self.nodes) if node.join == "inclusive")

    @cached_property
    def outputs(self) -> tuple[tuple[int, ...], ...]:
        """By number of node: every place that it may fill, once."""
        return tuple(node.outputs() for node in self.nodes)

    @cached_property
    def sources(self) -> dict[int, list[int]]:
        """For each place that is filled: the nodes that do."""
        found: dict[int, list[int]] = {}
        for number, outputs in enumerate(self.outputs):
            for place in outputs:
                found.setdefault(place, []).append(number)
        return found

    def target(self, place: int) -> Node:
        return self.nodes[self.places[place].target]
