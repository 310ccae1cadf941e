"""Events in the history: what comes out is what went in, also from rows of the first release."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn import codec
from engine.runtime import journal


def event(kind: str, data: dict[str, Any], process_id: str | None = "credit", token_id: int = 7) -> dict[str, Any]:
    return {"kind": kind, "process_id": process_id, "element_id": "post", "token_id": token_id, "data": data}


EVENTS = [
    event("element_entered", {}),
    event("flow_taken", {"flow_id": "f1", "target": "post"}),
    event("element_completed", {"actor": "ann"}),
    event("variables_set", {"names": ["total"]}, "child"),
    event("decision_evaluated", {"value": Decimal("12.50")}),
    event("message_received", {"source": "wms", "message": "goods", "message_id": "1"}, None),
]


def test_events_come_back_as_they_went_in() -> None:
    assert journal.unpack(journal.pack(EVENTS)) == EVENTS


def test_rows_of_the_first_form_are_read() -> None:
    assert journal.unpack(codec.pack(EVENTS)) == EVENTS
    assert journal.unpack(codec.pack([])) == []


def test_a_row_takes_half_the_bytes_of_the_first_form() -> None:
    many = EVENTS[:2] * 20
    assert len(journal.pack(many)) < len(codec.pack(many)) / 2


data = st.dictionaries(st.sampled_from(["flow_id", "target", "names", "status"]), st.text(max_size=5), max_size=4)
kinds = st.sampled_from(["element_entered", "flow_taken", "variables_set", "milestone_reached", "something_new"])


@given(st.lists(st.builds(event, kinds, data, st.sampled_from(["a", "b", None]), st.integers(0, 2**40))))
def test_any_events_come_back(events: list[dict[str, Any]]) -> None:
    assert journal.unpack(journal.pack(events)) == events
