from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields

from designer.api.operation import operation
from designer.identity.access import public


class ParcelSchema(Schema):
    sku = fields.String(required=True)
    weight_kg = fields.Decimal(required=True, as_string=True)


class FilterSchema(Schema):
    state = fields.List(fields.String())
    limit = fields.Integer()


@pytest.fixture
def parcels(app: Flask) -> FlaskClient:
    """A small API: POST and GET /api/v1/parcels."""

    @operation("Weigh a parcel", body=ParcelSchema, returns=ParcelSchema, status=201, max_bytes=500)
    def weigh(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        assert isinstance(body["weight_kg"], Decimal)
        return body, {"Location": "/api/v1/parcels/1"}

    @operation("List parcels", query=FilterSchema, returns=FilterSchema)
    def listing(query: dict[str, Any]) -> dict[str, Any]:
        return query

    @operation("Forget parcels")
    def forget() -> None:
        return None

    app.add_url_rule("/api/v1/parcels", "weigh", public(weigh), methods=["POST"])
    app.add_url_rule("/api/v1/parcels", "listing", public(listing), methods=["GET"])
    app.add_url_rule("/api/v1/parcels", "forget", public(forget), methods=["DELETE"])
    return app.test_client()


def test_a_good_body_is_loaded_and_the_result_dumped(parcels: FlaskClient) -> None:
    answer = parcels.post("/api/v1/parcels", json={"sku": "A", "weight_kg": 1.10})
    assert answer.status_code == 201
    assert answer.json == {"sku": "A", "weight_kg": "1.1"}
    assert answer.location == "/api/v1/parcels/1"


def test_every_place_that_breaks_the_schema_is_named(parcels: FlaskClient) -> None:
    answer = parcels.post("/api/v1/parcels", json={"weight_kg": "heavy", "colour": "red"})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json["errors"]} == {"/sku", "/weight_kg", "/colour"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"sku": ', "line 1, column 9"),
        (b'{"sku": "A", "sku": "B"}', "'sku' stands twice"),
        (b'{"weight_kg": NaN}', "NaN is not a JSON number"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 400, "not JSON"),
        (b"[" * 100 + b"]" * 100, "at most 50 deep"),
        (b"", "not JSON"),
    ],
)
def test_a_body_that_is_not_json_is_refused_with_its_place(parcels: FlaskClient, data: bytes, said: str) -> None:
    answer = parcels.post("/api/v1/parcels", data=data, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["code"] == "malformed_json"
    assert said in answer.json["detail"]


def test_another_content_type_is_refused(parcels: FlaskClient) -> None:
    answer = parcels.post("/api/v1/parcels", data={"sku": "A"})
    assert answer.status_code == 415
    assert "application/x-www-form-urlencoded" in answer.json["detail"]


def test_a_body_above_the_cap_is_refused(parcels: FlaskClient) -> None:
    answer = parcels.post("/api/v1/parcels", json={"sku": "A" * 600, "weight_kg": "1"})
    assert answer.status_code == 413
    assert answer.json["code"] == "request_entity_too_large"


def test_a_parameter_given_twice_is_refused_unless_it_is_a_list(parcels: FlaskClient) -> None:
    assert parcels.get("/api/v1/parcels?state=a&state=b").json == {"state": ["a", "b"]}
    answer = parcels.get("/api/v1/parcels?limit=1&limit=2")
    assert (answer.status_code, answer.json["code"]) == (400, "doubled_parameter")


def test_an_unknown_parameter_is_refused(parcels: FlaskClient) -> None:
    assert parcels.get("/api/v1/parcels?colour=red").status_code == 422
    assert parcels.delete("/api/v1/parcels?colour=red").json["code"] == "unknown_parameter"


def test_an_operation_without_a_body_answers_204_and_refuses_one(parcels: FlaskClient) -> None:
    assert parcels.delete("/api/v1/parcels").status_code == 204
    assert parcels.delete("/api/v1/parcels", json={"all": True}).json["code"] == "unexpected_body"
