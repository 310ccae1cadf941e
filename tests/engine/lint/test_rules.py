"""Every rule does what its own documentation says: silent on the good diagram, one problem on the bad one."""

import pytest

from engine import lint
from engine.bpmn import read
from tests.engine.lint.drawing import FRAME, model


def example(rule: str, which: str) -> str:
    explanation = lint.explain(rule)
    assert explanation is not None
    text = explanation.bad if which == "Bad" else explanation.good
    assert text, f"the rule {rule} documents no {which.lower()} example"
    return text


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_bad_example_has_the_problem_at_the_culprit(rule, found):
    bad = example(rule, "Bad")
    (problem,) = {problem.element_id: problem for problem in found(bad) if problem.rule == rule}.values()
    assert problem.element_id.endswith("culprit" if "culprit" in bad else "p")
    assert problem.file == "x.bpmn"
    assert problem.line
    assert problem.hint


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_bad_example_has_no_error_of_another_rule(rule, found):
    others = {problem.rule for problem in found(example(rule, "Bad")) if problem.severity == "error"} - {rule}
    assert others == set()


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_problem_is_as_severe_as_the_rule_says(rule, found):
    severities = {problem.severity for problem in found(example(rule, "Bad")) if problem.rule == rule}
    assert severities == {lint.explain(rule).severity}


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_good_example_has_no_problem_of_any_rule(rule, found):
    assert [problem for problem in found(example(rule, "Good")) if problem.severity == "error"] == []
    assert rule not in {problem.rule for problem in found(example(rule, "Good"))}


def test_names_are_left_unchecked_where_the_bundle_does_not_say_what_there_is():
    bodies = [example(f"unknown-{kind}", "Bad") for kind in ("form", "decision", "operation")]
    assert [problem for body in bodies for problem in lint.check(model(body)) if problem.severity == "error"] == []


def test_a_misspelt_name_gets_the_right_one_as_hint(found):
    (problem,) = [p for p in found(example("unknown-operation", "Bad")) if p.rule == "unknown-operation"]
    assert problem.hint == "did you mean erp.get_order?"


def test_what_only_a_boundary_event_or_a_sub_process_reaches_is_reachable(found):
    body = (
        '<bpmn:startEvent id="s"/><bpmn:subProcess id="sub"><bpmn:task id="inner"/></bpmn:subProcess>'
        '<bpmn:boundaryEvent id="b" attachedToRef="sub"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:task id="mend"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="b" targetRef="mend"/>'
    )
    assert "unreachable-element" not in {problem.rule for problem in found(body)}


def test_drawings_are_not_linted():
    drawing = FRAME.replace('isExecutable="true"', 'isExecutable="false"').replace("{}", '<bpmn:serviceTask id="a"/>')
    runnable = FRAME.replace('id="p"', 'id="q"').replace("{}", '<bpmn:task id="t" name="Pack"/>')
    assert lint.check(read({"a.bpmn": drawing.encode(), "b.bpmn": runnable.encode()})) == []
