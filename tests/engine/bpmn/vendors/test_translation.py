"""The pass as a whole: which tool wrote a file, what is told about it, and that it ends."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import bpmn
from engine.errors import InvalidModel

Run = Callable[..., Any]
CAMUNDA = 'xmlns:c="http://camunda.org/schema/1.0/bpmn"'
CONDITION = '<bpmn:sequenceFlow id="f"><bpmn:conditionExpression {}>{}</bpmn:conditionExpression></bpmn:sequenceFlow>'


def test_a_file_drawn_here_stays_as_it_is() -> None:
    content = (Path(__file__).parent / "native.bpmn").read_bytes()
    assert bpmn.read({"native.bpmn": content}).notes == ()


def test_every_other_tool_is_told_once(translate: Run) -> None:
    tasks = "".join(
        f'<bpmn:task id="t{i}" sig:x="1"><bpmn:extensionElements><sig:meta/><d:onEntry-script/>'
        "</bpmn:extensionElements></bpmn:task>"
        for i in range(3)
    )
    found = translate(tasks, 'xmlns:sig="http://www.signavio.com" xmlns:d="http://www.jboss.org/drools"')
    assert [(one.severity, one.element_id, one.message) for one in found.problems] == [
        ("info", None, "Signavio: kept in the file, without effect here: meta (3 times), x (3 times)"),
        ("info", None, "jBPM: kept in the file, without effect here: onEntry-script (3 times)"),
    ]


def test_colours_are_no_news(translate: Run) -> None:
    names = (
        'xmlns:c="http://bpmn.io/schema/bpmn/biocolor/1.0" xmlns:o="http://www.omg.org/spec/BPMN/non-normative/color"'
    )
    assert translate('<bpmn:task id="t" c:stroke="#fff" o:background="#000"/>', names).problems == []


@pytest.mark.parametrize(
    ("attributes", "text", "wanted"),
    [
        ("", "${a == 1}", "=a = 1"),
        ('language="http://www.omg.org/spec/FEEL/20140401"', "a = 1", "=a = 1"),
        ('language="http://www.w3.org/1999/XPath"', "a = 1", "a = 1"),
        ("", "a == 1", "a == 1"),
    ],
)
def test_a_condition_says_its_language_whoever_wrote_it(
    translate: Run, attributes: str, text: str, wanted: str
) -> None:
    found = translate(CONDITION.format(attributes, text))
    assert found.problems == []
    assert found.text("conditionExpression") == wanted


def test_a_condition_in_a_programming_language_is_refused_once(translate: Run) -> None:
    found = translate(CONDITION.format('language="http://www.java.com/java"', "return true;"))
    assert found.told == [("error", "vendor-script", "f")]
    assert found.text("conditionExpression") == "=false"


def test_a_drawing_is_not_judged(translate: Run) -> None:
    drawing = '<bpmn:process id="q" isExecutable="false"><bpmn:serviceTask id="t" c:class="X"/></bpmn:process>'
    assert translate("", CAMUNDA, drawing).problems == []


def test_all_problems_of_a_file_are_told_at_once() -> None:
    content = f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" {CAMUNDA}>
      <bpmn:process id="p" isExecutable="true">
        <bpmn:startEvent id="s"/>
        <bpmn:serviceTask id="a" c:class="X"/>
        <bpmn:scriptTask id="b" scriptFormat="groovy"><bpmn:script>1</bpmn:script></bpmn:scriptTask>
        <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="nowhere">
          <bpmn:conditionExpression>${{bean.ok(execution)}}</bpmn:conditionExpression>
        </bpmn:sequenceFlow>
      </bpmn:process></bpmn:definitions>"""
    with pytest.raises(InvalidModel) as refusal:
        bpmn.read({"x.bpmn": content.encode()})
    told = {(problem.rule, problem.element_id, problem.line) for problem in refusal.value.problems}
    assert told == {
        ("vendor-operation", "a", 4),
        ("vendor-script", "b", 5),
        ("vendor-expression", "f", 7),
        ("unresolved-reference", "f", 6),
    }


HOSTILE = ["a&lt;b&amp;&amp;c==d", "(" * 300, "x%" * 60 + "1", "!" * 300 + "a", "a?b:" * 30 + "c", "a==" * 60 + "b"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_thousand_hostile_expressions_take_bounded_time(translate: Run, text: str) -> None:
    flow = "<bpmn:sequenceFlow><bpmn:conditionExpression>${{{}}}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    begun = time.process_time()
    translate(flow.format(text) * 1_000, CAMUNDA)
    assert time.process_time() - begun < 10
