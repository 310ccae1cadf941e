"""The soundness check finds what a naive token game finds, on textbook models and on random ones."""

import os
import time
from pathlib import Path
from random import Random

import pytest

from engine.bpmn import examine as read
from engine.lint.soundness import examine
from tests.engine.bpmn.randomnets import arbitrary, spoilt, structured
from tests.engine.lint.soundness.reference import Game

NETS = int(os.environ.get("RETURNFLOW_RANDOM_NETS", "60"))  # of each kind
FRAME = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
    '<bpmn:message id="m" name="m"/><bpmn:process id="p" isExecutable="true">{}</bpmn:process></bpmn:definitions>'
)
TEXTBOOK = {
    "choice_then_parallel_join": {("deadlock", "join"), ("dead", "join")},
    "parallel_then_merge": {("multiple", "merge")},
    "vicious_circle": {("deadlock", "left"), ("deadlock", "right"), ("dead", "left")},
    "token_generator": {("growth", "collect")},
    "no_way_out": {("livelock", "try")},
    "spawned_in_a_loop": set(),
    "discriminator_with_terminate": {("multiple", "first")},
}


def process_of(net):
    return read({"x.bpmn": FRAME.format(net.diagram()).encode()}).model.processes["p"]


@pytest.mark.parametrize("name", TEXTBOOK)
def test_textbook_models_have_their_textbook_errors(name):
    content = Path(__file__).with_name(f"{name}.bpmn").read_bytes()
    (process,) = read({"x.bpmn": content}).model.processes.values()
    (report,) = examine(process)
    assert report.is_proven
    kinds = {(finding.kind, finding.element_id) for finding in report.findings}
    assert kinds == TEXTBOOK[name]


def reachable(process, start):
    found, todo = set(), [start]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += [process.flows[flow].target for flow in process.elements[one].outgoing]
            todo += [event.id for event in process.elements.values() if event.attached_to == one]
    return found


@pytest.mark.parametrize("make", [structured, spoilt, arbitrary])
def test_random_nets_get_the_verdict_of_the_naive_game(make):
    compared = 0
    for seed in range(NETS):
        random = Random(seed)  # noqa: S311
        process = process_of(make(random, random.randint(3, 12)))
        expected = Game(process).play(max_states=3000, max_tokens=8)
        (report,) = examine(process)
        if not expected.is_whole or not report.is_proven:
            continue
        compared += 1
        found = {kind: set() for kind in ("deadlock", "multiple", "growth", "livelock", "dead")}
        for finding in report.findings:
            found[finding.kind] |= {finding.element_id, *(finding.others if finding.kind == "dead" else ())}
        where = f"{make.__name__} {seed}"
        # Where another branch loops without end, the naive game never comes to rest and names no stuck token.
        assert found["deadlock"] == expected.stuck or (expected.never_ends and found["deadlock"] > expected.stuck), (
            where
        )
        assert bool(found["livelock"]) == expected.never_ends, where
        assert bool(found["multiple"]) == bool(expected.meetings), where
        assert found["multiple"] <= expected.meetings, where
        assert not found["growth"], where
        assert found["dead"] == reachable(process, "n0") - expected.executed, where
    assert compared > NETS / 2


def test_structured_nets_of_200_elements_are_proven_within_a_second():
    for seed in range(5):
        process = process_of(structured(Random(seed), 200))  # noqa: S311
        begun = time.process_time()
        (report,) = examine(process)
        assert report.is_proven
        assert time.process_time() - begun < 3  # a second on an idle machine


def test_the_bound_is_reported_where_everything_is_too_much():
    process = process_of(structured(Random(1), 3000))  # noqa: S311
    begun = time.process_time()
    (report,) = examine(process)
    assert not report.is_proven
    assert time.process_time() - begun < 15  # some two seconds on an idle machine
