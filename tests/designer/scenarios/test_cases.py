"""A file of cases is read whole or refused with the line that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from designer.scenarios import cases
from designer.scenarios.cases import BadCaseFileError


def case(**changes: Any) -> dict[str, Any]:
    line = {"line": 1, "sku": "A", "qty_ordered": 2, "qty_requested": 1, "list_price": "5.00", "unit_cost": "3.00"}
    given = {"return_type": "REMORSE", "customer": {"id": "C1"}, "order": {"id": "SO-1"}, "lines": [line],
             "request": {"date": "2026-03-04"}}  # fmt: skip
    return {"id": "X-1", "title": "", "input": {**given, **changes}, "expected": {}}


def written(folder: Path, *lines: Any) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


def test_cases_are_read_in_their_order_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    second = {**case(), "id": "X-2"}
    assert [it.id for it in cases.read(written(tmp_path, case(), "", second))] == ["X-1", "X-2"]
    assert [it.line_no for it in cases.read(written(tmp_path, case(), "", second), only=["X-2"])] == [3]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{broken", "expected a JSON object"),
        ("[1, 2]", "found list"),
        ({"id": "X-2"}, "expected input as an object"),
        ({**case(), "id": ""}, "expected id as a text"),
        (case(), "case X-1 stands on line 1 already"),
        ({**case(request={"date": "soon"}), "id": "X-2"}, "expected input.request.date as a date"),
        ({**case(lines=[]), "id": "X-2"}, "expected input.lines as a list"),
        ({**case(lines=[{"sku": "A"}]), "id": "X-2"}, "expected input.lines[0].line as a number"),
        ({**case(logistics={"first_scan": "x"}), "id": "X-2"}, "expected input.logistics.first_scan as a date"),
    ],
)
def test_a_bad_line_is_named_with_what_was_expected(tmp_path: Path, line: Any, told: str) -> None:
    with pytest.raises(BadCaseFileError) as error:
        cases.read(written(tmp_path, case(), line))
    assert "line 2" in str(error.value)
    assert told in str(error.value)


def test_a_file_that_is_not_there_or_empty_or_lacks_the_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCaseFileError, match="cannot be read"):
        cases.read(tmp_path / "none.jsonl")
    with pytest.raises(BadCaseFileError, match="found no line"):
        cases.read(written(tmp_path, ""))
    with pytest.raises(BadCaseFileError, match="no case X-9"):
        cases.read(written(tmp_path, case()), only=["X-9"])
