"""What a file defines and uses, and what is refused at the gate."""

import pytest

from designer.modeler import blank, outline
from engine.errors import InvalidModel, LimitExceeded

PROCESS = blank.document("bpmn", "greeting", "Greeting & more")
EXTENDED = PROCESS.replace(
    b"</bpmn:process>",
    b"""<bpmn:callActivity id="a" calledElement="p20_approval" /><bpmn:userTask id="b"><bpmn:extensionElements>
    <returnflow:task form="f3_approval" /></bpmn:extensionElements></bpmn:userTask><bpmn:businessRuleTask id="c">
    <bpmn:extensionElements><returnflow:decision ref="fee" /></bpmn:extensionElements></bpmn:businessRuleTask>
    </bpmn:process>""",
)
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions>&e;</definitions>'


def test_a_process_says_its_name_and_what_it_needs() -> None:
    found = outline.read("bpmn", EXTENDED)
    assert found.title == "Greeting & more"
    assert found.processes == {"p20_approval"}
    assert found.forms == {"f3_approval"}
    assert found.decisions == {"fee"}


def test_a_decision_table_without_input_data_reads_its_column_names() -> None:
    (fee,) = outline.read("dmn", blank.document("dmn", "fee", "Fee")).defines
    assert (fee.id, fee.name, fee.inputs) == ("fee", "Fee", ("value",))


def test_a_required_decision_hands_on_the_inputs_it_needs() -> None:
    xml = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d">
    <inputData id="i" name="age_days" />
    <decision id="low" name="Low"><informationRequirement><requiredInput href="#i" /></informationRequirement>
    </decision>
    <decision id="high" name="High"><informationRequirement><requiredDecision href="#low" /></informationRequirement>
    </decision></definitions>"""
    assert outline.read("dmn", xml).defines[1].inputs == ("age_days",)


def test_decisions_that_require_each_other_do_not_go_on_for_ever() -> None:
    xml = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d">
    <decision id="a" name="A"><informationRequirement><requiredDecision href="#b" /></informationRequirement></decision>
    <decision id="b" name="B"><informationRequirement><requiredDecision href="#a" /></informationRequirement></decision>
    </definitions>"""
    assert [decision.inputs for decision in outline.read("dmn", xml).defines] == [(), ()]


@pytest.mark.parametrize(
    ("kind", "content", "rule"),
    [
        ("bpmn", b"not xml at all", "not-xml"),
        ("bpmn", b"", "not-xml"),
        ("bpmn", b"<html/>", "not-bpmn"),
        ("bpmn", blank.document("dmn", "fee", "Fee"), "not-bpmn"),
        ("bpmn", ENTITY, "doctype"),
        ("dmn", PROCESS, "not-dmn"),
        ("form", b"{", "not-json"),
        ("form", b"[]", "not-form"),
        ("form", b'{"schema": {}}', "no-key"),
    ],
)
def test_what_is_none_of_its_kind_is_refused_with_the_rule(kind: outline.FileKind, content: bytes, rule: str) -> None:
    with pytest.raises(InvalidModel) as refused:
        outline.read(kind, content)
    assert refused.value.problems[0].rule == rule
    assert refused.value.problems[0].hint
    assert "passwd" not in str(refused.value)


def test_fifty_megabytes_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(LimitExceeded, match="at most 5,242,880"):
        outline.read("bpmn", b"<a>" * 17_000_000)
