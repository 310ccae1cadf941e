"""The decisions API: what there is, evaluating, and every refusal."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from designer.identity.actor import SYSTEM
from designer.returntypes import service as returntypes

Deploy = Callable[[str], int]
Browser = Callable[[str], FlaskClient]

GIVEN: dict[str, Any] = {"bought": "2026-01-01", "tier": "STD", "opened": True, "line": {"class": "B"}}


def evaluate(program: FlaskClient, key: str = "fee", **body: Any) -> TestResponse:
    return program.post(f"/api/v1/decisions/{key}/evaluate", json={"input": GIVEN, **body})


def test_the_value_comes_with_its_rule_and_its_version(api: Browser, deploy: Deploy) -> None:
    bundle = deploy("15.0")
    answer = evaluate(api("owner1")).get_json()
    assert (answer["value"], answer["type"], answer["problems"]) == ("15.0", "number", [])
    assert (answer["rules"][0]["rule"], answer["rules"][0]["rule_id"]) == (2, "r2")
    assert answer["decision"] == {"id": "fee", "name": "Restocking fee"}
    assert answer["bundle"] == {"id": bundle, "name": "fee 15.0"}
    assert "trace" not in answer
    assert evaluate(api("owner1"), "Restocking%20fee").get_json() == answer


def test_the_trace_tells_inputs_cells_and_model(api: Browser, deploy: Deploy) -> None:
    deploy("15.0")
    answer = evaluate(api("dev1"), trace=True).get_json()
    assert answer["trace"]["model"]["hash"] == answer["model"]["hash"]
    age, fee = answer["trace"]["decisions"]
    assert age["text"] == "60"
    first = fee["steps"][0]["rules"][0]
    assert [cell["result"] for cell in first["cells"]] == ["failed", "not reached", "not reached", "not reached"]


def test_a_null_says_why_and_strict_refuses_it(api: Browser, deploy: Deploy) -> None:
    deploy("15.0")
    given = GIVEN | {"tier": "TIN", "line": {}}
    answer = evaluate(api("owner1"), input=given).get_json()
    assert answer["value"] is None
    assert {"line", "column", "element_id", "message"} == set(answer["problems"][0])
    assert answer["problems"][0]["element_id"] == "i_tier"
    refused = evaluate(api("owner1"), input=given, strict=True)
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert refused.get_json()["errors"][0]["element_id"] == "i_tier"


def test_the_active_bundle_is_asked_unless_another_is_named(api: Browser, deploy: Deploy, remorse: str) -> None:
    first, second = deploy("15.0"), deploy("20.0")
    program = api("owner1")
    assert evaluate(program).get_json()["bundle"]["id"] == second
    returntypes.activate(SYSTEM, remorse, first)
    assert evaluate(program).get_json()["value"] == "15.0"
    assert evaluate(program, return_type=remorse).get_json()["bundle"]["id"] == first
    assert evaluate(program, bundle=second).get_json()["value"] == "20.0"


def test_what_is_not_active_or_not_there_is_said(api: Browser, deploy: Deploy, remorse: str) -> None:
    program = api("owner1")
    assert evaluate(program).status_code == 409
    deploy("15.0")
    assert evaluate(program, return_type=remorse).status_code == 409
    assert evaluate(program, return_type="NONE").status_code == 404
    assert evaluate(program, bundle=999).status_code == 404
    missing = evaluate(program, "tax")
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
    assert "age, fee" in missing.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"input": [1]}, 422),
        ({"trace": "maybe"}, 422),
        ({"other": 1}, 422),
        ({"bundle": 1, "return_type": "REMORSE"}, 422),
        ({"input": {"line": "x" * 300_000}}, 413),
    ],
)
def test_a_body_that_does_not_fit_is_refused(api: Browser, deploy: Deploy, body: dict[str, Any], status: int) -> None:
    deploy("15.0")
    answer = evaluate(api("owner1"), **body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_too_much_work_is_refused_with_the_name_of_the_limit(api: Browser, deploy: Deploy) -> None:
    deploy("count(for a in 1..100000, b in 1..100000 return 1)")
    answer = evaluate(api("owner1"))
    assert answer.status_code == 413
    assert answer.get_json()["code"] == "limit_exceeded"
    assert "limit" in answer.get_json()["detail"]


def test_the_list_says_what_each_decision_needs(api: Browser, deploy: Deploy) -> None:
    deploy("15.0")
    answer = api("owner1").get("/api/v1/decisions").get_json()
    age, fee = answer["decisions"]
    assert (fee["name"], fee["question"]) == ("Restocking fee", "What is kept?")
    needed = {it["name"]: it for it in fee["inputs"]}
    assert (needed["bought"]["kind"], needed["tier"]["choices"]) == ("date", ["STD", "GOLD"])
    assert [part["name"] for part in needed["line"]["parts"]] == ["class"]
    assert [it["name"] for it in age["inputs"]] == ["bought"]
    assert api("owner1").get("/api/v1/decisions?bundle=999").status_code == 404


def test_only_those_who_may_evaluate_do(api: Browser, deploy: Deploy) -> None:
    deploy("15.0")
    assert evaluate(api("csr1")).status_code == 403
    assert api("csr1").get("/api/v1/decisions").status_code == 403


def test_too_many_evaluations_are_slowed_down(api: Browser, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy("15.0")
    program = api("owner1")
    answers = [evaluate(program, input={}).status_code for _ in range(601)]
    assert answers[-1] == 429
    assert set(answers[:600]) == {200}


def test_the_document_describes_both(api: Browser) -> None:
    paths = api("owner1").get("/api/v1/openapi.json").get_json()["paths"]
    assert paths["/api/v1/decisions/{key}/evaluate"]["post"]["summary"] == "Evaluate a decision"
    assert paths["/api/v1/decisions"]["get"]["parameters"]
