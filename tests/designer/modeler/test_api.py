"""The drafts API over HTTP."""

from collections.abc import Callable

from flask.testing import FlaskClient

from designer.modeler import blank
from engine.commands.bundles import BundleRef

Browser = Callable[[str], FlaskClient]

CHANGED = blank.document("dmn", "fee", "Fee").replace(b'"yes"', b'"no"').decode()
FEE = "/api/v1/drafts/dmn/fee"


def test_a_document_is_read_saved_and_listed(api: Browser, library: BundleRef) -> None:
    owner = api("owner1")
    opened = owner.get(FEE).json
    assert opened is not None
    saved = owner.put(FEE, json={"content": CHANGED, "revision": 0, "base": opened["base"], "note": "Lower"})
    assert (saved.status_code, saved.json["revision"], saved.json["state"]) == (200, 1, "changed")
    listed = owner.get("/api/v1/drafts").json["documents"]
    assert [document["key"] for document in listed if document["state"] == "changed"] == ["fee"]
    assert "content" not in listed[0]
    assert owner.get(f"{FEE}/versions").json["versions"][0]["note"] == "Lower"


def test_a_conflict_names_its_code_and_who_was_faster(api: Browser, library: BundleRef) -> None:
    owner = api("owner1")
    body = {"content": CHANGED, "revision": 0, "base": library.id}
    owner.put(FEE, json=body)
    answer = owner.put(FEE, json=body)
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json["code"] == "draft_conflict"
    assert "owner1 saved fee" in answer.json["detail"]


def test_problems_carry_element_ids_and_store_nothing(api: Browser, library: BundleRef) -> None:
    owner = api("owner1")
    broken = blank.document("bpmn", "greeting", "Greeting").decode().replace('targetRef="done"', 'targetRef="nowhere"')
    found = owner.post("/api/v1/drafts/bpmn/greeting/problems", json={"content": broken}).json
    assert any(problem["element_id"] == "flow_1" for problem in found["problems"])
    assert owner.get("/api/v1/drafts/bpmn/greeting").json["state"] == "deployed"


def test_a_text_that_is_no_model_is_told_as_a_problem_of_the_document(api: Browser, library: BundleRef) -> None:
    answer = api("owner1").post("/api/v1/drafts/bpmn/greeting/problems", json={"content": "<broken"})
    assert answer.status_code == 200
    assert answer.json["problems"]


def test_a_document_is_begun_restored_and_discarded(api: Browser, library: BundleRef) -> None:
    owner = api("owner1")
    form = blank.document("form", "extra", "Extra").decode()
    begun = owner.post("/api/v1/drafts/form", json={"key": "extra", "content": form})
    assert (begun.status_code, begun.json["state"]) == (201, "new")
    version = owner.get("/api/v1/drafts/form/extra/versions").json["versions"][0]["id"]
    assert owner.post(f"/api/v1/drafts/form/extra/versions/{version}/restore").json["revision"] == 2
    assert owner.delete("/api/v1/drafts/form/extra").status_code == 204
    assert owner.get("/api/v1/drafts/form/extra").status_code == 404


def test_a_body_beyond_the_cap_is_refused_unread(api: Browser, library: BundleRef) -> None:
    answer = api("owner1").put(FEE, json={"content": "x" * 11_000_000, "revision": 0})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_a_field_nobody_knows_is_refused(api: Browser, library: BundleRef) -> None:
    answer = api("owner1").put(FEE, json={"content": CHANGED, "revision": 0, "owner": "me"})
    assert answer.status_code == 422


def test_who_may_only_read_cannot_save(api: Browser, library: BundleRef) -> None:
    developer = api("dev1")
    assert developer.get(FEE).status_code == 200
    assert developer.put(FEE, json={"content": CHANGED, "revision": 0}).status_code == 403
    assert api("csr1").get(FEE).status_code == 403


def test_a_problem_tells_where_its_rule_is_explained_and_how_it_is_mended(api: Browser, library: BundleRef) -> None:
    task = '<bpmn:serviceTask id="call" name="Call" />'
    content = (
        blank.document("bpmn", "greeting", "Greeting").decode().replace("</bpmn:process>", f"{task}</bpmn:process>")
    )
    answer = api("owner1").post("/api/v1/drafts/bpmn/greeting/problems", json={"content": content}).json
    (problem,) = [problem for problem in answer["problems"] if problem["rule"] == "missing-operation"]
    assert problem["explained_at"] == "/help/rules#missing-operation"
    assert problem["fix"]["label"] == "Let a person do it"
    assert problem["fix"]["edits"] == [{"action": "become", "element_id": "call", "name": "", "value": "userTask"}]
