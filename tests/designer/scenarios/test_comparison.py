"""What is equal to whom: amounts by value, sets in any order, explanations not at all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from designer.scenarios.comparison import Difference, differences

SHIPPED = {"code": "RESTOCK", "qty": Decimal("4")}
SCRAPPED = {"code": "SCRAP", "qty": Decimal(1)}


@pytest.mark.parametrize(
    ("field", "expected", "found"),
    [
        ("credit_total", "79.92", Decimal("79.920")),
        ("credit_total", "0.00", Decimal(0)),
        ("exceptions", ["B", "A"], ["A", "B"]),
        ("lines", [{"line": 1, "dispositions": [{"code": "RESTOCK", "qty": 4}, {"code": "SCRAP", "qty": 1}]}],
         [{"line": Decimal(1), "dispositions": [SCRAPPED, SHIPPED]}]),
        ("supplier_claims", [{"due": "2026-04-19"}], [{"due": date(2026, 4, 19)}]),
        ("arithmetic", "explained", None),
    ],
)  # fmt: skip
def test_equal_things_do_not_differ(field: str, expected: Any, found: Any) -> None:
    assert list(differences({field: expected}, {field: found})) == []


@pytest.mark.parametrize(
    ("field", "expected", "found"),
    [
        ("credit_total", "79.92", Decimal("79.93")),
        ("approval_route", ["A", "B"], ["B", "A"]),
        ("exceptions", [], ["NO_ASN"]),
        ("final_status", "CLOSED", None),
        ("credit_memos_posted", 1, 2),
    ],
)
def test_other_things_differ(field: str, expected: Any, found: Any) -> None:
    assert [it.field for it in differences({field: expected}, {field: found})] == [field]


def test_a_difference_is_shown_as_people_read_it() -> None:
    found = list(differences({"lines": [{"line": 1, "fee": "0.00"}]}, {"lines": None}))
    assert found == [Difference("lines", "[{line: 1, fee: 0.00}]", "nothing")]


def test_a_field_that_nothing_yields_is_a_difference() -> None:
    assert [it.field for it in differences({"colour": "red"}, {})] == ["colour"]
