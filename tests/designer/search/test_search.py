"""The search box."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from designer.returns.testing import Desk

Browser = Callable[[str], FlaskClient]


def found(browser: FlaskClient, query: str) -> list[dict[str, Any]]:
    answer = browser.get("/search", query_string={"q": query}, headers={"Accept": "application/json"})
    results: list[dict[str, Any]] = answer.get_json()["results"]
    return results


def test_an_rma_number_finds_its_return(desk: Desk, login: Browser) -> None:
    desk.request()
    assert found(login("csr1"), "1001")[0] == {
        "kind": "Return",
        "title": "Return 1001",
        "note": "Under review, C100, SO-1001",
        "href": "/returns/1001",
        "icon": "package",
    }


def test_an_order_and_a_customer_are_found_beside_their_returns(desk: Desk, login: Browser) -> None:
    desk.request()
    assert [hit["kind"] for hit in found(login("csr1"), "so-10")] == ["Return", "Order"]
    assert [hit["kind"] for hit in found(login("csr1"), "c100")] == ["Return", "Customer"]


def test_tasks_are_found_by_those_who_may_take_them(desk: Desk, login: Browser) -> None:
    desk.request()
    assert "Task" in [hit["kind"] for hit in found(login("lead1"), "approve")]
    assert found(login("insp1"), "approve") == []


def test_customers_find_their_own_returns_in_the_portal(desk: Desk, login: Browser) -> None:
    desk.request(by="c100")
    assert found(login("c100"), "1001")[0]["href"] == "/portal/returns/1001"
    assert found(login("c101"), "1001") == []


def test_one_character_finds_nothing_yet(desk: Desk, login: Browser) -> None:
    desk.request()
    assert found(login("csr1"), "1") == []


def test_processes_are_found_by_those_who_may_see_them(desk: Desk, login: Browser) -> None:
    desk.request()
    hits = found(login("dev1"), "little")
    assert [(hit["kind"], hit["title"]) for hit in hits] == [("Process", "Little return")]


def test_a_browser_without_javascript_comes_to_the_list(desk: Desk, login: Browser) -> None:
    answer = login("csr1").get("/search?q=SO-1001", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/returns?q=SO-1001"
