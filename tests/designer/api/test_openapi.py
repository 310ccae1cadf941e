from flask import Flask
from marshmallow import Schema, fields

from designer.api import openapi
from designer.api.operation import operation
from designer.identity.access import requires


class CrateSchema(Schema):
    number = fields.Integer(required=True)
    price = fields.Decimal(as_string=True)


def test_the_document_says_path_body_answer_permission_and_problem(app: Flask) -> None:
    @requires("returns.create")
    @operation("Change a crate", body=CrateSchema, returns=CrateSchema)
    def change(crate_id: int, body: object) -> object:
        """Takes effect at once."""
        return body

    app.add_url_rule("/api/v1/crates/<int:crate_id>", "crates_api.change", change, methods=["PUT"])
    document = openapi.document(app)
    described = document["paths"]["/api/v1/crates/{crate_id}"]["put"]
    assert described["tags"] == ["crates"]
    assert described["description"] == "Takes effect at once.\n\nNeeds the permission `returns.create`."
    assert described["parameters"][0]["schema"] == {"type": "integer"}
    assert described["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Crate"}
    assert document["components"]["schemas"]["Crate"]["properties"]["price"]["type"] == "string"
    assert "application/problem+json" in described["responses"]["default"]["content"]


def test_every_route_of_the_api_is_documented(app: Flask) -> None:
    documented = {rule.endpoint for rule, _, _ in openapi.operations(app)}
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert routes - documented == {"api.openapi_json"}
