"""Turns a process or an embedded sub-process into its net."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from engine.bpmn import Element, Process
from engine.bpmn.starts import entries
from engine.lint.soundness.net import JoinKind, Marking, Net, Node, Place

MAX_WAYS = 10  # of an inclusive choice that is played in all its combinations: 1,023

_ENDING = frozenset({"terminate", "error", "cancel"})
_ACTIVITIES = frozenset({"callActivity", "subProcess", "transaction", "adHocSubProcess"})


def scopes(process: Process) -> Iterator[str | None]:
    """The process (None) and the sub-processes in it that are checked by themselves.

    The activities of an ad-hoc sub-process follow no flows from a start, so there is nothing to play.
    """
    yield None
    for element in process.elements.values():
        if element.kind in ("subProcess", "transaction"):
            yield element.id


def translate(process: Process, parent_id: str | None) -> Net:
    """The net of what lies directly in the process (None) or in the sub-process `parent_id`."""
    return _Translation(process, parent_id).net()


class _Translation:
    def __init__(self, process: Process, parent_id: str | None) -> None:
        self.process = process
        self.parent_id = parent_id
        self.elements = {one.id: one for one in process.inside(parent_id) if not _is_apart(one)}
        self.flows = {
            flow.id: flow
            for flow in process.flows.values()
            if flow.source in self.elements and flow.target in self.elements
        }
        self.places: list[Place] = []
        self.nodes: list[Node] = []
        self.approximated: dict[str, str] = {}
        self.incoming: dict[str, list[int]] = {element_id: [] for element_id in self.elements}
        self.by_flow: dict[str, int] = {}
        self.boundary: dict[str, list[Element]] = {}

    def net(self) -> Net:
        for flow in self.flows.values():
            self.by_flow[flow.id] = self.enter(flow.id, flow.target)
        for element in self.elements.values():
            if element.kind == "boundaryEvent" and element.attached_to in self.elements and not _compensates(element):
                self.boundary.setdefault(element.attached_to, []).append(element)
                self.by_flow[element.id] = self.enter(element.id, element.id)
            elif _link(element) and element.kind == "intermediateThrowEvent":
                self.add_jump(element)
        starts = tuple(self.starts())
        for element in self.elements.values():
            self.add(element)
        return Net(tuple(self.places), tuple(self.nodes), starts, self.approximated)

    def enter(self, place_id: str, element_id: str) -> int:
        """A new place before an element; its node is known only later."""
        self.places.append(Place(place_id, -1))
        self.incoming[element_id].append(len(self.places) - 1)
        return len(self.places) - 1

    def add_jump(self, element: Element) -> None:
        for other in self.elements.values():
            if other.kind == "intermediateCatchEvent" and _link(other) == _link(element):
                self.by_flow[element.id] = self.enter(element.id, other.id)
                return

    def starts(self) -> Iterator[Marking]:
        """Each start of the process alone, or else all that nothing leads to at once (BPMN 2.0.2, 13.2.1, 10.5.2)."""
        begun = [one for one in entries(self.process, self.parent_id) if one.id in self.elements]
        alone = [one for one in self.elements.values() if one.kind == "startEvent" or one.instantiates]
        if self.parent_id is not None or not alone:
            alone = [one for one in alone if one not in begun]
            if begun:
                yield tuple(self.enter(one.id, one.id) for one in begun)
        for element in alone:
            yield (self.enter(element.id, element.id),)

    # -- nodes

    def add(self, element: Element) -> None:
        inputs = self.incoming[element.id]
        if not inputs:
            return
        quantity = element.completion_quantity
        node = Node(
            element.id,
            self.join(element, len(inputs)),
            tuple(inputs),
            tuple(outcome * quantity for outcome in dict.fromkeys(self.outcomes(element))),
            rests=self.rests(element),
            ends_all=element.kind == "endEvent" and element.event is not None and element.event.kind in _ENDING,
            needs=element.start_quantity,
        )
        if node.join == "any" and len(inputs) > 1:
            node = self.merged(node, element)
        events = self.boundary.get(element.id, ())
        for event in events:
            if event.is_interrupting:
                node = replace(node, outcomes=(*node.outcomes, (self.by_flow[event.id],)))
        self.put_listening(node, [self.by_flow[event.id] for event in events if not event.is_interrupting])

    def put(self, node: Node) -> None:
        self.nodes.append(node)
        for place in node.inputs:
            self.places[place] = replace(self.places[place], target=len(self.nodes) - 1)

    def merged(self, node: Node, element: Element) -> Node:
        """Watch, in a step of its own, where several ways meet without waiting; a plain end may be met often."""
        is_plain_end = element.kind == "endEvent" and (element.event is None or element.event.kind == "none")
        if is_plain_end or node.ends_all:
            return node
        inside = self.step(element.id)
        self.put(Node(node.id, "any", node.inputs, ((inside,),), rests=True, is_watched=True, is_step=True))
        return replace(node, inputs=(inside,))

    def put_listening(self, node: Node, events: list[int]) -> None:
        """Put `node`, and for each non-interrupting event a place where the token is once that event has come.

        An event may come again in truth; its branch then only runs once more.
        """
        insides = [self.step(node.id) for _ in events]
        heard = [(inside, event) for inside, event in zip(insides, events, strict=True)]
        self.put(replace(node, outcomes=(*node.outcomes, *heard)))
        for number, inside in enumerate(insides, start=1):
            outcomes = (*node.outcomes, *heard[number:])
            self.put(Node(node.id, "any", (inside,), outcomes, rests=True, is_step=True, also_reaches=tuple(events)))

    def step(self, element_id: str) -> int:
        self.places.append(Place(element_id, -1))
        return len(self.places) - 1

    def join(self, element: Element, ways_in: int) -> JoinKind:
        if ways_in > 1:
            if element.kind == "parallelGateway":
                return "all"
            if element.kind == "inclusiveGateway":
                return "inclusive"
            if element.kind == "complexGateway":
                if element.activation is None:
                    return "all"
                self.approximated[element.id] = "its activation condition is not looked at; it is taken as inclusive"
                return "inclusive"
        return "any"

    def rests(self, element: Element) -> bool:
        if element.kind == "intermediateCatchEvent":
            sources = {self.flows[flow_id].source for flow_id in element.incoming if flow_id in self.flows}
            is_chosen = any(self.elements[source].kind == "eventBasedGateway" for source in sources)
            return not is_chosen and not _link(element)
        is_activity = element.kind.endswith("Task") or element.kind == "task" or element.kind in _ACTIVITIES
        return is_activity or element.kind == "eventBasedGateway"

    # -- ways out

    def outcomes(self, element: Element) -> Iterator[tuple[int, ...]]:
        flows = [flow_id for flow_id in element.outgoing if flow_id in self.flows]
        ways = [self.by_flow[flow_id] for flow_id in flows]
        if element.id in self.by_flow and element.kind == "intermediateThrowEvent":
            yield (self.by_flow[element.id],)
        elif element.kind == "exclusiveGateway" and ways:
            yield from ((way,) for way in ways)
        elif element.kind == "eventBasedGateway" and ways:
            yield from ([tuple(ways)] if element.awaits_all else ((way,) for way in ways))
        elif element.kind in ("parallelGateway", "eventBasedGateway"):
            yield tuple(ways)
        else:
            yield from self.chosen(element, flows)

    def chosen(self, element: Element, flows: list[str]) -> Iterator[tuple[int, ...]]:
        """All ways without a condition and any of the others, else the default (BPMN 2.0.2, 13.3.1, 13.4.3)."""
        default = [self.by_flow[one] for one in flows if one == element.default_flow]
        always = [
            self.by_flow[one] for one in flows if self.flows[one].condition is None and one != element.default_flow
        ]
        perhaps = [self.by_flow[one] for one in flows if self.flows[one].condition and one != element.default_flow]
        if default and not always:
            yield tuple(default)
        if always or not perhaps:
            yield from [tuple(always)] if always or not default else ()
        sizes: tuple[int, ...] = tuple(range(1, len(perhaps) + 1))
        if len(perhaps) > MAX_WAYS:
            self.approximated[element.id] = f"of its {len(perhaps)} ways only each alone and all together are played"
            sizes = (1, len(perhaps))
        for size in sizes:
            yield from ((*always, *some) for some in combinations(perhaps, size))


def _is_apart(element: Element) -> bool:
    """Whether no flow of tokens leads through it: it is started by an event or by a compensation."""
    return element.is_event_sub_process or element.is_for_compensation


def _compensates(element: Element) -> bool:
    return element.event is not None and element.event.kind == "compensate"


def _link(element: Element) -> str | None:
    return element.event.link if element.event is not None and element.event.kind == "link" else None
