"""The deployments API over HTTP."""

from collections.abc import Callable

from flask.testing import FlaskClient

from designer.identity.actor import Actor
from designer.modeler import blank
from designer.returntypes import service

Browser = Callable[[str], FlaskClient]
Deploy = Callable[[str], int]

ACTIVATIONS = "/api/v1/return-types/REMORSE/activations"


def test_drafts_are_deployed_and_activated(api: Browser, owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    program = api("owner1")
    content = blank.document("bpmn", "greeting", "Two").decode()
    program.put("/api/v1/drafts/bpmn/greeting", json={"content": content, "revision": 0, "base": 1})
    answer = program.post("/api/v1/deployments", json={"name": "Second", "activate": ["REMORSE"]})
    assert answer.status_code == 201
    assert answer.json["alone"][0]["edited_by"] == "owner1"
    bundles = program.get("/api/v1/bundles").json["bundles"]
    assert [(bundle["name"], bundle["serves"]) for bundle in bundles] == [("Second", ["REMORSE"]), ("One", [])]
    assert bundles[0]["changes"]["changed"] == ["bpmn/greeting.bpmn"]


def test_a_bundle_is_activated_and_rolled_back(api: Browser, owner: Actor, deploy: Deploy) -> None:
    program = api("owner1")
    one, two = deploy("One"), deploy("Two")
    assert program.post(ACTIVATIONS, json={"bundle_id": one}).status_code == 201
    assert program.post(ACTIVATIONS, json={"bundle_id": two, "canary_share": 25}).json["canary_share"] == 25
    (kind,) = program.get("/api/v1/return-types").json["return_types"]
    assert [active["bundle_id"] for active in kind["serving"]] == [two, one]
    assert program.post("/api/v1/return-types/REMORSE/rollback").json["bundle_id"] == one


def test_problems_are_told_by_field(api: Browser, owner: Actor, deploy: Deploy) -> None:
    answer = api("owner1").post(ACTIVATIONS, json={"bundle_id": deploy("One"), "process_id": "other"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["element_id"] == "process_id"
    assert api("owner1").post(ACTIVATIONS, json={"bundle_id": 99}).status_code == 404
    assert api("owner1").post(ACTIVATIONS, json={"bundle_id": 1, "canary_share": 0}).status_code == 422


def test_deploying_without_a_draft_is_a_conflict(api: Browser, owner: Actor, deploy: Deploy) -> None:
    deploy("One")
    answer = api("owner1").post("/api/v1/deployments", json={"name": "Nothing"})
    assert (answer.status_code, answer.json["code"]) == (409, "nothing_to_deploy")


def test_staff_who_do_not_deploy_are_refused(api: Browser, owner: Actor, deploy: Deploy) -> None:
    one = deploy("One")
    assert api("mgr1").get("/api/v1/bundles").status_code == 200
    assert api("mgr1").post(ACTIVATIONS, json={"bundle_id": one}).status_code == 403
    assert api("csr1").get("/api/v1/bundles").status_code == 403
