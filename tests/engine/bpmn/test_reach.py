"""Which ways into a gateway a token can still come by: the same as a search for each gateway by itself, and bounded."""

import random
from collections.abc import Callable

import pytest

from engine.bpmn import limits, read
from engine.bpmn.nodes.gateways import WatchfulGateway
from engine.bpmn.nodes.node import Node
from engine.bpmn.reach import bits
from engine.errors import InvalidModel

KINDS = ("inclusiveGateway", "inclusiveGateway", "complexGateway", "exclusiveGateway", "task")


def net(flows: list[tuple[int, int]], kinds: list[str]) -> str:
    nodes = "".join(f'<bpmn:{kind} id="n{place}"/>' for place, kind in enumerate(kinds))
    lines = "".join(
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="n{source}" targetRef="n{target}">'
        "<bpmn:conditionExpression>=true</bpmn:conditionExpression></bpmn:sequenceFlow>"
        for number, (source, target) in enumerate(flows)
    )
    start = '<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="begin" sourceRef="s" targetRef="n0"/>'
    return f'<bpmn:process id="p" isExecutable="true">{start}{nodes}{lines}</bpmn:process>'


def searched(gateway: Node, nodes: list[Node]) -> dict[Node, int]:
    """By the words of the specification: for each way, everything upstream of it, not going through the gateway."""
    found: dict[Node, int] = dict.fromkeys(nodes, 0)
    for way in range(gateway.ways_in):
        todo = [node for node in nodes for path in node.paths if path.target is gateway and path.position == way]
        while todo:
            node = todo.pop()
            if node is not gateway and not found[node] & bits([way]):
                found[node] |= bits([way])
                todo += [one for one in nodes if any(path.target is node for path in one.paths)]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_reach_is_what_a_search_for_each_gateway_finds(definitions: Callable[[str], bytes], seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (nothing secret)
    size = dice.randint(3, 12)
    flows = sorted({(dice.randrange(size), dice.randrange(size)) for _ in range(2 * size)})
    kinds = [dice.choice(KINDS) for _ in range(size)]
    nodes = list(read({"net.bpmn": definitions(net(flows, kinds))}).definitions.nodes.values())
    for gateway in (node for node in nodes if isinstance(node, WatchfulGateway)):
        expected = searched(gateway, nodes)
        assert {node: gateway.reach.ways(node, gateway) for node in nodes if node is not gateway} == {
            node: ways for node, ways in expected.items() if node is not gateway
        }


def test_gateways_that_lie_in_loops_through_each_other_are_refused_beyond_a_limit(
    definitions: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 50
    flows = [(one, (one + step) % size) for one in range(size) for step in (1, 2, 7)]
    model = read({"net.bpmn": definitions(net(flows, ["inclusiveGateway"] * size))})
    monkeypatch.setattr(limits, "REACH_STEPS", 5_000)
    with pytest.raises(InvalidModel) as refused:
        _ = model.definitions
    (problem,) = refused.value.problems
    assert problem.rule == "too-entangled"
    assert problem.element_id in model.processes["p"].elements


def test_a_mesh_without_loops_takes_no_steps_however_many_gateways_it_has(
    definitions: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REACH_STEPS", 0)
    size = 400
    flows = [(one, one + step) for one in range(size) for step in (1, 2, 3, 4) if one + step < size]
    nodes = read({"net.bpmn": definitions(net(flows, ["inclusiveGateway"] * size))}).definitions.nodes
    first, last = nodes[2], nodes[2 * size]
    assert last.reach.ways(first, last) == 0b1111
