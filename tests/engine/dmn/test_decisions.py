import subprocess
import sys
from decimal import Decimal

import pytest

from engine.dmn import load
from engine.errors import InvalidInput, InvalidModel, LimitExceeded, NotFound


@pytest.fixture
def pricing(dmn):
    return load(
        dmn.model(
            dmn.input("Unit price", "number").replace('id="Unit price"', 'id="price"'),
            dmn.input("qty", "number"),
            dmn.decision("Net amount", dmn.literal("Unit price * qty"), needs=["price", "qty"], id_="net"),
            dmn.decision(
                "fee", dmn.literal("round half up(Net amount * 0.15, 2)"), decisions=["net"], type_ref="number"
            ),
            dmn.decision("never", dmn.literal("if qty > 0 then qty else fee"), needs=["qty"], decisions=["fee"]),
        )
    )


def test_a_decision_is_found_by_id_and_by_name(pricing):
    context = {"Unit price": 2, "qty": 3}
    assert pricing.evaluate("net", context).value == pricing.evaluate("Net amount", context).value == 6


def test_a_decision_evaluates_those_it_requires(pricing):
    assert pricing.evaluate("fee", {"Unit price": Decimal("0.30"), "qty": 1}).value == Decimal("0.05")


def test_required_inputs_lists_what_is_needed_over_others(pricing):
    assert set(pricing.required_inputs("fee")) == {"Unit price", "qty"}


def test_a_requirement_that_is_not_read_is_not_evaluated(pricing):
    trace = pricing.evaluate("never", {"qty": 1}, trace=True).trace
    assert [step["name"] for step in trace["decisions"]] == ["never"]


def test_a_missing_input_is_null_with_its_name(pricing):
    evaluation = pricing.evaluate("fee", {"qty": 1})
    assert evaluation.value is None
    assert "expected a value for 'Unit price'" in evaluation.problems[0].message


def test_an_input_of_the_wrong_type_is_null_with_the_reason(pricing):
    evaluation = pricing.evaluate("fee", {"Unit price": "x", "qty": 1})
    assert evaluation.problems[0].message == "Unit price: expected number, found string"


def test_strict_raises_all_problems_with_their_places(pricing):
    with pytest.raises(InvalidInput, match="Unit price") as caught:
        pricing.evaluate("fee", {"qty": 1}, strict=True)
    lenient = pricing.evaluate("fee", {"qty": 1}).problems
    assert len(lenient) > 1
    assert [problem.message for problem in caught.value.problems] == [str(problem) for problem in lenient]
    assert "net, line 1, column 1" in caught.value.problems[1].message


@pytest.mark.parametrize(
    "text", ['1 + "a"', 'number("x")', "[1, 2].a", "{a: 1}.b", "missing", "1 / 0", '@"2026-01-01" < 3', "sqrt(-1)"]
)
def test_every_null_that_comes_from_an_error_is_an_error_when_strict(dmn, text):
    model = load(dmn.model(dmn.decision("d", dmn.literal(text))))
    evaluation = model.evaluate("d", {})
    assert evaluation.problems
    with pytest.raises(InvalidInput, match="d, line 1, column"):
        model.evaluate("d", {}, strict=True)


def test_a_null_that_is_meant_is_no_error_when_strict(dmn):
    model = load(dmn.model(dmn.input("x"), dmn.decision("d", dmn.literal("if x = null then null else 1"), needs=["x"])))
    assert model.evaluate("d", {"x": None}, strict=True).value is None


def test_an_unknown_decision_is_not_found(pricing):
    with pytest.raises(NotFound, match="'tax'"):
        pricing.evaluate("tax", {})


def test_the_trace_shows_inputs_and_values_as_json(pricing):
    trace = pricing.evaluate("fee", {"Unit price": 10, "qty": 2}, trace=True).trace
    assert trace["model"]["name"] == "Test"
    told = [
        (step["name"], {it["name"]: it["value"] for it in step["inputs"]}, step["value"]) for step in trace["decisions"]
    ]
    assert told == [("Net amount", {"Unit price": "10", "qty": "2"}, "20"), ("fee", {"Net amount": "20"}, "3.00")]


def test_a_shared_requirement_is_evaluated_once(dmn):
    model = load(
        dmn.model(
            dmn.decision("base", dmn.literal("now()")),
            dmn.decision("a", dmn.literal("base"), decisions=["base"]),
            dmn.decision("b", dmn.literal("a = base"), decisions=["a", "base"]),
        )
    )
    evaluation = model.evaluate("b", {}, trace=True)
    assert evaluation.value is True
    assert [step["name"] for step in evaluation.trace["decisions"]].count("base") == 1


def test_every_problem_of_a_model_is_listed_with_id_and_line(dmn):
    xml = dmn.model(
        "\n",
        dmn.decision("a", dmn.literal("1 +")),
        "\n",
        dmn.decision("b", dmn.literal("2"), needs=["nothing"], type_ref="tUnknown"),
        dmn.decision("c", dmn.literal("d"), decisions=["d"]),
        dmn.decision("d", dmn.literal("c"), decisions=["c"]),
    )
    with pytest.raises(InvalidModel) as caught:
        load(xml)
    found = {(problem.rule, problem.element_id, problem.line) for problem in caught.value.problems}
    assert {("feel_syntax", "a", 2), ("dmn_reference", "b", 3), ("dmn_type", "b", 3), ("dmn_cycle", "c", 3)} <= found


def test_a_lenient_load_keeps_what_works_and_gives_the_reason_for_the_rest(dmn):
    xml = dmn.model(dmn.decision("a", dmn.literal("1 +")), dmn.decision("b", dmn.literal("2")))
    model = load(xml, lenient=True)
    assert model.evaluate("b", {}).value == 2
    assert "expected a value" in model.evaluate("a", {}).problems[0].message


def test_an_imported_model_is_known_by_the_name_of_the_import(dmn):
    common = load(
        dmn.model(
            dmn.input("amount", "number"),
            '<businessKnowledgeModel id="vat" name="vat"><variable name="vat"/><encapsulatedLogic>'
            '<formalParameter name="net" typeRef="number"/>' + dmn.literal("net * 0.2") + "</encapsulatedLogic>"
            "</businessKnowledgeModel>",
            dmn.decision("twice", dmn.literal("amount * 2"), needs=["amount"]),
            namespace="common",
        )
    )
    xml = dmn.model(
        '<import name="shared" namespace="common" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        dmn.decision(
            "gross", dmn.literal("shared.twice + shared.vat(100)"), decisions=["common#twice"], knows=["common#vat"]
        ),
    )
    assert load(xml, [common]).evaluate("gross", {"amount": 4}).value == 28
    assert load(xml, [common]).evaluate("gross", {"shared": {"amount": 5}}).value == 30
    with pytest.raises(InvalidModel, match="expected the imported model 'common'"):
        load(xml)


def test_a_decision_service_is_a_function_of_its_inputs(dmn):
    model = load(
        dmn.model(
            dmn.input("x", "number"),
            dmn.decision("double", dmn.literal("x * 2"), needs=["x"]),
            '<decisionService id="svc" name="svc"><variable name="svc"/><outputDecision href="#double"/>'
            '<inputData href="#x"/></decisionService>',
            dmn.decision("use", dmn.literal("svc(21) + svc(x: 1)"), knows=["svc"]),
        )
    )
    assert model.evaluate("use", {}).value == 44
    assert model.evaluate("svc", {"x": 5}).value == 10


def test_a_decision_service_takes_input_data_before_input_decisions(dmn):
    """DMN 1.5, 10.4: "function(nid1, nid2, ..., ndi1, ndi2, ...)"."""
    model = load(
        dmn.model(
            dmn.input("x", "number"),
            dmn.decision("before", dmn.literal("1")),
            dmn.decision("out", dmn.literal("x - before"), needs=["x"], decisions=["before"]),
            '<decisionService id="svc" name="svc"><variable name="svc"/><outputDecision href="#out"/>'
            '<inputDecision href="#before"/><inputData href="#x"/></decisionService>',
            dmn.decision("use", dmn.literal("svc(10, 3)"), knows=["svc"]),
        )
    )
    assert model.evaluate("use", {}).value == 7


def test_allowed_values_of_a_type_are_checked_at_its_border(dmn):
    item = (
        '<itemDefinition name="tTier"><typeRef>string</typeRef>'
        '<allowedValues><text>"STD", "GOLD"</text></allowedValues></itemDefinition>'
    )
    model = load(dmn.model(item, dmn.input("tier", "tTier"), dmn.decision("d", dmn.literal("tier"), needs=["tier"])))
    assert model.evaluate("d", {"tier": "GOLD"}).value == "GOLD"
    assert model.evaluate("d", {"tier": "GOLDEN"}).value is None


def test_types_that_contain_themselves_are_refused(dmn):
    item = '<itemDefinition name="tA"><itemComponent name="a"><typeRef>tA</typeRef></itemComponent></itemDefinition>'
    with pytest.raises(InvalidModel, match="tA > tA"):
        load(dmn.model(item))


def test_a_recursive_knowledge_model_stops_at_the_limit(dmn):
    model = load(
        dmn.model(
            '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
            '<formalParameter name="n"/>' + dmn.literal("f(n + 1)") + "</encapsulatedLogic></businessKnowledgeModel>",
            dmn.decision("d", dmn.literal("f(1)"), knows=["f"]),
        )
    )
    with pytest.raises(LimitExceeded, match="limit recursion"):
        model.evaluate("d", {})


def test_code_of_other_languages_is_never_run(dmn):
    model = load(
        dmn.model(
            '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic kind="Java">'
            '<formalParameter name="n"/>' + dmn.literal("{}") + "</encapsulatedLogic></businessKnowledgeModel>",
            dmn.decision("d", dmn.literal("f(1)"), knows=["f"]),
        )
    )
    evaluation = model.evaluate("d", {})
    assert evaluation.value is None
    assert "never run" in evaluation.problems[0].message


def test_the_trace_gives_each_rule_to_the_decision_that_it_belongs_to(dmn):
    tier = dmn.table(["x"], ["o"], [(["> 1"], ['"high"']), (["-"], ['"low"'])], policy="FIRST")
    fee = dmn.table(["tier"], ["o"], [(['"low"'], ["1"]), (['"high"'], ["2"])])
    model = load(
        dmn.model(
            dmn.input("x"),
            dmn.decision("tier", tier, needs=["x"]),
            dmn.decision("fee", fee, decisions=["tier"]),
        )
    )
    evaluation = model.evaluate("fee", {"x": 5, "unused": object()}, trace=True)
    assert [(hit.decision_name, hit.rule) for hit in evaluation.rules] == [("tier", 1), ("fee", 2)]
    assert [[rule["rule"] for rule in step["rules"]] for step in evaluation.trace["decisions"]] == [[1], [2]]


def test_people_see_the_name_and_expressions_use_the_variable(dmn):
    rules = dmn.table(["x"], ["o"], [(["-"], ["2"])])
    fee = dmn.decision("fee_terms", rules, needs=["x"]).replace('name="fee_terms"', 'name="Fee terms"', 1)
    model = load(
        dmn.model(dmn.input("x"), fee, dmn.decision("d", dmn.literal("fee_terms * 2"), decisions=["fee_terms"]))
    )
    evaluation = model.evaluate("d", {"x": 1}, trace=True)
    assert evaluation.value == 4
    assert evaluation.rules[0].decision_name == evaluation.trace["decisions"][0]["name"] == "Fee terms"
    assert model.evaluate("Fee terms", {"x": 1}).value == model.evaluate("fee_terms", {"x": 1}).value == 2


def test_inputs_of_an_import_of_an_import_are_found_below_both_names(dmn):
    def importing(name, namespace):
        return (
            f'<import name="{name}" namespace="{namespace}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        )

    inner = load(dmn.model(dmn.input("x", "number"), namespace="inner"))
    middle = load(
        dmn.model(
            importing("i", "inner"),
            dmn.decision("twice", dmn.literal("i.x * 2"), needs=["inner#x"]),
            namespace="middle",
        ),
        [inner],
    )
    outer = dmn.model(importing("m", "middle"), dmn.decision("d", dmn.literal("m.twice"), decisions=["middle#twice"]))
    model = load(outer, [middle])
    for context in ({"x": 4}, {"i": {"x": 4}}, {"m": {"i": {"x": 4}}}):
        assert model.evaluate("d", context).value == 8


@pytest.mark.parametrize("depth", [30, 120])
def test_boxed_expressions_nested_in_each_other_work_or_are_refused(dmn, depth):
    logic = "<list>" * depth + dmn.literal("1") + "</list>" * depth
    try:
        value = load(dmn.model(dmn.decision("d", logic))).evaluate("d", {}).value
    except (LimitExceeded, InvalidModel) as error:
        assert depth > 100, error  # noqa: PT017 (thirty levels must work)
    else:
        for _ in range(depth):
            (value,) = value
        assert value == 1


def test_the_engine_of_decisions_works_alone(dmn, tmp_path):
    (tmp_path / "model.dmn").write_text(
        dmn.model(dmn.input("x"), dmn.decision("Decision", dmn.literal("x + 1"), needs=["x"]))
    )
    script = (
        "import sys, pathlib; from engine.dmn import load; "
        "print(load(pathlib.Path(sys.argv[1]).read_bytes()).evaluate('Decision', {'x': 1}, trace=True).value); "
        "found = {name.split('.')[0] for name in sys.modules}; "
        "print(sorted(found & {'designer', 'flask', 'sqlalchemy', 'SpiffWorkflow'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "model.dmn")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == ["2", "[]", ""]
