import pytest

from engine.dmn import load
from engine.errors import InvalidModel


def cycles(xml):
    with pytest.raises(InvalidModel) as caught:
        load(xml)
    return [problem.message for problem in caught.value.problems if problem.rule == "dmn_cycle"]


def test_a_ring_of_decisions_is_refused_with_the_way_around(dmn):
    ring = [dmn.decision(name, dmn.literal("1"), decisions=[needs]) for name, needs in ("ab", "bc", "ca")]
    assert cycles(dmn.model(*ring)) == ["expected requirements without a cycle, found a > b > c > a"]


def test_a_long_ring_is_shown_in_short(dmn):
    ring = [dmn.decision(f"d{n}", dmn.literal("1"), decisions=[f"d{(n + 1) % 500}"]) for n in range(500)]
    [message] = cycles(dmn.model(*ring))
    assert message.endswith("> d19 > ... > d0")


def test_of_many_cycles_the_first_twenty_are_named(dmn):
    pairs = [dmn.decision(f"d{n}", dmn.literal("1"), decisions=[f"d{n ^ 1}"]) for n in range(100)]
    assert len(cycles(dmn.model(*pairs))) == 20
