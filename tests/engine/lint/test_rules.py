"""Every rule does what its own documentation says: silent on the good diagram, one problem on the bad one."""

import re
import sys
from textwrap import dedent

import pytest

from engine import lint
from engine.bpmn import examine, read

FRAME = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:returnflow="https://returnflow.dev/schema/bpmn" targetNamespace="t">
<bpmn:message id="plain" name="plain"/>
<bpmn:message id="keyed" name="keyed"><bpmn:extensionElements><returnflow:correlation key="=rma_number"/>
</bpmn:extensionElements></bpmn:message>
<bpmn:process id="p" isExecutable="true">{}</bpmn:process></bpmn:definitions>"""


def model(body: str):
    return examine({"x.bpmn": FRAME.format(body).encode()}).model


def found(body: str):
    return lint.check(
        model(body),
        forms={"f5_inspection"},
        decisions={"eligibility"},
        operations={("erp", "get_order"), ("erp", "post_credit_memo")},
    )


def example(rule: str, which: str) -> str:
    text = sys.modules[lint.RULES[rule].__module__].__doc__
    match = re.search(rf"^{which}::\n\n((?:    .*\n|\n)+)", text, re.MULTILINE)
    assert match, f"the rule {rule} documents no {which.lower()} example"
    return dedent(match[1])


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_bad_example_has_the_problem_at_the_culprit(rule):
    (problem,) = [problem for problem in found(example(rule, "Bad")) if problem.rule == rule]
    assert problem.element_id == "culprit"
    assert problem.file == "x.bpmn"
    assert problem.line
    assert problem.hint


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_good_example_has_no_problem_of_any_rule(rule):
    assert [problem for problem in found(example(rule, "Good")) if problem.severity == "error"] == []
    assert rule not in {problem.rule for problem in found(example(rule, "Good"))}


def test_names_are_left_unchecked_where_the_bundle_does_not_say_what_there_is():
    bodies = [example(f"unknown-{kind}", "Bad") for kind in ("form", "decision", "operation")]
    assert [problem for body in bodies for problem in lint.check(model(body)) if problem.severity == "error"] == []


def test_a_misspelt_name_gets_the_right_one_as_hint():
    (problem,) = [p for p in found(example("unknown-operation", "Bad")) if p.rule == "unknown-operation"]
    assert problem.hint == "did you mean erp.get_order?"


def test_what_only_a_boundary_event_or_a_sub_process_reaches_is_reachable():
    body = (
        '<bpmn:startEvent id="s"/><bpmn:subProcess id="sub"><bpmn:task id="inner"/></bpmn:subProcess>'
        '<bpmn:boundaryEvent id="b" attachedToRef="sub"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:task id="mend"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="b" targetRef="mend"/>'
    )
    assert "unreachable-element" not in {problem.rule for problem in found(body)}


def test_drawings_are_not_linted():
    drawing = FRAME.replace('isExecutable="true"', 'isExecutable="false"').format('<bpmn:serviceTask id="a"/>')
    runnable = FRAME.replace('id="p"', 'id="q"').format('<bpmn:task id="t"/>')
    assert lint.check(read({"a.bpmn": drawing.encode(), "b.bpmn": runnable.encode()})) == []
