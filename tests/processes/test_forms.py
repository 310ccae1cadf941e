"""The shipped forms take what they ask for, and nothing else."""

import json
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from engine.errors import InvalidInput
from engine.runtime.forms import Form, read

FORMS = sorted(entry.name for entry in files("forms").iterdir() if entry.name.endswith(".json"))
LOT = {"line": 1, "qty": "2", "code": "OK_SEALED"}


def form(key: str) -> Form:
    name = f"{key}.json"
    return read(name, files("forms").joinpath(name).read_bytes())


def refused(key: str, data: dict[str, Any]) -> set[str | None]:
    with pytest.raises(InvalidInput) as error:
        form(key).accept(data)
    return {problem.element_id for problem in error.value.problems}


@pytest.mark.parametrize("name", FORMS)
def test_every_field_has_a_title_and_every_choice_its_words(name: str) -> None:
    content = json.loads(files("forms").joinpath(name).read_bytes())
    assert content["key"] == name.removesuffix(".json")
    assert content["title"]
    for field, schema in fields(content["schema"]):
        assert schema.get("title"), field
        assert "enum" not in schema, f"{field}: choices are oneOf const and title"
        assert all(choice["title"] for choice in schema.get("oneOf", ()))


def fields(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = list(schema.get("properties", {}).items())
    for _, below in list(found):
        found += fields(below.get("items", {}))
    branches = [schema[key] for key in ("then",) if key in schema] + schema.get("allOf", [])
    for branch in branches:
        found += [(name, it) for name, it in fields(branch) if "title" in it]
    return found


def test_a_refusal_needs_a_comment() -> None:
    assert form("f3_approval").accept({"decision": "APPROVE"}) == {"decision": "APPROVE"}
    assert refused("f3_approval", {"decision": "DECLINE"}) == {"comment"}


def test_a_cosmetic_lot_needs_its_recovery_cost_and_others_take_none() -> None:
    assert form("f5_inspection").accept({"lots": [LOT]})["lots"][0]["qty"] == Decimal(2)
    cosmetic = {**LOT, "code": "COSMETIC"}
    assert refused("f5_inspection", {"lots": [cosmetic]}) == {"lots/0/recovery_cost"}
    found = form("f5_inspection").accept({"lots": [{**cosmetic, "recovery_cost": "48.00"}]})
    assert found["lots"][0]["recovery_cost"] == Decimal("48.00")
    assert refused("f5_inspection", {"lots": [{**LOT, "recovery_cost": "48.00"}]})


def test_a_posting_by_hand_needs_the_number_of_the_memo() -> None:
    retry = {"action": "RETRY", "comment": "Next period.", "posting_date": "2026-04-01"}
    assert form("f7_credit_exception").accept(retry)["action"] == "RETRY"
    by_hand = {"action": "POST_BY_HAND", "comment": "Posted."}
    assert refused("f7_credit_exception", by_hand) == {"credit_memo_no"}
    assert form("f7_credit_exception").accept({**by_hand, "credit_memo_no": "CM-1"})


def test_a_claim_that_was_paid_needs_the_amount() -> None:
    filed = {"filed_on": "2026-03-25", "answer": "CREDITED"}
    assert refused("f8_claim", filed) == {"recovered"}
    assert form("f8_claim").accept({**filed, "recovered": "246.50"})["recovered"] == Decimal("246.50")


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("f1_intake", {"customer_id": "C100", "order_no": "SO-1001", "return_type": "REMORSE",
                       "requested_resolution": "CREDIT",
                       "lines": [{"line": 1, "sku": "BRG-6205", "qty": "4", "reason_code": "ORDERED_WRONG"}]}),
        ("f1p_portal_request", {"order_no": "SO-1001", "return_type": "REMORSE", "requested_resolution": "CREDIT",
                                "lines": [{"line": 1, "sku": "BRG-6205", "qty": "4", "condition": "sealed"}]}),
        ("f2_information", {"evidence": ["photo_item"]}),
        ("f4_dock_match", {"lines": [{"line": 1, "sku": "BRG-6205", "qty": "4", "serials": []}]}),
        ("f6_disposition_override", {"overrides": [{"lot_no": 1, "disposition": "SCRAP", "reason": "Wet."}]}),
    ],
)  # fmt: skip
def test_a_filled_form_is_taken_and_an_extra_field_is_not(key: str, data: dict[str, Any]) -> None:
    assert set(form(key).accept(data)) == set(data)
    assert "price" in refused(key, {**data, "price": "1.00"})
