import random
import time

import pytest

from engine.dmn import load
from engine.dmn.check import check

_COLUMNS = [f"i{number}" for number in range(8)]


def _points(rnd, rule, column):
    return str(rnd.randrange(50))


def _texts_and_ranges(rnd, rule, column):
    low, high = sorted(rnd.sample(range(50), 2))
    return rnd.choice(["-", f"< {low}", f"[{low}..{high})", f"not({low})", f"{low}, > {high}"])


def _mostly_dashes(rnd, rule, column):
    return "-" if rnd.random() < 0.8 else f"[{rule}..{rule + 5})"


def _wide(rnd, rule, column):
    return f"[{rnd.randrange(100)}..{100 + rnd.randrange(100)})"


def _rectangles(rnd, rule, column):
    low, high = sorted(rnd.sample(range(1000), 2))
    return f"{rnd.choice('[(')}{low}..{high}{rnd.choice('])')}"


def _moments(rnd, rule, column):
    low, high = sorted(rnd.sample(range(10, 29), 2))
    return rnd.choice(["-", f'[@"2026-01-{low}T00:00:00Z"..@"2026-01-{high}T12:00:00+02:00")'])


def _durations(rnd, rule, column):
    return rnd.choice(["-", f'< @"P{rnd.randrange(1, 400)}D"', f'>= @"PT{rnd.randrange(1, 4000)}H"'])


def _words(rnd, rule, column):
    low, high = sorted("".join(rnd.choices("abcdef", k=3)) for _ in range(2))
    return rnd.choice(["-", f'["{low}".."{high}"]', f'"{low}", "{high}"', f'not("{low}")'])


def _exclusions(rnd, rule, column):
    return f"not({rule * 8 + column})"


_LAYOUTS = [
    _points, _texts_and_ranges, _mostly_dashes, _wide, _rectangles, _moments, _durations, _words, _exclusions
]  # fmt: skip


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "COLLECT"])
@pytest.mark.parametrize("cell", _LAYOUTS)
def test_two_hundred_rules_over_eight_inputs_are_judged_in_bounded_time(cell, policy, dmn):
    rnd = random.Random(7)  # noqa: S311 (the same table every time)
    rules = [([cell(rnd, rule, column) for column in range(8)], [str(rule)]) for rule in range(200)]
    logic = dmn.table(_COLUMNS, ["o"], rules, policy=policy)
    model = load(dmn.model(*map(dmn.input, _COLUMNS), dmn.decision("d", logic, needs=_COLUMNS)))
    begin = time.process_time()
    found = check(model)
    assert time.process_time() - begin < 6  # about one second; more is a search that has exploded
    assert not {"dmn_not_judged"} & {problem.rule for problem in found}


def test_a_table_with_too_many_combinations_says_so(dmn):
    rules = [([_exclusions(None, rule, column) for column in range(8)], ["1"]) for rule in range(200)]
    logic = dmn.table(_COLUMNS, ["o"], rules, policy="FIRST")
    found = check(load(dmn.model(*map(dmn.input, _COLUMNS), dmn.decision("d", logic, needs=_COLUMNS))))
    assert {(problem.rule, problem.severity) for problem in found} == {("dmn_too_large", "warning")}
