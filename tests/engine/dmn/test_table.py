from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import feel, load
from engine.dmn.feel import to_feel
from engine.errors import InvalidModel

_RULES = [(["< 10"], ['"low"', "1"]), (["[5..20]"], ['"mid"', "2"]), (["> 15"], ['"high"', "3"])]


def evaluate(dmn, value, outputs, rules, **policy):
    logic = dmn.table(["x"], outputs, rules, **policy)
    return load(dmn.model(dmn.input("x"), dmn.decision("d", logic, needs=["x"]))).evaluate("d", {"x": value})


def single(column):
    return [(tests, [values[column]]) for tests, values in _RULES]


def test_unique_gives_the_one_rule_that_matches_and_names_it(dmn):
    evaluation = evaluate(dmn, 3, ["name"], single(0))
    assert evaluation.value == "low"
    hit = evaluation.rules[0]
    assert (hit.decision_id, hit.decision_name, hit.rule, hit.rule_id, hit.annotation) == ("d", "d", 1, "r1", "row 1")


def test_unique_with_two_matches_is_null_and_names_both(dmn):
    evaluation = evaluate(dmn, 7, ["name"], single(0))
    assert evaluation.value is None
    assert "found rules 1, 2" in evaluation.problems[0].message
    assert [hit.rule for hit in evaluation.rules] == [1, 2]


def test_no_match_is_null_with_a_reason_or_the_default(dmn):
    evaluation = evaluate(dmn, None, ["name"], single(0))
    assert (evaluation.value, evaluation.rules) == (None, ())
    assert "expected a rule to match" in evaluation.problems[0].message
    assert evaluate(dmn, None, [("name", None, '"none"')], single(0)).value == "none"


@pytest.mark.parametrize(
    ("policy", "aggregation", "column", "expected", "rules"),
    [
        ("FIRST", None, 0, "mid", [2]),
        ("RULE ORDER", None, 0, ["mid", "high"], [2, 3]),
        ("COLLECT", None, 1, [2, 3], [2, 3]),
        ("COLLECT", "SUM", 1, 5, [2, 3]),
        ("COLLECT", "MIN", 1, 2, [2, 3]),
        ("COLLECT", "MAX", 1, 3, [2, 3]),
        ("COLLECT", "COUNT", 1, 2, [2, 3]),
        ("ANY", None, 0, None, [2, 3]),
    ],
)
def test_hit_policies(dmn, policy, aggregation, column, expected, rules):
    evaluation = evaluate(dmn, 17, ["out"], single(column), policy=policy, aggregation=aggregation)
    assert evaluation.value == expected
    assert [hit.rule for hit in evaluation.rules] == rules


def test_priority_and_output_order_follow_the_output_values(dmn):
    outputs = [("name", '"high", "mid", "low"', None)]
    assert evaluate(dmn, 7, outputs, single(0), policy="PRIORITY").value == "mid"
    assert evaluate(dmn, 17, outputs, single(0), policy="OUTPUT ORDER").value == ["high", "mid"]


def test_several_outputs_make_a_context(dmn):
    evaluation = evaluate(dmn, 3, ["name", "rank"], _RULES)
    assert evaluation.value == {"name": "low", "rank": 1}


def test_any_with_equal_outputs_gives_them(dmn):
    assert evaluate(dmn, 1, ["o"], [(["1"], ['"a"']), (["< 5"], ['"a"'])], policy="ANY").value == "a"


def test_a_cell_that_is_not_feel_is_named_by_its_rule(dmn):
    with pytest.raises(InvalidModel) as caught:
        evaluate(dmn, 1, ["o"], [(["< "], ["1"]), (["2"], ["3 3"])])
    assert [problem.element_id for problem in caught.value.problems] == ["r1", "r2"]


def test_a_rule_with_too_few_cells_is_refused(dmn):
    with pytest.raises(InvalidModel, match="expected 1 input and 1 output cells"):
        evaluate(dmn, 1, ["o"], [([], ["1"])])


@pytest.fixture(scope="module")
def build(dmn_builders):
    def model(rows):
        rules = [(list(tests), [str(number)]) for number, tests in enumerate(rows, 1)]
        logic = dmn_builders.table(["x", "t"], ["n"], rules, policy="RULE ORDER")
        inputs = [dmn_builders.input(name) for name in "xty"]
        return load(dmn_builders.model(*inputs, dmn_builders.decision("d", logic, needs=["x", "t", "y"])))

    return model


_number_tests = st.one_of(
    st.just("-"),
    st.integers(0, 9).map(str),
    st.builds(lambda op, n: f"{op} {n}", st.sampled_from(["<", "<=", ">", ">=", "!=", "="]), st.integers(0, 9)),
    st.builds(
        lambda o, a, b, c: f"{o}{min(a, b)}..{max(a, b)}{c}",
        st.sampled_from("[("),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from("])"),
    ),
    st.builds(lambda a, b: f"{a}, > {b}", st.integers(0, 9), st.integers(0, 9)),
    st.builds(lambda a: f"not({a})", st.integers(0, 9)),
    st.just("? > y"),
    st.just("y"),
    st.just("null"),
)
_text_tests = st.one_of(
    st.just("-"),
    st.sampled_from(['"a"', '"b"', '"a", "c"', 'not("a")', 'not("a", "b")', '[ "a", "b" ]', '< "b"', "null"]),
)
_rows = st.lists(st.tuples(_number_tests, _text_tests), min_size=1, max_size=12)
_inputs = st.tuples(
    st.one_of(st.none(), st.integers(0, 9), st.just(Decimal("4.5")), st.just("a")),
    st.one_of(st.none(), st.sampled_from(["a", "b", "c", ""]), st.just(1)),
    st.integers(0, 9),
)


@settings(max_examples=150)
@given(rows=_rows, inputs=st.lists(_inputs, min_size=1, max_size=6))
def test_a_table_agrees_with_its_cells_tested_one_by_one(rows, inputs, build):
    model = build(rows)
    cells = [[feel.compile(cell, "unary") for cell in row] for row in rows]
    for x, t, y in inputs:
        scope = {"x": to_feel(x), "t": to_feel(t), "y": to_feel(y)}
        expected = [
            number
            for number, (first, second) in enumerate(cells, 1)
            if first.evaluate({**scope, "?": scope["x"]}) is True
            and second.evaluate({**scope, "?": scope["t"]}) is True
        ]
        assert (model.evaluate("d", scope).value or []) == expected


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [("COLLECT", None, []), ("RULE ORDER", None, []), ("COLLECT", "COUNT", 0), ("COLLECT", "SUM", None)],
)
def test_several_hits_of_no_rule_are_an_empty_list(dmn, policy, aggregation, expected):
    evaluation = evaluate(dmn, None, ["n"], single(1), policy=policy, aggregation=aggregation)
    assert (evaluation.value, evaluation.problems) == (expected, ())


def test_an_input_outside_its_allowed_values_is_null_with_a_reason(dmn):
    logic = dmn.table(["x"], ["o"], [(["-"], ['"any"'])]).replace(
        "</inputExpression>", "</inputExpression><inputValues><text>&quot;A&quot;, &quot;B&quot;</text></inputValues>"
    )
    model = load(dmn.model(dmn.input("x"), dmn.decision("d", logic, needs=["x"])))
    assert model.evaluate("d", {"x": "A"}).problems == ()
    assert 'expected one of the allowed values "A", "B" for x' in model.evaluate("d", {"x": "C"}).problems[0].message
