"""`returnflow lint` prints one line per problem, JSON or SARIF, and tells by its exit status how bad it is."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from designer.cli import main
from designer.modeler import blank

GOOD = blank.document("bpmn", "greeting", "Greeting").decode()
# The parts of the SARIF 2.1.0 schema (OASIS, sections 3.13 to 3.28) that code hosts insist on.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"required": ["driver"], "properties": {"driver": {"$ref": "#/$defs/driver"}}},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "$defs": {
        "text": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "driver": {
            "required": ["name", "rules"],
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "required": ["id"],
                        "properties": {
                            "id": {"type": "string"},
                            "shortDescription": {"$ref": "#/$defs/text"},
                            "help": {"$ref": "#/$defs/text"},
                            "defaultConfiguration": {"properties": {"level": {"$ref": "#/$defs/level"}}},
                        },
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
        "result": {
            "required": ["message", "ruleId", "ruleIndex"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/$defs/level"},
                "message": {"$ref": "#/$defs/text"},
                "properties": {"type": "object"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
            "additionalProperties": False,
        },
        "location": {
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {"required": ["uri"], "properties": {"uri": {"format": "uri-reference"}}},
                        "region": {"properties": {"startLine": {"type": "integer", "minimum": 1}}},
                    },
                    "additionalProperties": False,
                },
                "logicalLocations": {
                    "type": "array",
                    "items": {"properties": {"name": {"type": "string"}, "kind": {"const": "element"}}},
                },
            },
            "additionalProperties": False,
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a good diagram, one with an error and one with a warning."""
    monkeypatch.chdir(tmp_path)
    Path("good.bpmn").write_text(GOOD)
    task = '<bpmn:serviceTask id="call" name="Call" /><bpmn:sequenceFlow id="f" sourceRef="call" targetRef="done" />'
    Path("bad.bpmn").write_text(GOOD.replace("</bpmn:process>", task + "</bpmn:process>"))
    task = '<bpmn:manualTask id="lost" name="Lost" />'
    Path("doubtful.bpmn").write_text(GOOD.replace("</bpmn:process>", task + "</bpmn:process>"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments])


def test_a_clean_file_gives_nothing_and_status_0(folder):
    result = run("good.bpmn")
    assert (result.exit_code, result.stdout.strip(), result.stderr.strip()) == (0, "", "no problems")


def test_an_error_is_one_line_of_file_element_rule_message_and_fix_and_status_2(folder):
    result = run("bad.bpmn", "--rule", "missing-operation")
    assert result.exit_code == 2
    assert result.stdout.strip() == (
        "bad.bpmn: call: missing-operation: Call names no connector operation: "
        "choose connector and operation, or make it a user task or a script task [Let a person do it]"
    )


def test_warnings_give_status_0_and_with_strict_1(folder):
    assert run("doubtful.bpmn").exit_code == 0
    assert run("doubtful.bpmn", "--strict").exit_code == 1


def test_an_ignored_rule_is_neither_shown_nor_counted(folder):
    result = run("bad.bpmn", "--ignore", "missing-operation", "--ignore", "unreachable-element")
    assert (result.exit_code, result.stdout.strip()) == (0, "")


def test_the_files_of_a_call_are_one_bundle(folder):
    call = '<bpmn:callActivity id="c" name="Greet" calledElement="greeting" />'
    other = GOOD.replace("greeting", "caller").replace("</bpmn:process>", call + "</bpmn:process>")
    Path("caller.bpmn").write_text(other)
    assert "unknown-process" in run("caller.bpmn").stdout
    assert "unknown-process" not in run("caller.bpmn", "good.bpmn").stdout


def test_a_folder_is_searched_for_diagrams_decisions_and_forms(folder):
    inner = folder / "more" / "deep"
    inner.mkdir(parents=True)
    (inner / "fee.dmn").write_bytes(blank.document("dmn", "fee", "Fee"))
    (inner / "note.json").write_bytes(blank.document("form", "note", "Note"))
    (inner / "settings.json").write_text('{"not": "a form"}')
    result = run("more")
    assert "dmn_table_gap" in result.stdout or result.exit_code == 0
    assert "settings.json" not in result.stdout


def test_a_decision_table_is_checked_alone(folder):
    text = blank.document("dmn", "fee", "Fee").decode().replace("<text>value</text>", "<text>valeu</text>")
    Path("fee.dmn").write_text(text)
    result = run("fee.dmn")
    assert result.exit_code == 2
    assert "fee.dmn: fee_in" in result.stdout
    assert "no-process" not in result.stdout


@pytest.mark.parametrize("name", ["missing.bpmn", "notes.txt", "empty"])
def test_what_cannot_be_read_is_a_problem_like_others(folder, name):
    (folder / "notes.txt").write_text("x")
    (folder / "empty").mkdir()
    result = run(name, "good.bpmn")
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{name}: -: unreadable-file: ")


def test_json_has_every_field_of_a_problem(folder):
    (problem,) = json.loads(run("bad.bpmn", "--format", "json", "--rule", "missing-operation").stdout)["problems"]
    assert problem["severity"] == "error"
    assert problem["element_id"] == "call"
    assert problem["fix"]["edits"][0] == {"action": "become", "element_id": "call", "name": "", "value": "userTask"}


@pytest.mark.parametrize("names", [["bad.bpmn"], ["good.bpmn"], ["bad.bpmn", "doubtful.bpmn", "missing.bpmn"]])
def test_sarif_has_the_structure_that_the_standard_asks_for(folder, names):
    log = json.loads(run(*names, "--format", "sarif").stdout)
    Draft202012Validator(SARIF).validate(log)
    driver = log["runs"][0]["tool"]["driver"]
    assert all(driver["rules"][it["ruleIndex"]]["id"] == it["ruleId"] for it in log["runs"][0]["results"])


def test_sarif_names_line_and_element_and_explains_the_rule(folder):
    run_ = json.loads(run("bad.bpmn", "--format", "sarif", "--rule", "missing-operation").stdout)["runs"][0]
    (result,), (rule,) = run_["results"], run_["tool"]["driver"]["rules"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "bad.bpmn"
    assert physical["region"]["startLine"] > 1
    assert result["locations"][0]["logicalLocations"][0]["name"] == "call"
    assert "Good:" in rule["help"]["text"]


def test_fix_mends_the_file_and_tells_what_is_left(folder):
    before = Path("bad.bpmn").read_text()
    result = run("bad.bpmn", "--fix", "--rule", "missing-operation")
    assert (result.exit_code, result.stderr.splitlines()) == (0, ["1 fixed", "no problems"])
    assert Path("bad.bpmn").read_text() == before.replace("serviceTask", "userTask")


def test_fix_touches_no_file_that_needs_none(folder):
    before = Path("good.bpmn").stat().st_mtime_ns
    assert run("good.bpmn", "--fix").exit_code == 0
    assert Path("good.bpmn").stat().st_mtime_ns == before


def test_a_drawing_is_checked_as_if_it_ran_only_when_asked_for(folder):
    bad = Path("bad.bpmn").read_text().replace('isExecutable="true"', 'isExecutable="false"')
    Path("drawing.bpmn").write_text(bad)
    assert "missing-operation" not in run("drawing.bpmn").stdout
    assert "missing-operation" in run("drawing.bpmn", "--as-executable").stdout
    assert Path("drawing.bpmn").read_text() == bad


def test_the_help_tells_the_exit_status():
    assert "Exit status" in run("--help").stdout
