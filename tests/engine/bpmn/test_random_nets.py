"""What the soundness check says of a random net is what the engine does with it."""

import os
from collections import deque
from random import Random

import pytest

from engine.bpmn import MessageWait
from engine.bpmn.nodes.node import Node
from engine.lint.soundness import examine
from tests.engine.bpmn.randomnets import spoilt, structured

NETS = int(os.environ.get("RETURNFLOW_RANDOM_NETS", "60"))
MESSAGE = '<bpmn:message id="m" name="m"/>'


class Chooser:
    """Answers the conditions behind each visit of a node: as prescribed in turn, else at random."""

    def __init__(self, random):
        self.random = random
        self.prescribed = {}
        self.visits = {}
        self.is_tired = False

    def ways(self, node, token):
        if (node.bpmn_id, token.id) not in self.visits:
            queue = self.prescribed.get(node.bpmn_id)
            open_ways = [path.flow.id for path in node.paths if not self.is_tired and self.random.randrange(2)]
            self.visits[node.bpmn_id, token.id] = queue.popleft() if queue else open_ways
        return self.visits[node.bpmn_id, token.id]


@pytest.fixture
def chooser(monkeypatch):
    made = Chooser(Random(0))  # noqa: S311
    monkeypatch.setattr(
        Node, "is_open", lambda node, path, token: path.condition is None or path.flow.id in made.ways(node, token)
    )
    return made


def go_on(driver, wait):
    if isinstance(wait, MessageWait):
        driver.execution.deliver(wait.token_id, {})
    else:
        driver.execution.complete(wait.token_id, {}, None)
    driver._rest()


def play_to_the_end(driver, chooser):
    """Let waits come in any order; after 150 of them only what leads out of loops."""
    for step in range(2000):
        waits = driver.execution.waits
        if not waits:
            return
        chooser.is_tired = step > 150
        calm = [wait for wait in waits if not wait.element_id.startswith("b")]
        go_on(
            driver, chooser.random.choice(calm if calm and (chooser.is_tired or chooser.random.randrange(4)) else waits)
        )
    raise AssertionError(f"still going on at {driver.waiting}")


@pytest.mark.parametrize("make", [structured, spoilt])
def test_a_sound_net_always_completes(drive, chooser, make):
    sound = 0
    for seed in range(NETS):
        chooser.random = Random(seed)  # noqa: S311
        net = make(chooser.random, chooser.random.randint(3, 14))
        driver = drive(net.diagram(), MESSAGE)
        (report,) = examine(driver.model.processes["p"])
        if any(finding.kind in ("deadlock", "livelock", "growth") for finding in report.findings):
            continue
        sound += 1
        driver.start()
        play_to_the_end(driver, chooser)
        assert driver.is_completed, f"{make.__name__} {seed}"
    assert sound > NETS / 4


def test_the_witness_of_a_deadlock_leads_the_engine_into_it(drive, chooser):
    replayed = 0
    for seed in range(3 * NETS):
        chooser.random = Random(seed)  # noqa: S311
        net = spoilt(chooser.random, chooser.random.randint(3, 14))
        driver = drive(net.diagram(), MESSAGE)
        (report,) = examine(driver.model.processes["p"])
        if any(finding.kind == "multiple" for finding in report.findings):
            continue  # with several tokens at one gateway the order of its visits is the engine's own
        for finding in report.findings:
            if finding.kind == "deadlock":
                chooser.prescribed = {}
                for firing in finding.witness.firings:
                    chooser.prescribed.setdefault(firing.element_id, deque()).append(firing.ways)
                driver.start()
                follow(driver, finding.witness.firings, net)
                play_to_the_end(driver, chooser)  # branches that go their own way cannot help it
                assert not driver.is_completed, (seed, finding)
                replayed += 1
    assert replayed > NETS / 10


def follow(driver, firings, net):
    """Complete what the firings complete, in their order; gateways choose as prescribed."""
    for firing in firings:
        events = [way for way in firing.ways if way in net.boundary]
        for element in events or [firing.element_id]:
            waiting = [wait for wait in driver.execution.waits if wait.element_id == element]
            is_step = firing.ways == (firing.element_id,)
            if waiting and not is_step:
                go_on(driver, waiting[0])
