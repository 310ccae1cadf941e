"""Business rule tasks (BPMN 2.0.2, 10.3.4.6): a decision, evaluated at once."""


def test_a_decision_gives_the_result_variable(run, decisions):
    decisions.by_ref["fee"] = lambda context: context["n"] * 2
    assert run("decides", n=4).variables["fee"] == 8


def test_inputs_and_outputs_are_mapped(run, decisions):
    decisions.by_ref["fee"] = lambda context: context["n"] + 1
    driver = run("mapped", amount=4)
    assert driver.variables["fee"] == 10
    assert decisions.seen[0] == ("fee", {"n": 4})


def test_a_decision_without_a_result_is_a_failure(run, decisions):
    decisions.by_ref["fee"] = lambda context: None
    assert run("decides", n=4).failure.code == "decision_no_result"
