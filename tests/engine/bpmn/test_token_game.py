"""Random nets of tasks and gateways run as the token game of the BPMN specification says, played here a second time."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KINDS = {"task": "task", "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}


@dataclass(frozen=True)
class Net:
    """Node kinds in topological order, flows between them, and for each node which of its flows it opens."""

    kinds: tuple[str, ...]
    flows: tuple[tuple[int, int], ...]
    chosen: tuple[frozenset[int], ...]

    def into(self, node: int) -> list[int]:
        return [number for number, (_, target) in enumerate(self.flows) if target == node]

    def out_of(self, node: int) -> list[int]:
        return [number for number, (source, _) in enumerate(self.flows) if source == node]

    def taken(self, node: int) -> list[int]:
        """The flows that `node` puts a token on: the open ones, for want of any the last."""
        out = self.out_of(node)
        if self.kinds[node] not in ("xor", "or") or len(out) < 2:
            return out
        opened = [flow for flow in out[:-1] if flow in self.chosen[node]] or out[-1:]
        return opened if self.kinds[node] == "or" else opened[:1]


@st.composite
def nets(draw) -> Net:
    count = draw(st.integers(3, 9))
    kinds = ("task", *(draw(st.sampled_from(list(KINDS))) for _ in range(count - 1)))
    flows = []
    for node in range(1, count):
        sources = draw(st.lists(st.integers(0, node - 1), min_size=1, max_size=3))
        flows += [(source, node) for source in sources]
    chosen = tuple(frozenset(draw(st.sets(st.integers(0, len(flows)), max_size=len(flows)))) for _ in range(count))
    return Net(kinds, tuple(flows), chosen)


def diagram(net: Net) -> str:
    parts = ['<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="start" sourceRef="s" targetRef="n0"/>']
    for node, kind in enumerate(net.kinds):
        out = net.out_of(node)
        deciding = kind in ("xor", "or") and len(out) > 1
        default = f' default="f{out[-1]}"' if deciding else ""
        parts.append(f'<bpmn:{KINDS[kind]} id="n{node}"{default}/>')
        for flow in out:
            is_open = str(flow in net.chosen[node]).lower()
            has_condition = deciding and flow != out[-1]
            condition = f"<bpmn:conditionExpression>={is_open}</bpmn:conditionExpression>" if has_condition else ""
            target = net.flows[flow][1]
            parts.append(
                f'<bpmn:sequenceFlow id="f{flow}" sourceRef="n{node}" targetRef="n{target}">{condition}'
                "</bpmn:sequenceFlow>"
            )
    return "".join(parts)


def play(net: Net) -> tuple[Counter[str], int]:
    """How often each node fired, and how many tokens were left when nothing could move."""
    marking: Counter[int] = Counter()
    fired: Counter[str] = Counter()

    def fire(node: int, consumed: list[int]) -> None:
        marking.subtract(consumed)
        marking.update(net.taken(node))
        fired[f"n{node}"] += 1

    fire(0, [])
    while True:
        move = _plain_move(net, marking) or _inclusive_move(net, marking)
        if move is None:
            return fired, marking.total()
        fire(*move)


def _plain_move(net: Net, marking: Counter[int]) -> tuple[int, list[int]] | None:
    for node in range(1, len(net.kinds)):
        into = net.into(node)
        filled = [flow for flow in into if marking[flow]]
        if net.kinds[node] == "and":
            if len(filled) == len(into):
                return node, into
        elif filled and (net.kinds[node] != "or" or len(into) == 1):
            return node, filled[:1]
    return None


def _inclusive_move(net: Net, marking: Counter[int]) -> tuple[int, list[int]] | None:
    for node in range(1, len(net.kinds)):
        into = net.into(node)
        filled = [flow for flow in into if marking[flow]]
        if net.kinds[node] == "or" and len(into) > 1 and filled and not _may_still_come(net, marking, node, filled):
            return node, filled
    return None


def _may_still_come(net: Net, marking: Counter[int], gateway: int, filled: list[int]) -> bool:
    for flow in +marking:
        if net.flows[flow][1] == gateway:
            continue
        reached = _reached(net, net.flows[flow][1], gateway)
        if reached - set(filled) and not reached & set(filled):
            return True
    return False


def _reached(net: Net, node: int, gateway: int) -> set[int]:
    """The flows into `gateway` that lie on a path from `node`."""
    found: set[int] = set()
    todo = [node]
    while todo:
        for flow in net.out_of(todo.pop()):
            if net.flows[flow][1] == gateway:
                found.add(flow)
            else:
                todo.append(net.flows[flow][1])
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nets())
def test_random_nets_fire_what_the_token_game_fires(drive, net):
    driver = drive(diagram(net)).start()
    expected, left = play(net)
    assert Counter(node for node in driver.path if node != "s") == expected
    assert driver.is_completed == (left == 0)
