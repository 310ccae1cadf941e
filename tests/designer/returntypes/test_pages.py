"""The deployments page, the review of drafts, activating and rolling back."""

from collections.abc import Callable

from flask.testing import FlaskClient

from designer.identity.actor import Actor
from designer.modeler import blank
from designer.modeler import service as modeler
from designer.returntypes import service

Browser = Callable[[str], FlaskClient]
Deploy = Callable[[str], int]


def edit(actor: Actor, content: bytes) -> None:
    opened = modeler.open_document(actor, "bpmn", "greeting")
    modeler.save(actor, "bpmn", "greeting", content, revision=opened.revision, base=opened.base)


def test_the_page_says_what_serves_and_what_was_deployed(login: Browser, owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    service.activate(owner, "REMORSE", deploy("Two"))
    page = login("owner1").get("/deployments").text
    assert "No longer needed" in page
    assert "Roll No longer needed back to bundle 1? Every new return follows it from now on." in page
    assert "0 running returns stay on bundle 2." in page


def test_the_page_is_empty_with_words_before_anything_is_deployed(login: Browser) -> None:
    page = login("owner1").get("/deployments").text
    assert "Nothing is deployed yet" in page
    assert "No return types yet" in page


def test_a_reviewed_draft_is_deployed_and_activated(login: Browser, owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    edit(owner, blank.document("bpmn", "greeting", "Two"))
    browser = login("owner1")
    review = browser.get("/deployments/new").text
    assert "greeting.bpmn" in review
    assert "You edited this yourself" in review
    done = browser.post("/deployments/new", data={"name": "Second", "activate": "REMORSE"}, follow_redirects=True).text
    assert "Bundle 2 was deployed. New returns of REMORSE follow it." in done
    assert "One person" in done


def test_a_draft_with_errors_cannot_be_deployed(login: Browser, owner: Actor, deploy: Deploy) -> None:
    deploy("One")
    edit(owner, blank.document("bpmn", "greeting", "Two").replace(b'targetRef="done"', b'targetRef="nowhere"'))
    browser = login("owner1")
    review = browser.get("/deployments/new").text
    assert "Problems that hinder the deployment" in review
    assert 'name="activate"' not in review
    assert browser.post("/deployments/new", data={"name": "Broken"}).status_code == 422


def test_a_deployment_needs_a_name(login: Browser, owner: Actor, deploy: Deploy) -> None:
    deploy("One")
    edit(owner, blank.document("bpmn", "greeting", "Two"))
    answer = login("owner1").post("/deployments/new", data={"name": " "})
    assert answer.status_code == 422
    assert "say in a few words" in answer.text


def test_a_bundle_is_activated_from_its_form(login: Browser, owner: Actor, deploy: Deploy) -> None:
    one, two = deploy("One"), deploy("Two")
    service.activate(owner, "REMORSE", one)
    browser = login("owner1")
    assert "Activate a bundle" in browser.get(f"/deployments/activate?bundle={two}").text
    form = {"type": "REMORSE", "bundle": str(two), "canary_share": "10", "effective_at": "", "note": "Trial"}
    done = browser.post("/deployments/activate", data=form, follow_redirects=True).text
    assert "10 percent of the new returns of REMORSE follow bundle 2" in done
    wrong = browser.post("/deployments/activate", data=form | {"canary_share": "lots"})
    assert wrong.status_code == 422
    assert "expected a number for the share, found lots" in wrong.text


def test_one_click_rolls_back(login: Browser, owner: Actor, deploy: Deploy) -> None:
    service.activate(owner, "REMORSE", deploy("One"))
    service.activate(owner, "REMORSE", deploy("Two"))
    done = login("owner1").post("/deployments/REMORSE/rollback", follow_redirects=True).text
    assert "New returns of REMORSE follow bundle 1 again" in done


def test_a_drawing_is_deployed_as_one_that_runs_when_the_box_is_ticked(
    login: Browser, owner: Actor, deploy: Deploy
) -> None:
    deploy("One")
    drawing = blank.document("bpmn", "greeting", "Two").replace(b'isExecutable="true"', b'isExecutable="false"')
    edit(owner, drawing)
    browser = login("owner1")
    hindered = browser.get("/deployments/new").text
    assert "this diagram is marked as not executable; deploy it anyway" in hindered
    assert "there is no executable process" in hindered
    free = browser.get("/deployments/new?as_executable=greeting").text
    assert '<input type="hidden" name="as_executable" value="greeting">' in free
    browser.post("/deployments/new", data={"name": "Two", "as_executable": "greeting"})
    assert b'isExecutable="true"' in modeler.open_document(owner, "bpmn", "greeting").content
