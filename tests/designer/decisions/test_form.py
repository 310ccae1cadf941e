"""The form to try a decision: which control a value gets, and what becomes of what is typed."""

from decimal import Decimal
from typing import Any

import pytest

from designer.decisions import form
from engine.queries.decisions import DecisionView, Needed


def view(**described: Any) -> DecisionView:
    needed = Needed(**{"id": "i", "name": "x", "type": "any", "kind": "any", **described})
    return DecisionView("d", "d", "", "Any", "d.dmn", "", (needed,))


@pytest.mark.parametrize(
    ("kind", "control"),
    [("number", "number"), ("date", "date"), ("date and time", "datetime"), ("time", "time"), ("string", "text"),
     ("years and months duration", "text"), ("list", "feel"), ("any", "feel"), ("boolean", "choice")],
)  # fmt: skip
def test_each_type_has_its_control(kind: str, control: str) -> None:
    assert form.fields(view(kind=kind, type=kind), {})[0].control == control


def test_allowed_values_are_chosen_and_texts_of_tables_are_offered() -> None:
    (chosen,) = form.fields(view(choices=("A", Decimal("1.50"), None)), {})
    assert chosen.options == (('"A"', "A"), ("1.50", "1.50"))
    (offered,) = form.fields(view(hints=("A", "B")), {})
    assert (offered.control, offered.hints) == ("text", ("A", "B"))
    (mixed,) = form.fields(view(hints=("A", Decimal(1))), {})
    assert (mixed.control, mixed.hints) == ("feel", ('"A"', "1"))


def test_entries_of_contexts_are_fields_and_come_together_again() -> None:
    part = Needed("", "size", "number", "number")
    fields = form.fields(view(parts=(part, Needed("", "note", "any", "any"))), {"in/x/size": "2", "in/x/note": '"a"'})
    assert [field.label for field in fields] == ["x › size", "x › note"]
    assert form.values(fields)[0] == {"x": {"size": "2", "note": "a"}}


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [("time", "10:30", "10:30:00"), ("date and time", "2026-03-01T10:30", "2026-03-01T10:30:00"), ("number", " ", None),
     ("any", "[1, 2]", [1, 2]), ("boolean", "true", True), ("string", "two words", "two words")],
)  # fmt: skip
def test_what_is_typed_becomes_a_value(kind: str, typed: str, value: Any) -> None:
    assert form.values(form.fields(view(kind=kind), {"in/x": typed}))[0] == {"x": value}


@pytest.mark.parametrize("typed", ["two words", "[1,", "1 + x", "count(for a in 1..100000, b in 1..100000 return 1)"])
def test_what_is_no_value_is_said_at_its_field(typed: str) -> None:
    data, (field,) = form.values(form.fields(view(), {"in/x": typed}))
    assert data == {}
    assert "Write a FEEL value" in field.error
