import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import load
from engine.dmn.check import check

_STEPS = [n / 2 for n in range(-2, 11)]


@pytest.fixture(scope="module")
def build(dmn_builders):
    def model(rows, policy):
        rules = [(list(tests), [f'"{output}"']) for *tests, output in rows]
        columns = [("o", '"a", "b", "c"', None)]
        data = [dmn_builders.input("x"), dmn_builders.input("y")]
        logic = dmn_builders.table(["x", "y"], columns, rules, policy=policy)
        return load(dmn_builders.model(*data, dmn_builders.decision("d", logic, needs=["x", "y"])))

    return model


def values(model):
    return [model.evaluate("d", {"x": x, "y": y}).value for x in _STEPS for y in _STEPS]


def needless(model):
    kinds = ("dmn_dead_rule", "dmn_redundant_rule")
    return [int(problem.element_id[1:]) - 1 for problem in check(model) if problem.rule in kinds]


_closed = st.one_of(
    st.integers(0, 4).map(str),
    st.builds(lambda op, n: f"{op} {n}", st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4)),
)
_cells = st.one_of(st.just("-"), _closed)
_rows = st.lists(st.tuples(_cells, _cells, st.sampled_from("abc")), min_size=2, max_size=6)
_closed_rows = st.lists(st.tuples(_closed, _closed, st.sampled_from("abc")), min_size=2, max_size=6)


@settings(max_examples=60)
@given(rows=_rows, policy=st.sampled_from(["FIRST", "PRIORITY", "ANY"]))
def test_without_the_needless_rules_every_result_is_the_same(rows, policy, build):
    model = build(rows, policy)
    superfluous = needless(model)
    kept = [row for number, row in enumerate(rows) if number not in superfluous]
    assert kept
    pairs = zip(values(build(kept, policy)), values(model), strict=True)
    assert [(now, before) for now, before in pairs if now != before and before is not None] == []


@settings(max_examples=60)
@given(rows=_closed_rows, policy=st.sampled_from(["FIRST", "PRIORITY"]))
def test_a_rule_that_is_not_needless_makes_a_difference(rows, policy, build):
    superfluous = needless(build(rows, policy))
    kept = [row for number, row in enumerate(rows) if number not in superfluous]
    whole = values(build(kept, policy))
    for number in range(len(kept) if len(kept) > 1 else 0):
        assert values(build(kept[:number] + kept[number + 1 :], policy)) != whole


def test_a_cell_that_no_allowed_value_fits_is_named(dmn):
    item = (
        '<itemDefinition name="tTier"><typeRef>string</typeRef>'
        '<allowedValues><text>"STD", "GOLD"</text></allowedValues></itemDefinition>'
    )
    rules = [(['"STD"'], ["1"]), (['"gold"'], ["2"]), (['"GOLD"'], ["3"])]
    logic = dmn.table(["tier"], ["o"], rules)
    found = check(load(dmn.model(item, dmn.input("tier", "tTier"), dmn.decision("d", logic, needs=["tier"]))))
    assert "rule 2 never matches: no value of tier fits its cell" in found[-1].message
    assert found[-1].element_id == "r2"


def test_a_later_rule_with_the_same_output_makes_an_earlier_one_redundant(build):
    found = check(build([("< 3", "-", "a"), ("-", "> 4", "b"), ("< 4", "-", "a"), ("-", "-", "c")], "FIRST"))
    assert [(problem.rule, problem.element_id) for problem in found] == []
    found = check(build([("-", "> 4", "b"), ("< 3", "-", "a"), ("< 4", "-", "a"), ("-", "-", "c")], "FIRST"))
    assert [(problem.rule, problem.element_id) for problem in found] == [("dmn_redundant_rule", "r2")]
    assert "without it rule 3 takes all of it, such as x = 2, with the same output" in found[0].message


def test_a_rule_that_a_fallback_repeats_is_there_for_the_reader(build):
    assert check(build([("< 3", "> 4", "a"), ("< 3", "-", "a"), ("-", "-", "a")], "FIRST")) == ()
