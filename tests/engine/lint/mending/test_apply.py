"""Quick fixes change what they name and nothing else, and mend what the rule complained about."""

from importlib.resources import files

import pytest

from engine import lint
from engine.bpmn import examine
from engine.errors import Edit, Fix
from engine.lint.mending import mend
from tests.engine.lint.drawing import FRAME, flows

FIXABLE = [
    "missing-condition",
    "missing-operation",
    "timer-syntax",
    "unknown-form",
    "unknown-decision",
    "unknown-operation",
    "unknown-process",
    "needless-condition",
    "duplicate-flow",
    "superfluous-gateway",
]


def edited(text: str, *edits: Edit) -> str:
    return mend(text.encode(), [Fix("x", edits)])[0].decode()


@pytest.mark.parametrize("rule", FIXABLE)
def test_a_fix_mends_the_bad_example_of_its_rule(rule, found):
    bad = lint.explain(rule).bad
    (fix,) = [problem.fix for problem in found(bad) if problem.rule == rule]
    before = FRAME.replace("{}", bad)
    after, done = mend(before.encode(), [fix])
    assert done == [fix]
    head, _, tail = FRAME.partition("{}")
    body = after.decode().removeprefix(head).removesuffix(tail)
    assert [problem for problem in found(body) if problem.rule == rule] == []


def test_nothing_else_changes_in_a_shipped_diagram():
    before = files("processes").joinpath("bpmn", "p60_inspect.bpmn").read_bytes()
    after, _ = mend(before, [Fix("x", (Edit("extension", "inspect", "task.form", "other"),))])
    assert after == before.replace(b'form="f5_inspection"', b'form="other"')


def test_quotes_comments_and_encodings_stay():
    text = (
        "<?xml version='1.0' encoding='iso-8859-1'?>\r\n<!-- <a id='x'> -->\r\n<d><a  id = 'x' name='\xfc'>\xe4</a></d>"
    )
    after, _ = mend(text.encode("latin-1"), [Fix("x", (Edit("set", "x", "name", 'a"b&'),))])
    assert after.decode("latin-1") == text.replace("name='\xfc'", "name='a\"b&amp;'")


def test_an_attribute_is_added_behind_the_last_one_or_taken_away():
    assert edited('<d><a id="x"/></d>', Edit("set", "x", "default", "f")) == '<d><a id="x" default="f"/></d>'
    assert edited('<d><a id="x" default="f"/></d>', Edit("set", "x", "default")) == '<d><a id="x"/></d>'


def test_an_element_becomes_another_with_its_prefix():
    text = '<b:d><b:serviceTask id="x">\n<b:incoming>f</b:incoming></b:serviceTask></b:d>'
    assert edited(text, Edit("become", "x", value="userTask")) == text.replace("serviceTask", "userTask")


def test_removing_a_flow_takes_its_mentions_and_its_line():
    text = (
        '<d>\n <t id="a">\n  <outgoing>f</outgoing>\n </t>\n <sequenceFlow id="f"/>\n <E bpmnElement="f"><w/></E>\n</d>'
    )
    assert edited(text, Edit("remove", "f")) == '<d>\n <t id="a">\n </t>\n</d>'


def test_a_gateway_that_is_bypassed_leaves_one_flow_and_one_line():
    edges = "".join(f'<E bpmnElement="{flow}"><waypoint x="{x}"/></E>' for flow, x in (("a_to_g", 1), ("g_to_b", 2)))
    body = '<t id="a"/><g id="g"><incoming>a_to_g</incoming></g><t id="b"><incoming>g_to_b</incoming></t>'
    after = edited(f"<bpmn>{body}{flows('a g', 'g b')}{edges}</bpmn>", Edit("bypass", "g"))
    assert '<t id="b"><incoming>a_to_g</incoming></t>' in after
    assert 'id="a_to_g" sourceRef="a" targetRef="b"' in after
    assert '<E bpmnElement="a_to_g"><waypoint x="1"/><waypoint x="2"/></E>' in after
    assert "g_to_b" not in after


def test_a_fix_for_something_that_is_not_there_is_left_out():
    content = b'<d><a id="x"/></d>'
    assert mend(content, [Fix("x", (Edit("set", "y", "name", "n"),))]) == (content, [])


def test_of_two_fixes_for_one_place_the_first_is_applied():
    fixes = [Fix(name, (Edit("set", "x", "name", name),)) for name in ("one", "two")]
    after, done = mend(b'<d><a id="x" name="n"/></d>', fixes)
    assert (after, done) == (b'<d><a id="x" name="one"/></d>', fixes[:1])


def test_what_was_mended_can_still_be_read():
    content = files("processes").joinpath("bpmn", "p60_inspect.bpmn").read_bytes()
    after, _ = mend(content, [Fix("x", (Edit("bypass", "again"), Edit("remove", "looked_to_inspected")))])
    assert not [problem for problem in examine({"x": after}).problems if problem.rule == "not-xml"]
