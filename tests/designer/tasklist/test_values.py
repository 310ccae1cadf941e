"""Process values on their way into a form."""

from datetime import date
from decimal import Decimal

from designer.tasklist.values import beside, for_form, prefilled

SCHEMA = {
    "properties": {
        "qty": {"type": "number"},
        "amount": {"type": "string", "format": "decimal"},
        "lots": {"type": "array", "items": {"properties": {"qty": {"type": "integer"}}}},
    }
}


def test_amounts_travel_as_exact_text_and_counts_as_numbers() -> None:
    context = {"qty": Decimal("1.5"), "amount": Decimal("10.10"), "lots": [{"qty": Decimal(4), "sku": "A"}]}
    assert prefilled(SCHEMA, context) == {"qty": 1.5, "amount": "10.10", "lots": [{"qty": 4, "sku": "A"}]}


def test_what_the_form_does_not_ask_stands_beside_it() -> None:
    assert beside(SCHEMA, {"qty": 1, "order_no": "SO-1", "empty": None, "list": []}) == {"order_no": "SO-1"}


def test_dates_become_iso_text() -> None:
    assert for_form({"on": date(2026, 3, 2)}, {}) == {"on": "2026-03-02"}


def test_large_decimals_are_not_written_with_an_exponent() -> None:
    assert for_form(Decimal("1E+3"), {}) == "1000"


def test_rows_are_cut_to_what_a_closed_form_takes() -> None:
    row = {"properties": {"line": {"type": "integer"}}, "additionalProperties": False}
    schema = {"properties": {"lines": {"type": "array", "items": row}}}
    context = {"lines": [{"line": Decimal(1), "lot": "L-1"}]}
    assert prefilled(schema, context) == {"lines": [{"line": 1}]}
