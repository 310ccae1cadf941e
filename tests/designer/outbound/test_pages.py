"""The webhooks pages and API: who may, bad input, secrets shown once, what is on record."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from designer.audit import service as audit
from designer.identity.actor import SYSTEM
from designer.outbound import deliveries, pages, sender, service
from designer.outbound.service import EndpointMade

Browser = Callable[[str], FlaskClient]
FORM = {"name": "Warehouse", "url": "https://example.com/hooks", "network": "public", "topics": ["task_created"]}
BODY = {"name": "Warehouse", "url": "https://example.com/hooks", "topics": ["task_created"]}


def test_without_endpoints_the_page_says_what_they_are_for(app: Flask, login: Browser) -> None:
    page = login("admin").get("/webhooks").text
    assert "No webhooks yet" in page
    assert "Add endpoint" in page
    assert "Add endpoint" not in login("dev1").get("/webhooks").text
    assert login("csr1").get("/webhooks").status_code == 403
    assert login("dev1").get("/webhooks/new").status_code == 403


def test_an_endpoint_is_added_and_its_secret_is_shown_this_once(app: Flask, login: Browser) -> None:
    browser = login("admin")
    page = browser.post("/webhooks", data=FORM).text
    assert "never shown again" in page
    assert page.count("whsec_") >= 1
    (view,) = service.list_endpoints(SYSTEM)
    assert (view.name, view.topics, view.is_enabled) == ("Warehouse", ("task_created",), True)
    for path in (
        "/webhooks",
        f"/webhooks/{view.id}",
        f"/webhooks/{view.id}/edit",
        "/api/v1/webhook-endpoints",
        "/audit",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "whsec_" not in answer.text.replace("whsec_ and 24", "")
    assert audit.has_happened("webhook.created")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "A name is needed"),
        ({"url": "http://example.com/x"}, "Expected https://"),
        ({"url": "https://user:pw@example.com/"}, "without user"),
        ({"url": "ftp://example.com/"}, "Expected an address"),
        ({"url": "https://[::1"}, "Expected an address"),
        ({"url": "https://example.com:99999/"}, "Expected an address"),
        ({"network": "simulator"}, "for tests alone"),
        ({"network": "moon"}, "Expected a network"),
        ({"topics": []}, "at least one"),
        ({"topics": ["everything"]}, "found everything"),
        ({"secret": "whsec_short"}, "24 to 64 bytes"),
        ({"secret": "no prefix"}, "24 to 64 bytes"),
    ],
)
def test_bad_input_comes_back_with_what_was_expected(
    app: Flask, login: Browser, change: dict[str, Any], message: str
) -> None:
    answer = login("admin").post("/webhooks", data={**FORM, **change})
    assert answer.status_code in (403, 422)
    assert message in html.unescape(answer.text)
    assert service.list_endpoints(SYSTEM) == ()


@pytest.mark.parametrize("change", [{"topics": []}, {"topics": ["x"]}, {"url": ""}, {"network": "simulator"}, {"x": 1}])
def test_the_api_refuses_bad_input(app: Flask, api: Browser, change: dict[str, Any]) -> None:
    assert api("admin").post("/api/v1/webhook-endpoints", json={**BODY, **change}).status_code == 422


def test_an_endpoint_lives_its_life_over_the_api(made: EndpointMade, receiver: Any, api: Browser, happen: Any) -> None:
    program, path = api("admin"), f"/api/v1/webhook-endpoints/{made.endpoint.id}"
    assert program.post(f"{path}/test").get_json()["state"] == "delivered"
    receiver.status = 500
    assert program.post(f"{path}/test").get_json()["error"] == "it answered 500"
    happen()
    sender.work_until_idle()
    assert program.post(f"{path}/disable").get_json()["is_enabled"] is False
    (held,) = program.get("/api/v1/webhook-deliveries?state=held").get_json()["items"]
    again = program.post(f"/api/v1/webhook-deliveries/{held['id']}/send-again")
    assert (again.status_code, again.get_json()["code"]) == (409, "conflict")
    receiver.status = 200
    assert program.post(f"{path}/enable").get_json()["waiting"] == 1
    sender.work_until_idle()
    assert program.get(f"/api/v1/webhook-deliveries/{held['id']}").get_json()["state"] == "delivered"
    assert program.post(f"{path}/secret").get_json()["secret"].startswith("whsec_")
    assert program.put(path, json={**BODY, "name": "New"}).get_json()["name"] == "New"
    assert program.delete(path).status_code == 204
    assert program.get(path).status_code == 404
    assert program.get("/api/v1/webhook-deliveries").get_json()["total"] == 0


def test_who_may_only_look_changes_nothing(made: EndpointMade, api: Browser) -> None:
    path = f"/api/v1/webhook-endpoints/{made.endpoint.id}"
    assert api("dev1").get(path).status_code == 200
    for verb in ("test", "secret", "enable", "disable", "send-failed-again"):
        assert api("dev1").post(f"{path}/{verb}").status_code == 403
    assert api("dev1").delete(path).status_code == 403
    assert api("csr1").get("/api/v1/webhook-deliveries").status_code == 403


def test_the_page_of_an_endpoint_shows_deliveries_and_sends_again(
    made: EndpointMade, receiver: Any, login: Browser, happen: Any
) -> None:
    browser, path = login("admin"), f"/webhooks/{made.endpoint.id}"
    assert "Nothing was sent yet" in browser.get(path).text
    receiver.status = 500
    happen()
    sender.work_until_idle()
    page = browser.get(path).text
    assert "it answered 500" in page
    assert "A task is waiting for somebody" in page
    assert "Nothing here is failed" in browser.get(f"{path}?state=failed").text
    receiver.status = 200
    (delivery,) = deliveries.list_page(SYSTEM).items
    assert "is sent again" in browser.post(f"/webhooks/deliveries/{delivery.id}/send-again", follow_redirects=True).text
    sender.work_until_idle()
    assert "Delivered" in browser.get(path).text


def test_a_test_says_what_came_of_it(made: EndpointMade, receiver: Any, login: Browser) -> None:
    browser, path = login("admin"), f"/webhooks/{made.endpoint.id}"
    assert "was answered 204" in browser.post(f"{path}/test", follow_redirects=True).text
    receiver.status = 503
    assert "did not arrive: it answered 503" in browser.post(f"{path}/test", follow_redirects=True).text
    (failed, _) = deliveries.list_page(SYSTEM).items
    assert browser.post(f"/webhooks/deliveries/{failed.id}/send-again").status_code == 409


def test_an_endpoint_that_was_disabled_says_why(made: EndpointMade, receiver: Any, login: Browser, happen: Any) -> None:
    receiver.status = 410
    happen()
    sender.work_until_idle()
    browser = login("admin")
    assert "Warehouse was disabled" in browser.get("/webhooks").text
    assert "it answered 410 Gone" in browser.get(f"/webhooks/{made.endpoint.id}").text
    assert "is told of events again" in browser.post(f"/webhooks/{made.endpoint.id}/enable", follow_redirects=True).text


def test_changing_and_removing_it_on_the_page(made: EndpointMade, login: Browser) -> None:
    browser, path = login("admin"), f"/webhooks/{made.endpoint.id}"
    assert "Warehouse" in browser.get(f"{path}/edit").text
    assert browser.post(path, data={**FORM, "url": "nonsense"}).status_code == 422
    assert "Lake was saved" in browser.post(path, data={**FORM, "name": "Lake"}, follow_redirects=True).text
    assert "never shown again" in browser.post(f"{path}/secret").text
    assert "were removed" in browser.post(f"{path}/remove", follow_redirects=True).text
    assert browser.get(path).status_code == 404


def test_every_topic_has_words(app: Flask) -> None:
    assert set(pages.TOPICS) == set(service.TOPICS)
