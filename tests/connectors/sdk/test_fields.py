"""Exact numbers stay exact, in schemas and in their JSON form."""

from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from connectors.sdk import fields, json_schema
from connectors.sdk.values import to_plain

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


class Sample(Schema):
    amount = fields.money("Amount", required=True)
    qty = fields.quantity("Quantity", load_default=None)
    kind = fields.choice("Kind", ("A", "B"), load_default="A")


@given(AMOUNTS)
def test_an_amount_comes_back_as_it_went_out(amount: Decimal) -> None:
    loaded = Sample().load(to_plain({"amount": amount}))
    assert loaded["amount"] == amount
    assert loaded["amount"].as_tuple().exponent == -2
    assert Sample().load(Sample().dump(loaded)) == loaded


@pytest.mark.parametrize("value", [1.5, "1.005", "NaN", "Infinity", True, "x", None])
def test_what_is_not_an_exact_amount_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Sample().load({"amount": value})


@pytest.mark.parametrize("value", ["1.50", "-0.01", "1000000.00", "3"])
def test_the_exported_schema_takes_what_the_field_dumps(value: str) -> None:
    dumped = Sample().dump(Sample().load({"amount": value}))
    jsonschema.validate(dumped, json_schema.export(Sample()))


def test_an_absent_optional_field_and_a_null_are_the_same() -> None:
    assert Sample().load({"amount": "1"}) == Sample().load({"amount": "1", "qty": None})
    assert json_schema.export(Sample())["properties"]["qty"]["type"] == ["string", "null"]
    assert json_schema.export(Sample())["properties"]["kind"]["enum"] == ["A", "B"]
    assert json_schema.export(Sample())["properties"]["kind"]["default"] == "A"


def test_a_negative_quantity_is_refused() -> None:
    with pytest.raises(ValidationError):
        Sample().load({"amount": "1", "qty": "-1"})
