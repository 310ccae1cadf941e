import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clock
from engine.dmn import account, load, tracing
from engine.errors import LimitExceeded

_TESTS = st.sampled_from(
    ["-", "< 3", "[1..4]", "> 2", "2", "not(3)", "? > y", '"a"', "null", "1, 5", "f(?) > 3", "odd > 0"]
)
_POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]


def traced(model, ref, context):
    trace = model.evaluate(ref, context, trace=True).trace
    assert json.loads(json.dumps(trace)) == trace
    return trace


def table_of(trace):
    (decision,) = trace["decisions"]
    (step,) = decision["steps"]
    return step


@pytest.fixture
def fees(dmn):
    rules = [(["< 10", '"A"'], ["1"]), (["-", '"A", "B"'], ["x * 2"]), (["> 5", "-"], ["3"])]
    logic = dmn.table(["x", "kind"], ["fee"], rules, policy="FIRST")
    return load(dmn.model(dmn.input("x", "number"), dmn.input("kind"), dmn.decision("d", logic, needs=["x", "kind"])))


def test_each_cell_says_whether_it_matched_failed_or_was_not_reached(fees):
    rules = table_of(traced(fees, "d", {"x": 12, "kind": "B"}))["rules"]
    told = [(rule["result"], rule["applied"], [cell["result"] for cell in rule["cells"]]) for rule in rules]
    assert told == [
        ("failed", False, ["failed", "not reached"]),
        ("matched", True, ["matched", "matched"]),
        ("not reached", False, ["not reached", "not reached"]),
    ]
    assert rules[1]["outputs"] == [{"expression": "x * 2", "value": "24", "type": "number", "text": "24"}]


def test_inputs_stand_with_their_values_and_where_they_come_from(fees):
    trace = traced(fees, "d", {"x": 12})
    assert [(it["name"], it["source"], it["text"]) for it in trace["inputs"]] == [
        ("x", "caller", "12"),
        ("kind", "missing", "null"),
    ]
    assert [it["expression"] for it in table_of(trace)["inputs"]] == ["x", "kind"]
    assert trace["problems"] == []
    assert trace["decisions"][0]["problems"][0]["message"] == "expected a value for 'kind', found none"


def test_a_cell_that_could_not_be_tested_says_why(dmn):
    model = load(
        dmn.model(dmn.input("x"), dmn.decision("d", dmn.table(["x"], ["o"], [(["< 10"], ["1"])]), needs=["x"]))
    )
    cell = table_of(traced(model, "d", {"x": "12"}))["rules"][0]["cells"][0]
    assert cell["result"] == "failed"
    assert "string" in cell["problem"]


def test_the_model_is_named_by_its_content(dmn):
    xml = dmn.model(dmn.decision("d", dmn.literal("1")))
    one, same, other = load(xml), load(xml.encode()), load(xml + " ")
    assert traced(one, "d", {})["model"]["hash"] == same.hash != other.hash


def test_a_decision_read_by_another_is_its_source(dmn):
    model = load(
        dmn.model(
            dmn.input("x"),
            dmn.decision("base", dmn.literal("x + 1"), needs=["x"]),
            dmn.decision("d", dmn.literal("base * 2"), decisions=["base"]),
        )
    )
    base, top = traced(model, "d", {"x": 1})["decisions"]
    assert base["logic"] == {"kind": "literal expression", "text": "x + 1"}
    assert [(it["name"], it["source"]) for it in top["inputs"]] == [("base", {"kind": "decision", "id": "base"})]
    assert (base["text"], top["text"]) == ("2", "4")


def knowledge(dmn, logic):
    return (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="n"/>'
        f"{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


def test_calls_are_told_with_their_arguments_and_what_they_did(dmn):
    logic = dmn.table(["n"], ["o"], [(["> 1"], ['"high"']), (["-"], ['"low"'])], policy="FIRST")
    model = load(dmn.model(knowledge(dmn, logic), dmn.decision("d", dmn.literal("[f(1), f(2)]"), knows=["f"])))
    trace = traced(model, "d", {})
    low, high = trace["decisions"][0]["steps"]
    assert (low["name"], low["function"], low["arguments"][0]["text"], low["text"]) == (
        "f",
        "knowledge model",
        "1",
        '"low"',
    )
    assert [rule["applied"] for rule in high["steps"][0]["rules"]] == [True, False]
    assert [rule["rule"] for rule in trace["decisions"][0]["rules"]] == [2, 1]


def test_the_decisions_of_a_service_stand_below_its_call(dmn):
    model = load(
        dmn.model(
            dmn.input("x", "number"),
            dmn.decision("double", dmn.literal("x * 2"), needs=["x"]),
            '<decisionService id="svc" name="svc"><variable name="svc"/><outputDecision href="#double"/>'
            '<inputData href="#x"/></decisionService>',
            dmn.decision("use", dmn.literal("svc(21)"), knows=["svc"]),
        )
    )
    (use,) = traced(model, "use", {})["decisions"]
    (call,) = use["steps"]
    assert (call["function"], [it["name"] for it in call["decisions"]]) == ("decision service", ["double"])
    assert traced(model, "svc", {"x": 1})["evaluated"] == {"id": "svc", "name": "svc", "kind": "decision service"}


def test_the_entries_of_a_context_are_told(dmn):
    entry = '<contextEntry><variable name="{}"/>{}</contextEntry>'
    logic = (
        "<context>"
        + entry.format("a", dmn.literal("1"))
        + f"<contextEntry>{dmn.literal('a + 1')}</contextEntry></context>"
    )
    trace = traced(load(dmn.model(dmn.decision("d", logic))), "d", {})
    assert trace["decisions"][0]["steps"] == [
        {"kind": "context", "entries": [{"name": "a", "value": "1", "type": "number", "text": "1"}]}
    ]
    assert trace["result"]["text"] == "2"


def test_a_later_entry_of_a_context_does_not_change_what_is_told_of_an_earlier_table(dmn):
    table = dmn.table(["x"], ["o"], [(["1"], ['"one"']), (["2"], ['"two"'])])
    entry = '<contextEntry><variable name="{}"/>{}</contextEntry>'
    logic = "<context>" + entry.format("t", table) + entry.format("x", dmn.literal("2")) + "</context>"
    model = load(dmn.model(dmn.input("x"), dmn.decision("d", logic, needs=["x"])))
    (step, _) = traced(model, "d", {"x": 1})["decisions"][0]["steps"]
    assert [rule["result"] for rule in step["rules"]] == ["matched", "failed"]


def test_the_moment_of_an_evaluation_is_one(dmn):
    rules = [(["= now()"], ["now()"])]
    model = load(dmn.model(dmn.decision("d", dmn.table(["now()"], ["o"], rules))))
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with clock.at(moment):
        evaluation = model.evaluate("d", {}, trace=True)
    assert evaluation.value == moment
    assert evaluation.trace["at"] == "2026-03-01T12:00:00+00:00"
    now = model.evaluate("d", {}, trace=True)
    assert table_of(now.trace)["rules"][0]["outputs"][0]["text"] == now.trace["result"]["text"]


def test_large_tables_and_values_are_cut_but_what_matched_is_shown(dmn):
    rules = [([str(number)], [str(number)]) for number in range(500)]
    logic = dmn.table(["count(x)"], ["o"], rules)
    model = load(dmn.model(dmn.input("x"), dmn.decision("d", logic, needs=["x"])))
    trace = traced(model, "d", {"x": list(range(400)) * 3})
    assert trace["inputs"][0] == trace["inputs"][0] | {"value": None, "text": "list of 1200 entries"}
    trace = traced(model, "d", {"x": list(range(400))})
    table = table_of(trace)
    assert [rule["rule"] for rule in table["rules"] if rule["applied"]] == [401]
    assert (len(table["rules"]), table["omitted"]) == (account.MAX_RULES + 1, 399)


def test_a_function_in_a_loop_is_told_up_to_a_bound(dmn):
    model = load(
        dmn.model(
            knowledge(dmn, dmn.literal("n * 2")),
            dmn.decision("d", dmn.literal("sum(for i in 1..1000 return f(i))"), knows=["f"]),
        )
    )
    trace = traced(model, "d", {})
    assert (len(trace["decisions"][0]["steps"]), trace["omitted"]) == (tracing.MAX_STEPS, 1000 - tracing.MAX_STEPS)


def test_what_is_too_much_to_tell_again_leaves_the_evaluation_as_it_is(dmn):
    rules = [(["? = count(for a in 1..800 return a)"], ["1"])] * 300
    logic = dmn.table(["x"], ["o"], rules, policy="FIRST")
    model = load(
        dmn.model(
            dmn.input("x"),
            dmn.decision("d", logic, needs=["x"]),
            dmn.decision("all", dmn.literal("d"), decisions=["d"]),
        )
    )
    try:
        plain = model.evaluate("all", {"x": 800})
    except LimitExceeded:
        pytest.fail("the evaluation itself must stay below the limits")
    assert model.evaluate("all", {"x": 800}, trace=True).value == plain.value == 1


def outcome(evaluation):
    return evaluation.value, evaluation.problems, evaluation.rules


@settings(max_examples=80)
@given(
    rows=st.lists(st.tuples(_TESTS, _TESTS), min_size=1, max_size=8),
    policy=st.sampled_from(_POLICIES),
    x=st.one_of(st.none(), st.integers(0, 6), st.sampled_from(["a", "b"])),
    t=st.one_of(st.none(), st.integers(0, 6), st.sampled_from(["a", "b"])),
    aggregation=st.sampled_from([None, "SUM", "COUNT"]),
)
def test_the_trace_and_the_plain_evaluation_agree(dmn_builders, rows, policy, x, t, aggregation):
    dmn = dmn_builders
    rules = [(list(tests), [str(number % 3)]) for number, tests in enumerate(rows)]
    how = aggregation if policy == "COLLECT" else None
    logic = dmn.table(["x", "t"], [("o", "2, 1, 0", None)], rules, policy=policy, aggregation=how)
    model = load(
        dmn.model(
            *(dmn.input(name) for name in "xty"),
            knowledge(dmn, dmn.literal("n + 1")),
            dmn.decision("odd", dmn.literal("x + y"), needs=["x", "y"]),
            dmn.decision("d", logic, needs=["x", "t", "y"], decisions=["odd"], knows=["f"]),
        )
    )
    context = {"x": x, "t": t, "y": 2}
    plain, full = model.evaluate("d", context), model.evaluate("d", context, trace=True)
    assert outcome(plain) == outcome(full)
    decision = full.trace["decisions"][-1]
    (table,) = [step for step in decision["steps"] if step["kind"] == "table"]
    assert sorted(rule["rule"] for rule in table["rules"] if rule["applied"]) == sorted(hit.rule for hit in plain.rules)
    for rule in table["rules"]:
        results = [cell["result"] for cell in rule["cells"]]
        assert not rule["applied"] or rule["result"] == "matched"
        assert (rule["result"] == "matched") == (results == ["matched", "matched"])
        assert rule["result"] != "failed" or results in (["failed", "not reached"], ["matched", "failed"])
    if policy in ("UNIQUE", "ANY", "RULE ORDER", "COLLECT"):
        assert [rule["rule"] for rule in table["rules"] if rule["result"] == "matched"] == [h.rule for h in plain.rules]
