"""Forms: JSON Schema in, FEEL values out, every problem at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from engine.errors import InvalidInput, InvalidModel
from engine.runtime import forms


def form(**properties: Any) -> forms.Form:
    schema = {"type": "object", "properties": properties}
    return forms.read("f.json", orjson.dumps({"key": "f", "schema": schema}))


def test_values_become_what_their_format_says() -> None:
    inspected = form(
        cost={"type": "string", "format": "decimal"},
        on={"type": "string", "format": "date"},
        count={"type": "integer"},
        lots={"type": "array", "items": {"type": "object", "properties": {"qty": {"type": "number"}}}},
        note={"type": "string"},
    )
    data = {"cost": "48.00", "on": "2026-03-12", "count": 3, "lots": [{"qty": 0.1}], "note": "2026-03-12"}
    assert inspected.accept(data) == {
        "cost": Decimal("48.00"),
        "on": date(2026, 3, 12),
        "count": Decimal(3),
        "lots": [{"qty": Decimal("0.1")}],
        "note": "2026-03-12",
    }


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "format": "decimal"}, "1,50"),
        ({"type": "string", "format": "decimal"}, "NaN"),
        ({"type": "string", "format": "date"}, "2026-02-30"),
        ({"type": "string", "format": "date-time"}, "2026-02-03T10:00:00"),
        ({"type": "integer"}, True),
    ],
)
def test_values_that_break_their_format_are_named(schema: dict[str, Any], value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        form(x=schema).accept({"x": value})
    assert [problem.element_id for problem in caught.value.problems] == ["x"]


def test_fields_of_a_branch_are_fields_of_the_form() -> None:
    schema = {
        "type": "object",
        "properties": {"decision": {"enum": ["APPROVE", "DECLINE"]}},
        "if": {"properties": {"decision": {"const": "DECLINE"}}},
        "then": {"properties": {"comment": {"type": "string"}}, "required": ["comment"]},
    }
    approval = forms.read("f.json", orjson.dumps({"key": "f", "schema": schema}))
    assert approval.accept({"decision": "DECLINE", "comment": "late"}) == {"decision": "DECLINE", "comment": "late"}
    with pytest.raises(InvalidInput, match="comment is required"):
        approval.accept({"decision": "DECLINE"})


def test_keys_that_are_not_in_the_form_are_refused() -> None:
    with pytest.raises(InvalidInput, match="'role' is not a field"):
        form(note={"type": "string"}).accept({"note": "x", "role": "admin"})


def test_data_that_are_no_object_are_refused() -> None:
    with pytest.raises(InvalidInput, match="expected an object"):
        form().accept(["x"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not JSON"),
        (b"[]", "expected an object with key and schema"),
        (b'{"key": "f", "schema": {"type": "strange"}}', "strange"),
    ],
)
def test_a_file_that_is_no_form_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(InvalidModel, match=message):
        forms.read("f.json", content)
