from html import escape
from pathlib import Path

import pytest

from engine.commands import bundles
from engine.errors import InvalidModel
from engine.runtime.bundles import File, build
from engine.testing import story

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
PROCESS = Path(__file__).parent.parent / "commands"


def fee(*tests, outputs="fee", extra=""):
    """A DMN file whose table has one rule for each test of `age`."""
    rules = "".join(
        f'<rule id="r{number}"><inputEntry><text>{escape(test)}</text></inputEntry>'
        f"<outputEntry><text>{number}</text></outputEntry></rule>"
        for number, test in enumerate(tests, 1)
    )
    text = (
        f'<definitions xmlns="{NAMESPACE}" id="m" name="m" namespace="{outputs}">{extra}'
        f'<inputData id="age" name="age"/><decision id="{outputs}" name="{outputs}"><informationRequirement>'
        '<requiredInput href="#age"/></informationRequirement><decisionTable id="t"><input><inputExpression>'
        f'<text>age</text></inputExpression></input><output name="o"/>{rules}</decisionTable></decision></definitions>'
    )
    return File("dmn", f"{outputs}.dmn", text.encode())


@pytest.fixture
def process():
    return [
        File("bpmn", "approval.bpmn", (PROCESS / "approval.bpmn").read_bytes()),
        File("form", "approval.json", (PROCESS / "approval.json").read_bytes()),
    ]


def test_a_gap_is_a_warning_with_its_file_and_does_not_hinder(process):
    _, warnings = build([*process, fee("< 10", "> 10")])
    assert [(w.rule, w.file, w.severity) for w in warnings if w.file == "fee.dmn"] == [
        ("dmn_gap", "fee.dmn", "warning")
    ]


def test_overlapping_rules_cannot_be_deployed_and_are_shown_by_an_input(process):
    files = [*process, fee("< 20", ">= 10")]
    with pytest.raises(InvalidModel, match="both matching age = 10"):
        build(files)
    assert "dmn_overlap" in {problem.rule for problem in bundles.validate(files)}


def test_a_bundle_that_is_deployed_already_is_not_judged_again(process):
    build([*process, fee("< 20", ">= 10")], is_new=False)


def test_files_of_a_bundle_import_each_other(process):
    extra = f'<import name="other" namespace="rate" importType="{NAMESPACE}"/>'
    compiled, _ = build([*process, fee("< 10", ">= 10", extra=extra), fee("< 5", ">= 5", outputs="rate")])
    assert compiled.decisions.evaluate("fee", {"age": 12}).value == 2


def test_a_table_that_gives_nothing_becomes_an_incident_that_says_why(tmp_path):
    diagram = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" '
        'xmlns:returnflow="https://returnflow.dev/schema/bpmn"><bpmn:process id="p" isExecutable="true">'
        '<bpmn:startEvent id="s"/><bpmn:businessRuleTask id="decide"><bpmn:extensionElements>'
        '<returnflow:decision ref="fee"/><returnflow:result variable="fee"/></bpmn:extensionElements>'
        '</bpmn:businessRuleTask><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="decide"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="decide" targetRef="e"/></bpmn:process></bpmn:definitions>'
    )
    with story(tmp_path) as told:
        told.deploy(File("bpmn", "p.bpmn", diagram.encode()), fee("< 10", "> 10"))
        told.start("p", age=10)
        (incident,) = told.incidents
    assert incident.element_id == "decide"
    assert "expected a rule to match, found none" in incident.message
