"""`returnflow scenarios` plays a file, prints what differs and ends with a count."""

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from designer.cli.scenarios import scenarios

GIVEN = {
    "return_type": "REMORSE", "channel": "csr",
    "customer": {"id": "C102", "tier": "GOLD", "credit_hold": False, "fraud_score": "0.05"},
    "order": {"id": "SO-7", "invoice_id": "INV-7", "currency": "USD", "delivery_date": "2026-01-20",
              "ship_mode": "PARCEL", "freight": "0.00", "tax_rate": "0.06", "declared_value": None},
    "lines": [{"line": 1, "sku": "LAMP", "qty_ordered": 5, "qty_prev_returned": 0, "qty_requested": 3,
               "list_price": "129.99", "discount_pct": "10", "unit_cost": "74.00", "supplier": "SUP-BOREAL",
               "stock_class": "STOCK", "flags": [], "warranty_months": 0, "serials": []}],
    "request": {"date": "2026-03-06", "requester": "u:portal", "requested_resolution": "CREDIT", "evidence": [],
                "notes": "wrong colour"},
    "approvals": [],
    "logistics": {"rma_issued": "2026-03-06", "first_scan": "2026-03-10", "received_date": "2026-03-13",
                  "label_by": "CUSTOMER", "label_cost": "0.00"},
    "receipts": [{"line": 1, "sku": "LAMP", "qty": 3, "serials": []}],
    "inspection": [{"line": 1, "qty": 3, "code": "OK_OPENED", "inspector": "u:insp1"}],
    "supplier_answers": [], "system_events": [],
}  # fmt: skip
EXPECTED = {"credit_total": "266.74", "final_status": "CLOSED", "credit_memos_posted": 1, "arithmetic": "not compared"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, GIVEN, EXPECTED)


def written(folder: Path, given: dict[str, Any], expected: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    path.write_text(json.dumps({"id": "X-1", "title": "Lamps", "input": given, "expected": expected}))
    return path


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(scenarios, [str(argument) for argument in arguments])


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may change."""
    for name in ("bpmn", "dmn"):
        with as_file(files("processes").joinpath(name)) as folder:
            shutil.copytree(folder, tmp_path / "library" / name)
    return tmp_path / "library"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_a_case_that_comes_out_as_expected_passes(file: Path) -> None:
    result = run(file)
    assert result.output.splitlines()[-1] == "1 passed, 0 failed"
    assert result.exit_code == 0


def test_a_number_changed_in_a_table_changes_the_outcome(file: Path, library: Path) -> None:
    rule = '<outputEntry id="base_fee_rule_5_out_1">\n          <text>{}</text>'
    replace(library / "dmn" / "restocking.dmn", rule.format(20), rule.format(30))
    result = run(file, "--bundle-dir", library)
    assert "X-1: credit_total: expected 266.74, found 231.64" in result.output
    assert result.output.splitlines()[-1] == "0 passed, 1 failed"
    assert result.exit_code == 1


def test_an_approval_limit_changed_in_a_table_asks_a_person(file: Path, library: Path) -> None:
    rule = '<inputEntry id="money_approval_rule_5_in_2">\n          <text>&lt;= {}</text>'
    replace(library / "dmn" / "approval.dmn", rule.format("500.00"), rule.format("300.00"))
    result = run(file, "--bundle-dir", library)
    assert "the return did not end: approve waits for csr_lead" in result.output


def test_a_type_that_nothing_serves_fails_with_the_reason(tmp_path: Path) -> None:
    result = run(written(tmp_path, {**GIVEN, "return_type": "CORE"}, EXPECTED))
    assert "X-1: cannot be played to the end: no process serves returns of type CORE" in result.output
    assert result.output.splitlines()[-1] == "0 passed, 1 failed"


def test_a_bad_file_is_an_error_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{")
    result = run(path)
    assert result.exit_code == 1
    assert "line 1: expected a JSON object" in result.output


def test_a_library_that_cannot_be_deployed_lists_its_problems(file: Path, library: Path) -> None:
    replace(library / "bpmn" / "x30_notify.bpmn", 'sourceRef="start"', 'sourceRef="begin"')
    result = run(file, "--bundle-dir", library)
    assert "the library cannot be deployed" in result.output
    assert "x30_notify" in result.output


def test_a_folder_that_holds_no_library_is_refused(file: Path, tmp_path: Path) -> None:
    assert "expected bpmn/*.bpmn" in run(file, "--bundle-dir", tmp_path).output
    assert "expected a folder" in run(file, "--bundle-dir", tmp_path / "none").output
