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


def _exclusions(rnd, rule, column):
    return f"not({rule * 8 + column})"


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "PRIORITY"])
@pytest.mark.parametrize("cell", [_points, _texts_and_ranges, _mostly_dashes, _wide, _exclusions])
def test_two_hundred_rules_over_eight_inputs_are_judged_in_two_seconds(cell, policy, dmn):
    rnd = random.Random(7)  # noqa: S311 (the same table every time)
    rules = [([cell(rnd, rule, column) for column in range(8)], [str(rule)]) for rule in range(200)]
    logic = dmn.table(_COLUMNS, ["o"], rules, policy=policy)
    model = load(dmn.model(*map(dmn.input, _COLUMNS), dmn.decision("d", logic, needs=_COLUMNS)))
    begin = time.process_time()
    found = check(model)
    assert time.process_time() - begin < 2
    assert {problem.rule for problem in found}


def test_a_table_with_too_many_combinations_says_so(dmn):
    rules = [([_exclusions(None, rule, column) for column in range(8)], ["1"]) for rule in range(200)]
    logic = dmn.table(_COLUMNS, ["o"], rules, policy="FIRST")
    found = check(load(dmn.model(*map(dmn.input, _COLUMNS), dmn.decision("d", logic, needs=_COLUMNS))))
    assert {(problem.rule, problem.severity) for problem in found} == {("dmn_too_large", "warning")}
