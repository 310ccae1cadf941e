"""The returns API."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from designer.returns.testing import Desk

Program = Callable[[str], FlaskClient]

WISH: dict[str, Any] = {
    "order_no": "SO-1001",
    "lines": [{"line": 1, "sku": "BRG-6205", "qty": "4", "reason_code": "NO_LONGER_NEEDED"}],
}


def test_a_return_is_made_and_found_again(desk: Desk, api: Program) -> None:
    program = api("csr1")
    made = program.post("/api/v1/returns", json=WISH)
    assert made.status_code == 201
    assert made.get_json()["status"] == "UNDER_REVIEW"
    found = program.get(made.headers["Location"]).get_json()
    assert (found["no"], found["value"], found["lines"][0]["qty"]) == (1001, "74.00", "4.00")


def test_the_same_idempotency_key_makes_one_return(desk: Desk, api: Program) -> None:
    program = api("csr1")
    answers = [
        program.post("/api/v1/returns", json=WISH, headers={"Idempotency-Key": "order-form-7"}) for _ in range(2)
    ]
    assert answers[0].get_json()["id"] == answers[1].get_json()["id"]
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true"]


def test_an_unknown_order_is_a_problem_that_names_the_field(desk: Desk, api: Program) -> None:
    answer = api("csr1").post("/api/v1/returns", json=WISH | {"order_no": "SO-404"})
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "unknown_order")
    assert problem["errors"][0]["pointer"] == "/order_no"
    assert problem["errors"][0]["hint"]


def test_an_erp_that_is_down_is_a_503_and_nothing_is_saved(desk: Desk, api: Program) -> None:
    desk.servers["erp"].stop()
    program = api("csr1")
    answer = program.post("/api/v1/returns", json=WISH)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "erp_unavailable")
    assert program.get("/api/v1/returns").get_json()["total"] == 0


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"lines": []}, "/lines"),
        ({"approved": True}, "/approved"),
        ({"return_type": "WISHES"}, "/return_type"),
        ({"lines": [{"line": 1, "sku": "BRG-6205", "qty": "0"}]}, "/lines/0/qty"),
        ({"lines": [{"line": 1, "sku": "BRG-6205", "qty": "NaN"}]}, "/lines/0/qty"),
        ({"lines": [{"line": "one", "sku": "BRG-6205", "qty": "1"}]}, "/lines/0/line"),
    ],
)
def test_data_that_break_the_schema_are_named(desk: Desk, api: Program, change: dict[str, Any], place: str) -> None:
    answer = api("csr1").post("/api/v1/returns", json=WISH | change)
    assert answer.status_code == 422
    assert place in [error["pointer"] for error in answer.get_json()["errors"]]


def test_malformed_json_is_refused_with_its_place(desk: Desk, api: Program) -> None:
    answer = api("csr1").post("/api/v1/returns", data=b'{"order_no": ', content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed_json")


def test_customers_see_their_own_returns_by_api_too(desk: Desk, api: Program) -> None:
    api("c100").post("/api/v1/returns", json=WISH)
    assert api("c100").get("/api/v1/returns").get_json()["items"][0]["channel"] == "portal"
    assert api("c101").get("/api/v1/returns").get_json()["items"] == []
    assert api("c101").get("/api/v1/returns/1001").status_code == 404
    assert api("c101").post("/api/v1/returns/1001/cancel", json={}).status_code == 404
    assert api("c101").get("/api/v1/returns/1001/label").status_code == 404


def test_a_return_is_withdrawn_once(desk: Desk, api: Program) -> None:
    program = api("csr1")
    program.post("/api/v1/returns", json=WISH)
    assert program.post("/api/v1/returns/1001/cancel", json={"reason": "mistake"}).status_code == 200
    answer = program.post("/api/v1/returns/1001/cancel", json={})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_cancellable")


def test_nobody_sees_returns_without_a_token(desk: Desk, client: FlaskClient) -> None:
    assert client.get("/api/v1/returns").status_code == 401
