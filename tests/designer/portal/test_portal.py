"""What a customer sees and does."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from designer.returns.testing import Desk

Browser = Callable[[str], FlaskClient]

WISH = {
    "order_no": "SO-1001",
    "type": "REMORSE",
    "form_key": "k-1",
    "qty-1": "4",
    "reason-1": "NO_LONGER_NEEDED",
    "condition-1": "sealed",
    "resolution": "CREDIT",
    "notes": "4 still sealed",
}


def test_the_portal_is_empty_and_says_what_to_do(desk: Desk, login: Browser) -> None:
    page = login("c100").get("/portal/").text
    assert "No returns yet" in page
    assert 'href="/portal/new"' in page


def test_the_form_shows_the_lines_of_the_order_and_what_is_left(desk: Desk, login: Browser) -> None:
    page = login("c100").get("/portal/new?order=so-1001").text
    assert "Deep groove ball bearing 6205" in page
    assert "10 can still come back" in page
    assert "No longer needed" in page


def test_the_quantity_left_counts_what_came_back_before(desk: Desk, login: Browser) -> None:
    assert "1 can still come back" in login("c100").get("/portal/new?order=SO-0001").text


@pytest.mark.parametrize("order_no", ["SO-9999", "../etc", "<b>"])
def test_an_unknown_order_is_said_in_words(desk: Desk, login: Browser, order_no: str) -> None:
    answer = login("c100").get("/portal/new", query_string={"order": order_no})
    assert answer.status_code == 422
    assert "there is no order" in answer.text.lower()
    assert "<b>" not in answer.text


def test_another_customers_order_is_unknown(desk: Desk, login: Browser) -> None:
    assert login("c101").get("/portal/new?order=SO-1001").status_code == 422


def test_a_request_leads_to_its_page(desk: Desk, login: Browser) -> None:
    answer = login("c100").post("/portal/new", data=WISH, follow_redirects=True)
    assert "Return 1001 was requested." in answer.text
    assert "A colleague is looking at your request" in answer.text


def test_a_double_click_makes_one_return(desk: Desk, login: Browser) -> None:
    browser = login("c100")
    places = {browser.post("/portal/new", data=WISH).headers["Location"] for _ in range(2)}
    assert places == {"/portal/returns/1001"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"qty-1": ""}, "Enter a quantity for at least one item."),
        ({"qty-1": "eleven"}, "Enter a number, such as 2."),
        ({"qty-1": "NaN"}, "Enter a number, such as 2."),
        ({"qty-1": "-1"}, "Enter a number, such as 2."),
        ({"qty-1": "11"}, "At most 10 can still come back."),
        ({"reason-1": "BECAUSE"}, "Choose a reason."),
        ({"notes": "x" * 2001}, "At most 2000 characters"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    desk: Desk, login: Browser, change: dict[str, str], message: str
) -> None:
    browser = login("c100")
    answer = browser.post("/portal/new", data=WISH | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert change.get("notes", "4 still sealed") in answer.text
    assert "No returns yet" in browser.get("/portal/").text


def test_another_customers_return_is_a_404(desk: Desk, login: Browser) -> None:
    desk.request(by="c100")
    stranger = login("c101")
    for path in ("/portal/returns/1001", "/portal/returns/RMA-1001", "/portal/returns/1001/label.pdf"):
        assert stranger.get(path).status_code == 404
    assert stranger.post("/portal/returns/1001/cancel").status_code == 404
    assert "1001" not in stranger.get("/portal/").text


def test_staff_have_no_portal(desk: Desk, login: Browser) -> None:
    assert login("csr1").get("/portal/").status_code == 403


def test_the_customer_follows_the_return_to_its_credit(desk: Desk, login: Browser) -> None:
    view = desk.request(by="c100")
    browser = login("c100")
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    page = browser.get(f"/portal/returns/{view.no}").text
    assert "Print the label" in page
    assert browser.get(f"/portal/returns/{view.no}/label.pdf").data.startswith(b"%PDF-")
    desk.receive(view)
    desk.complete(view, "inspect", "insp1", ["inspector"], code="OK_SEALED", qty="4")
    page = browser.get(f"/portal/returns/{view.no}").text
    assert "79.92" in page
    assert "CM-1" in page
    assert "This return is finished." in page


def test_a_customer_withdraws_a_request(desk: Desk, login: Browser) -> None:
    view = desk.request(by="c100")
    answer = login("c100").post(f"/portal/returns/{view.no}/cancel", follow_redirects=True)
    assert "is cancelled" in answer.text
    assert desk.read(view).status == "CANCELLED"


def test_without_the_erp_the_portal_says_that_nothing_was_saved(desk: Desk, login: Browser) -> None:
    desk.servers["erp"].stop()
    answer = login("c100").post("/portal/new", data=WISH)
    assert answer.status_code == 503
    assert "Nothing was saved" in answer.text
