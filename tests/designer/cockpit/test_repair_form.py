"""What the form of an incident begins with, and what it says differs."""

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from designer.cockpit import repair_form
from designer.errors import Invalid

SCHEMA = {"required": ["no"], "properties": {"no": {"description": "Its number"}, "note": {}}}


def test_an_answer_begins_with_the_fields_that_are_needed() -> None:
    assert repair_form.fields_of(SCHEMA) == [("no", "Its number", True), ("note", "", False)]
    assert repair_form.blank_answer(SCHEMA) == '{\n  "no": ""\n}'
    assert repair_form.blank_answer(None) == "{}"


def test_only_what_differs_is_a_change_and_what_is_not_there_is_a_dash() -> None:
    sent = {"amount": Decimal("-5.00"), "currency": "EUR", "note": "x"}
    proposed = {"amount": "5.00", "currency": "EUR", "settlement": "1", "posted_on": None}
    assert repair_form.changes(sent, proposed) == [
        ("amount", "-5.00", "5.00"),
        ("note", "x", "–"),
        ("settlement", "–", "1"),
    ]


@pytest.mark.parametrize("name", ["system", "type", "id", "note", "edit_note", "code", "reason"])
def test_an_empty_field_is_named_in_words_and_by_its_place(name: str) -> None:
    with pytest.raises(Invalid, match="is needed") as refused:
        repair_form.filled(MultiDict({name: "  "}), name)
    assert repair_form.field_named_by(refused.value) == name
