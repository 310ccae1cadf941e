"""Random processes with all kinds of gateways, loops and boundary events: sound by construction, spoilt, at random."""

from dataclasses import dataclass, field
from random import Random

GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
DECIDING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


@dataclass
class RandomNet:
    """A process body under construction: node kinds by id, flows as (source, target), boundary events by id.

    A boundary event is (host, whether it interrupts). With `waits`, tasks are user tasks, else they pass at once.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    boundary: dict[str, tuple[str, bool]] = field(default_factory=dict)
    conditional: set[str] = field(default_factory=set)

    def node(self, kind: str) -> str:
        node = f"n{len(self.kinds)}"
        self.kinds[node] = kind
        return node

    def flow(self, source: str, target: str) -> str:
        name = f"f{len(self.flows)}"
        self.flows[name] = (source, target)
        return name

    def out_of(self, node: str) -> list[str]:
        return [flow for flow, (source, _) in self.flows.items() if source == node]

    def diagram(self, task: str = "userTask") -> str:
        """The body of a process; conditions are the names of their flows, the last way of a choice is the default."""
        parts = [self._element(node, kind, task) for node, kind in self.kinds.items()]
        for event, (host, interrupts) in self.boundary.items():
            parts.append(
                f'<bpmn:boundaryEvent id="{event}" attachedToRef="{host}" cancelActivity="{str(interrupts).lower()}">'
                '<bpmn:messageEventDefinition messageRef="m"/></bpmn:boundaryEvent>'
            )
        for flow, (source, target) in self.flows.items():
            condition = f"<bpmn:conditionExpression>={flow}</bpmn:conditionExpression>" if self._decides(flow) else ""
            parts.append(
                f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{condition}'
                "</bpmn:sequenceFlow>"
            )
        return "".join(parts)

    def _element(self, node: str, kind: str, task: str) -> str:
        out = self.out_of(node)
        default = f' default="{out[-1]}"' if self._chooses(node) else ""
        kind = task if kind == "task" else kind
        if kind == "catch":
            return (
                f'<bpmn:intermediateCatchEvent id="{node}"><bpmn:messageEventDefinition messageRef="m"/>'
                "</bpmn:intermediateCatchEvent>"
            )
        if kind == "terminate":
            return f'<bpmn:endEvent id="{node}"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
        return f'<bpmn:{kind} id="{node}"{default}/>'

    def _chooses(self, node: str) -> bool:
        return (self.kinds[node] in DECIDING or node in self.conditional) and len(self.out_of(node)) > 1

    def _decides(self, flow: str) -> bool:
        source = self.flows[flow][0]
        return source in self.kinds and self._chooses(source) and flow != self.out_of(source)[-1]


def structured(random: Random, size: int) -> RandomNet:
    """A sound process: blocks in each other, each with one way in and one out; about `size` nodes."""
    net = RandomNet()
    start = net.node("startEvent")
    end = _sequence(net, random, start, size)
    net.flow(end, net.node("endEvent"))
    return net


def _sequence(net: RandomNet, random: Random, at: str, size: int) -> str:
    """Add blocks behind `at`; the last node."""
    goal = len(net.kinds) + size
    while len(net.kinds) < goal:
        at = _block(net, random, at, goal - len(net.kinds))
    return at


def _block(net: RandomNet, random: Random, at: str, size: int) -> str:
    kind = random.choice(("task", "task", "split", "split", "loop", "event", "boundary")) if size > 3 else "task"
    if kind == "split":
        return _split(net, random, at, random.choice(GATEWAYS), size)
    if kind == "event":
        return _split(net, random, at, "eventBasedGateway", size)
    if kind == "loop":
        merge, split = net.node("exclusiveGateway"), net.node("exclusiveGateway")
        net.flow(at, merge)
        net.flow(_sequence(net, random, merge, random.randrange(size // 2)), split)
        net.flow(_sequence(net, random, split, random.randrange(2)), merge)
        return split
    task = net.node("task")
    net.flow(at, task)
    return _guarded(net, random, task) if kind == "boundary" else task


def _split(net: RandomNet, random: Random, at: str, kind: str, size: int) -> str:
    split = net.node(kind)
    join = net.node("exclusiveGateway" if kind == "eventBasedGateway" else kind)
    net.flow(at, split)
    branches = random.randint(2, 3)
    for _ in range(branches):
        first = split
        if kind == "eventBasedGateway":
            first = net.node("catch")
            net.flow(split, first)
        net.flow(_sequence(net, random, first, random.randrange(max(1, size // branches))), join)
    return join


def _guarded(net: RandomNet, random: Random, task: str) -> str:
    """A boundary event on `task`: merged again or to an end of its own; one that does not interrupt never merges."""
    event = f"b{len(net.boundary)}"
    interrupts = bool(random.randrange(2))
    net.boundary[event] = (task, interrupts)
    after = net.node("task")
    net.flow(event, after)
    if not interrupts or random.randrange(2):
        net.flow(after, net.node(random.choice(("endEvent", "endEvent", "terminate"))))
        return task
    merge = net.node("exclusiveGateway")
    net.flow(task, merge)
    net.flow(after, merge)
    return merge


def spoilt(random: Random, size: int) -> RandomNet:
    """A structured process in which a gateway or two became another kind, or a flow leads elsewhere."""
    net = structured(random, size)
    for _ in range(random.randint(1, 2)):
        gateways = [node for node, kind in net.kinds.items() if kind in GATEWAYS]
        if gateways and random.randrange(3):
            net.kinds[random.choice(gateways)] = random.choice(GATEWAYS)
            continue
        plain = [f for f, (_, b) in net.flows.items() if net.kinds[b] not in ("catch", "endEvent")]
        targets = [node for node, kind in net.kinds.items() if kind in (*GATEWAYS, "task")]
        if plain and targets:
            flow = random.choice(plain)
            if net.kinds.get(net.flows[flow][0]) != "eventBasedGateway":
                net.flows[flow] = (net.flows[flow][0], random.choice(targets))
    return net


def arbitrary(random: Random, size: int) -> RandomNet:
    """Nodes of any kind with flows at random between them, backwards too; every node can be reached by flows."""
    net = RandomNet()
    net.flow(net.node("startEvent"), net.node(random.choice(("task", *GATEWAYS))))
    inner = ["n1"]
    while len(inner) < size:
        node = net.node(random.choice(("task", "task", *GATEWAYS, *GATEWAYS, "endEvent", "terminate")))
        net.flow(random.choice(inner), node)
        if net.kinds[node] not in ("endEvent", "terminate"):
            inner.append(node)
        elif random.randrange(2):
            size -= 1
    for _ in range(random.randrange(size)):
        net.flow(random.choice(inner), random.choice([*inner, *list(net.kinds)[1:]]))
    tasks = [node for node, kind in net.kinds.items() if kind == "task"]
    if tasks and random.randrange(2):
        host = random.choice(tasks)
        net.boundary["b0"] = (host, bool(random.randrange(2)))
        net.flow("b0", random.choice(list(net.kinds)[1:]))
    net.conditional = {node for node in tasks if random.randrange(3) == 0}
    return net
