from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import load
from engine.dmn.check import check


@pytest.fixture(scope="module")
def findings(dmn_builders):
    def found(inputs, rules, *, policy="UNIQUE", outputs=("o",), types=""):
        rows = [(list(tests), [value]) for *tests, value in rules]
        logic = dmn_builders.table(inputs, list(outputs), rows, policy=policy)
        data = [dmn_builders.input(name, "tTier" if types and name == "tier" else "Any") for name in inputs]
        return check(load(dmn_builders.model(types, *data, dmn_builders.decision("d", logic, needs=inputs))))

    return found


def test_a_whole_table_has_no_findings(findings):
    assert findings(["age"], [("< 10", "1"), ("[10..20)", "2"), (">= 20", "3")]) == ()


def test_a_gap_is_shown_by_a_value_that_falls_into_it(findings):
    found = findings(["age"], [("<= 14", "0"), ("[16..30]", "15"), ("> 30", "20")])
    assert [(problem.rule, problem.severity) for problem in found] == [("dmn_gap", "warning")]
    assert found[0].message.endswith("found none for age = 15")


def test_an_overlap_is_shown_by_a_value_that_two_rules_take(findings):
    found = findings(["tier", "age"], [('"GOLD"', "< 60", "1"), ("-", "[50..70]", "2"), ("-", "> 70", "3")])
    overlap = next(problem for problem in found if problem.rule == "dmn_overlap")
    assert overlap.severity == "error"
    assert 'rules 1 and 2 both matching tier = "GOLD", age = 50' in overlap.message


def test_any_may_overlap_with_equal_outputs(findings):
    assert findings(["x"], [("< 5", "1"), (">= 3", "1")], policy="ANY") == ()
    covered = findings(["x"], [(">= 2", "1"), (">= 3", "1"), ("< 2", "2")], policy="ANY")
    assert [(p.rule, p.element_id) for p in covered] == [("dmn_redundant_rule", "r2")]
    assert [p.rule for p in findings(["x"], [("< 5", "1"), (">= 3", "2")], policy="ANY")] == ["dmn_overlap"]


def test_a_rule_that_earlier_rules_leave_nothing_for_is_named(findings):
    rules = [("< 10", '"a"', "1"), ("[0..5]", "-", "2"), ("[1..3]", '"b"', "3"), ("-", "-", "4")]
    found = findings(["x", "t"], rules, policy="FIRST")
    assert [(problem.rule, problem.element_id) for problem in found] == [("dmn_dead_rule", "r3")]
    assert 'before it rule 2 takes all of it, such as x = 1, t = "b"' in found[0].message


def test_a_default_output_closes_the_gaps(findings):
    assert findings(["x"], [("1", "2")], outputs=[("o", None, "0")]) == ()


def test_allowed_values_bound_what_must_be_covered(findings):
    types = (
        '<itemDefinition name="tTier"><typeRef>string</typeRef>'
        '<allowedValues><text>"STD", "GOLD"</text></allowedValues></itemDefinition>'
    )
    assert findings(["tier"], [('"STD"', "1"), ('"GOLD"', "2")], types=types) == ()
    assert "another text" in findings(["tier"], [('"STD"', "1"), ('"GOLD"', "2")])[0].message


def test_dates_and_booleans_are_judged_too(findings):
    assert findings(["b"], [("true", "1"), ("false", "2")]) == ()
    found = findings(["day"], [('< @"2026-01-01"', "1"), ('> @"2026-01-01"', "2")])
    assert found[0].message.endswith("day = 2026-01-01")


def gaps(found):
    """The counter-examples; nothing else may have been found."""
    assert {problem.rule for problem in found} <= {"dmn_gap"}
    return [problem.message.partition("found none for ")[2] for problem in found]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["< 0", "(0..10)", "> 10"], ["x = 0", "x = 10"]),
        (["[0..5)", "[5..10]", "< 0", "> 10"], []),
        (["? >= 5", "? < 4"], ["x = 4"]),
        (["? >= 0 and ? < 5", "? < 0 or ? > 5"], ["x = 5"]),
        (["? in ([1..3], 7)", "not(? between 1 and 7)"], ["x = 4"]),
        (['"a"', 'not("a", "b", "c")'], ['x = "b"', 'x = "c"']),
        (['["a".."m"]', '> "m"'], ['x = ""']),
        (['< "b"', '["b".."c")', '> "c"'], ['x = "c"']),
        (["null", "< 5", "> 5"], ["x = 5"]),
        (["< 5", ">= 5"], []),
        (["null", "not(null)"], []),
        (["not(null)", "not(null)"], ["x = null"]),
        (['< @"P5D"', '[@"P5D"..@"P10D"]', '> @"P11D"'], ["x = P10DT1H"]),
        (['< @"P1Y"', '> @"P1Y"'], ["x = P1Y"]),
        (['< @"10:00:00"', '> @"10:00:00"'], ["x = 10:00:00"]),
        (['>= @"00:00:00"'], []),
        (['< @"2026-01-01T00:00:00Z"', '> @"2026-01-01T01:00:00+01:00"'], ["x = 2026-01-01T01:00:00+01:00"]),
        (["true"], ["x = false"]),
        (["[1, 2]", "not(1, 2, 3)"], ["x = 3"]),
        ([str(number) for number in range(9)], ["x = -1", "x = 0.5", "x = 1.5", "x = 2.5", "x = 3.5; there are more"]),
    ],
)
def test_every_gap_of_a_column_is_shown_by_a_value_of_its_own(cells, expected, findings):
    policy = "ANY" if cells[0] == cells[-1] else "UNIQUE"
    assert gaps(findings(["x"], [(cell, "1") for cell in dict.fromkeys(cells)], policy=policy)) == expected


@pytest.mark.parametrize(
    ("cells", "shared"),
    [
        (["<= 5", ">= 5"], "x = 5"),
        (['<= "m"', '"b"'], 'x = "b"'),
        (['<= @"P1D"', '>= @"PT24H"'], "x = P1D"),
        (["null", "not(1)"], "x = null"),
        (["? > 3", "? < 4"], "x = 3.5"),
    ],
)
def test_rules_that_meet_in_one_piece_overlap_there(cells, shared, findings):
    found = findings(["x"], [(cell, str(number)) for number, cell in enumerate(cells)])
    overlap = next(problem for problem in found if problem.rule == "dmn_overlap")
    assert overlap.message.endswith(f"found rules 1 and 2 both matching {shared}")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["> y", "<= y"], "'> y' depends on more than constants"),
        (["< today()", "-"], "'< today()' depends on more than constants"),
        (["< 5", '"a"'], "its cells compare with number and string"),
        (['< @"10:00:00Z"', "-"], "its cells compare with times of time zones"),
        (
            ['< @"2026-01-01T00:00:00"', '> @"2026-01-01T00:00:00Z"'],
            "some of its cells name a time zone, others do not",
        ),
    ],
)
def test_a_table_that_cannot_be_judged_says_so_and_why(cells, reason, findings):
    found = findings(["x", "y"], [(cell, "-", str(number)) for number, cell in enumerate(cells)])
    assert [(problem.rule, problem.severity) for problem in found] == [("dmn_not_judged", "warning")]
    assert f"found a column x where {reason}; gaps and overlaps were not looked for" in found[0].message


def test_a_constraint_of_the_type_behind_the_type_bounds_what_must_be_covered(dmn):
    items = (
        '<itemDefinition name="tShare"><typeRef>number</typeRef>'
        "<typeConstraint><text>[0..100]</text></typeConstraint></itemDefinition>"
        '<itemDefinition name="tDiscount"><typeRef>tShare</typeRef></itemDefinition>'
    )
    logic = dmn.table(["x"], ["o"], [(["< 50"], ["1"]), (["(50..100]"], ["2"])])
    model = load(dmn.model(items, dmn.input("x", "tDiscount"), dmn.decision("d", logic, needs=["x"])))
    assert gaps(check(model)) == ["x = 50"]


def test_an_unknown_name_is_an_error_at_its_element(dmn):
    found = check(load(dmn.model(dmn.input("qty"), dmn.decision("d", dmn.literal("qty * prize"), needs=["qty"]))))
    assert [(problem.rule, problem.element_id) for problem in found] == [("dmn_unknown_name", "d")]
    assert "'prize'" in found[0].message


_cells = st.one_of(
    st.just("-"),
    st.integers(0, 4).map(str),
    st.builds(lambda op, n: f"{op} {n}", st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4)),
    st.builds(lambda a: f"not({a})", st.integers(0, 4)),
)


@settings(max_examples=100)
@given(rules=st.lists(st.tuples(_cells, _cells, st.just("1")), min_size=1, max_size=5))
def test_findings_agree_with_trying_every_value(rules, findings, dmn_builders):
    rows = [(list(tests), [str(number)]) for number, (*tests, _) in enumerate(rules)]
    logic = dmn_builders.table(["x", "y"], ["o"], rows, policy="RULE ORDER")
    data = [dmn_builders.input("x"), dmn_builders.input("y")]
    model = load(dmn_builders.model(*data, dmn_builders.decision("d", logic, needs=["x", "y"])))
    steps = [n / 2 for n in range(-2, 11)]
    counts = [len(model.evaluate("d", {"x": x, "y": y}).value) for x in steps for y in steps]
    found = {problem.rule for problem in findings(["x", "y"], rules)}
    assert ("dmn_gap" in found) == (0 in counts)
    assert ("dmn_overlap" in found) == any(count > 1 for count in counts)


def test_a_constant_of_another_type_than_its_column_is_an_error_at_its_rule(dmn):
    rules = [(["> 5"], ["1"]), (['"many"'], ["2"]), (["-"], ['"x"'])]
    logic = dmn.table(["qty"], ["o"], rules, policy="FIRST").replace(
        '<output name="o"', '<output name="o" typeRef="number"'
    )
    found = check(load(dmn.model(dmn.input("qty", "number"), dmn.decision("d", logic, needs=["qty"]))))
    assert [(problem.element_id, problem.message) for problem in found if problem.severity == "error"] == [
        ("r2", "expected number in rule 2 for qty, found string"),
        ("r3", "expected number in rule 3 for o, found string"),
    ]


def test_an_output_outside_the_allowed_values_of_its_type_is_an_error(dmn):
    item = (
        '<itemDefinition name="tTier"><typeRef>string</typeRef>'
        '<allowedValues><text>"STD", "GOLD"</text></allowedValues></itemDefinition>'
    )
    logic = dmn.table(["x"], ["o"], [(["-"], ['"GOLDEN"'])]).replace('name="o"', 'name="o" typeRef="tTier"')
    found = check(load(dmn.model(item, dmn.input("x"), dmn.decision("d", logic, needs=["x"]))))
    assert [problem.message for problem in found] == [
        "expected tTier in rule 1 for o, found string outside its allowed values"
    ]


def test_an_input_that_nothing_reads_is_a_warning_at_its_element(dmn):
    unread = dmn.decision("d", dmn.literal("qty"), needs=["qty", "tier"])
    found = check(load(dmn.model(dmn.input("qty"), dmn.input("tier"), dmn.input("age"), unread)))
    assert [(problem.rule, problem.severity, problem.element_id) for problem in found] == [
        ("dmn_unused_input", "warning", "d"),
        ("dmn_unused_input", "warning", "age"),
    ]
    assert "'tier'" in found[0].message


def test_the_shipped_decisions_have_no_errors():
    shipped = [entry.read_bytes() for entry in files("processes").joinpath("dmn").iterdir()]
    assert [str(p) for content in shipped for p in check(load(content)) if p.severity == "error"] == []
