"""`returnflow decide`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from designer.cli import main

NAMESPACE = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
RULES = "".join(
    f'<rule id="r{number}"><inputEntry><text>{test}</text></inputEntry><outputEntry><text>{value}</text></outputEntry>'
    f"<annotationEntry><text>{note}</text></annotationEntry></rule>"
    for number, (test, value, note) in enumerate([("&lt; 10", "1.50", "young"), ("-", '"x" + n', "old")], 1)
)
FEES = f"""<definitions {NAMESPACE} id="fees" name="Fees" namespace="fees">
<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>
<decision id="fee" name="Restocking fee"><variable name="fee"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable id="t" hitPolicy="FIRST"><input label="Age"><inputExpression><text>n</text></inputExpression></input>
<output name="fee"/>{RULES}</decisionTable></decision></definitions>"""
USER = f"""<definitions {NAMESPACE} id="user" name="User" namespace="user"><import name="f" namespace="fees"
 importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
<decision id="fee" name="Twice"><variable name="twice"/>
<informationRequirement><requiredDecision href="fees#fee"/></informationRequirement>
<literalExpression><text>f.fee * 2</text></literalExpression></decision></definitions>"""


@pytest.fixture
def fees(tmp_path: Path) -> Path:
    (tmp_path / "fees.dmn").write_text(FEES)
    (tmp_path / "user.dmn").write_text(USER)
    return tmp_path / "fees.dmn"


def decide(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["decide", *map(str, arguments)], input=given)


def test_the_value_and_the_rule_are_printed(fees: Path) -> None:
    result = decide(fees, "--decision", "Restocking fee", "--input", '{"n": 3}')
    assert (result.exit_code, result.output) == (0, "Restocking fee = 1.50\n  rule 1 of Restocking fee: young\n")


def test_the_trace_shows_the_table_with_a_mark_at_every_cell(fees: Path) -> None:
    output = decide(fees, "--input", '{"n": 3}', "--trace").output
    rows = [" ".join(line.split()) for line in output.splitlines()]
    assert {"n = 3", "Age fee", "▶ 1 ✓ < 10 1.50", '2 · - "x" + n'} <= set(rows)


def test_what_could_not_be_worked_out_is_said_with_its_place_and_status_1(fees: Path) -> None:
    result = decide(fees, "--input", '{"n": 12}')
    assert result.exit_code == 1
    assert "Restocking fee = null" in result.output
    assert "! r2, line 1, column 5: " in result.output
    strict = decide(fees, "--input", '{"n": 12}', "--strict")
    assert strict.exit_code == 1
    assert "r2, line 1, column 5" in strict.output


@pytest.mark.parametrize("given", ["-", "@{}"])
def test_the_input_may_come_from_a_file_or_from_standard_input(fees: Path, given: str) -> None:
    (fees.parent / "input.json").write_text('{"n": "4"}')
    result = decide(fees, "--input", given.format(fees.parent / "input.json"), given='{"n": 4}')
    assert result.output.startswith("Restocking fee = 1.50")


def test_json_is_what_the_api_answers(fees: Path) -> None:
    answer = json.loads(decide(fees, "--input", '{"n": 3}', "--json", "--trace").output)
    assert (answer["decision"], answer["value"]) == ({"id": "fee", "name": "Restocking fee"}, "1.50")
    assert (answer["rules"][0]["rule_id"], answer["problems"]) == ("r1", [])
    assert answer["trace"]["decisions"][0]["steps"][0]["rules"][1]["result"] == "not reached"


def test_imported_files_are_named(fees: Path) -> None:
    user = fees.parent / "user.dmn"
    assert decide(user, "--import", fees, "--input", '{"n": 3}').output.startswith("Twice = 3.00")
    missing = decide(user, "--input", '{"n": 3}')
    assert missing.exit_code == 2
    assert "expected the imported model 'fees'" in missing.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--decision", "tax"], "expected a decision of"),
        (["--input", '{"n": '], "expected --input to be JSON"),
        (["--input", "[1]"], "expected --input to be an object"),
        (["--input", '{"n": NaN}'], "expected a number, found NaN"),
        (["--input", "@nowhere.json"], "expected --input @FILE to name a text file"),
        (["--input", "[" * 100_000], "expected --input to be JSON"),
    ],
)
def test_a_wrong_call_says_what_was_expected(fees: Path, arguments: list[str], message: str) -> None:
    result = decide(fees, *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_a_file_that_is_no_model_is_refused_with_its_problems(fees: Path) -> None:
    fees.write_text(FEES.replace("&lt; 10", "&lt;"))
    result = decide(fees)
    assert result.exit_code == 2
    assert f"{fees}:6: r1: line 1, column 2: expected" in result.output
    assert "No such file" in decide(fees.parent / "none.dmn").output


def test_input_that_is_nested_too_deeply_is_refused(fees: Path) -> None:
    result = decide(fees, "--input", '{"n": ' + "[" * 300 + "]" * 300 + "}")
    assert result.exit_code == 1
    assert "limit nesting" in result.output
