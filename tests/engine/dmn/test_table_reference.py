"""Tables against a slow evaluator written from the text of DMN 1.5, 8.2.10 and 10.3.2.10."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import load

_LEVELS = ("high", "mid", "low")
_NUMBERS, _TEXTS = range(8), ("a", "b", "c")


@dataclass(frozen=True)
class Cell:
    """The text of a unary test, and the values out of the domain that it takes as the specification says."""

    text: str
    takes: frozenset


def numeric(text, test):
    return Cell(text, frozenset(number for number in _NUMBERS if test(number)))


def interval(start, low, high, end):
    def test(number):
        after = number >= low if start == "[" else number > low
        return after and (number <= high if end == "]" else number < high)

    return numeric(f"{start}{low}..{high}{end}", test)


_n = st.sampled_from(_NUMBERS)
_comparisons = st.one_of(
    _n.map(lambda n: numeric(f"< {n}", lambda v: v < n)),
    _n.map(lambda n: numeric(f"<= {n}", lambda v: v <= n)),
    _n.map(lambda n: numeric(f"> {n}", lambda v: v > n)),
    _n.map(lambda n: numeric(f">= {n}", lambda v: v >= n)),
    _n.map(lambda n: numeric(str(n), lambda v: v == n)),
    st.builds(
        lambda s, a, b, e: interval(s, min(a, b), max(a, b), e), st.sampled_from("[("), _n, _n, st.sampled_from("])")
    ),
)
_texts = st.sampled_from(_TEXTS).map(lambda t: Cell(f'"{t}"', frozenset([t])))
_flags = st.sampled_from([True, False]).map(lambda b: Cell(str(b).lower(), frozenset([b])))


def cells(single, domain):
    """Rule 15 of the grammar: `-`, positive unary tests, or their negation."""
    several = st.lists(single, min_size=1, max_size=3)
    positive = several.map(
        lambda found: Cell(", ".join(c.text for c in found), frozenset().union(*(c.takes for c in found)))
    )
    negative = positive.map(lambda cell: Cell(f"not({cell.text})", frozenset(domain) - cell.takes))
    return st.one_of(st.just(Cell("-", frozenset(domain))), positive, positive, negative)


_rules = st.lists(
    st.tuples(
        cells(_comparisons, _NUMBERS),
        cells(_texts, _TEXTS),
        cells(_flags, (True, False)),
        st.sampled_from(_LEVELS),
        st.integers(-3, 3),
    ),
    min_size=1,
    max_size=14,
)
_inputs = st.lists(
    st.tuples(_n, st.sampled_from(_TEXTS), st.sampled_from([True, False])), min_size=1, max_size=8, unique=True
)


def hits(rules, values):
    return [rule for rule in rules if all(value in cell.takes for value, cell in zip(values, rule, strict=False))]


def by_priority(outputs, key):
    return sorted(outputs, key=lambda output: _LEVELS.index(key(output)))


def single_output(policy, aggregation, found):
    """8.2.10: the result of the rules that were hit, each with one output."""
    outputs = [rule[3] if aggregation is None else Decimal(rule[4]) for rule in found]
    if aggregation:
        return {"SUM": sum, "MIN": min, "MAX": max, "COUNT": len}[aggregation](outputs)
    match policy:
        case "UNIQUE":
            return outputs[0] if len(outputs) == 1 else None
        case "ANY":
            return outputs[0] if len(set(outputs)) == 1 else None
        case "FIRST":
            return outputs[0]
        case "PRIORITY":
            return by_priority(outputs, str)[0]
        case "OUTPUT ORDER":
            return by_priority(outputs, str)
    return outputs


def compound_output(policy, found):
    """8.2.10: priority is decided over the outputs with output values, here the first one only."""
    outputs = [{"level": rule[3], "points": Decimal(rule[4])} for rule in found]
    match policy:
        case "UNIQUE":
            return outputs[0] if len(outputs) == 1 else None
        case "ANY":
            return outputs[0] if all(output == outputs[0] for output in outputs) else None
        case "FIRST":
            return outputs[0]
        case "PRIORITY":
            return by_priority(outputs, lambda output: output["level"])[0]
        case "OUTPUT ORDER":
            return by_priority(outputs, lambda output: output["level"])
    return outputs


_SINGLE_HIT = ("UNIQUE", "ANY", "FIRST", "PRIORITY")
_MULTIPLE_HIT = ("RULE ORDER", "OUTPUT ORDER", "COLLECT")
_LEVEL = ("level", '"high", "mid", "low"', None)


@pytest.fixture(scope="module")
def outcome(dmn_builders):
    names = ["n", "t", "b"]

    def evaluate(rules, outputs, values, rows, **policy):
        table_rules = [([cell.text for cell in rule[:3]], row) for rule, row in zip(rules, rows, strict=True)]
        logic = dmn_builders.table(names, outputs, table_rules, **policy)
        data = [dmn_builders.input(name) for name in names]
        model = load(dmn_builders.model(*data, dmn_builders.decision("d", logic, needs=names)))
        return [model.evaluate("d", dict(zip(names, row, strict=True))).value for row in values]

    return evaluate


@settings(max_examples=60)
@given(rules=_rules, values=_inputs, policy=st.sampled_from(_SINGLE_HIT + _MULTIPLE_HIT))
def test_one_output_of_every_hit_policy_is_as_specified(rules, values, policy, outcome):
    default = ("level", '"high", "mid", "low"', '"low"') if policy in _SINGLE_HIT else _LEVEL
    found = outcome(rules, [default], values, [[f'"{rule[3]}"'] for rule in rules], policy=policy)
    nothing = "low" if policy in _SINGLE_HIT else []
    expected = [single_output(policy, None, hit) if (hit := hits(rules, row)) else nothing for row in values]
    assert found == expected


@settings(max_examples=40)
@given(rules=_rules, values=_inputs, aggregation=st.sampled_from(["SUM", "MIN", "MAX", "COUNT"]))
def test_every_aggregation_is_as_specified(rules, values, aggregation, outcome):
    rows = [[str(rule[4])] for rule in rules]
    found = outcome(rules, ["points"], values, rows, policy="COLLECT", aggregation=aggregation)
    nothing = 0 if aggregation == "COUNT" else None
    expected = [single_output("COLLECT", aggregation, hit) if (hit := hits(rules, row)) else nothing for row in values]
    assert found == expected


@settings(max_examples=60)
@given(rules=_rules, values=_inputs, policy=st.sampled_from(_SINGLE_HIT + _MULTIPLE_HIT))
def test_several_outputs_of_every_hit_policy_are_as_specified(rules, values, policy, outcome):
    rows = [[f'"{rule[3]}"', str(rule[4])] for rule in rules]
    found = outcome(rules, [_LEVEL, "points"], values, rows, policy=policy)
    nothing = None if policy in _SINGLE_HIT else []
    expected = [compound_output(policy, hit) if (hit := hits(rules, row)) else nothing for row in values]
    assert found == expected
