"""The pages of the returns room."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from designer.returns.testing import Desk

Browser = Callable[[str], FlaskClient]


def test_the_list_shows_returns_with_their_status(desk: Desk, login: Browser) -> None:
    desk.request()
    page = login("csr1").get("/returns").text
    assert 'href="/returns/1001"' in page
    assert "Under review" in page
    assert "SO-1001" in page


def test_an_empty_list_says_how_to_make_the_first(desk: Desk, login: Browser) -> None:
    page = login("csr1").get("/returns").text
    assert "No returns yet" in page
    assert 'href="/returns/new"' in page


def test_filters_that_nothing_fits_offer_to_take_them_off(desk: Desk, login: Browser) -> None:
    desk.request()
    page = login("csr1").get("/returns?status=CLOSED&q=SO-1001").text
    assert "Nothing fits these filters" in page
    assert "Remove filter Status: Closed" in page


def test_a_search_is_shown_as_text_and_not_as_markup(desk: Desk, login: Browser) -> None:
    page = login("csr1").get("/returns?q=<script>alert(1)</script>").text
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("tab", ["", "lines", "diagram", "timeline"])
def test_every_tab_of_a_finished_return_opens(desk: Desk, login: Browser, tab: str) -> None:
    view = desk.request(by="c100")
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    desk.receive(view)
    desk.complete(view, "inspect", "insp1", ["inspector"], code="OK_SEALED", qty="4")
    answer = login("csr1").get(f"/returns/{view.no}?tab={tab}")
    assert answer.status_code == 200
    assert "Return RMA-1001" in answer.text
    assert "79.92" in answer.text


def test_the_primary_action_is_the_task_that_waits_for_me(desk: Desk, login: Browser) -> None:
    view = desk.request()
    task = desk.task(view, "approve")
    assert f'href="/tasks/{task.id}"' in login("lead1").get("/returns/1001").text
    assert "Back to the list" in login("insp1").get("/returns/1001").text


def test_a_customer_may_not_open_the_pages_of_staff(desk: Desk, login: Browser) -> None:
    desk.request(by="c100")
    assert login("c100").get("/returns").status_code == 403
    assert login("c100").get("/returns/1001").status_code == 403


def test_an_unknown_return_is_a_404_page(desk: Desk, login: Browser) -> None:
    answer = login("csr1").get("/returns/4711")
    assert answer.status_code == 404
    assert "There is no return" in answer.text


def test_cancelling_asks_for_the_csrf_token(desk: Desk, login: Browser) -> None:
    view = desk.request()
    browser = login("csr1")
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    assert browser.post("/returns/1001/cancel").status_code == 400
    assert desk.read(view).status == "UNDER_REVIEW"


def test_a_return_can_be_cancelled_from_its_page(desk: Desk, login: Browser) -> None:
    view = desk.request()
    answer = login("csr1").post("/returns/1001/cancel", follow_redirects=True)
    assert "is cancelled" in answer.text
    assert desk.read(view).status == "CANCELLED"


def test_the_label_is_a_pdf_of_this_return(desk: Desk, login: Browser) -> None:
    view = desk.request()
    assert login("csr1").get("/returns/1001/label.pdf").status_code == 404
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    answer = login("csr1").get("/returns/1001/label.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="label-RMA-1001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_returns_with_incidents_or_noted_exceptions_stand_among_the_exceptions(desk: Desk, login: Browser) -> None:
    view = desk.request()
    assert "Nothing is out of order" in login("csr1").get("/exceptions").text
    desk.servers["erp"].stop()
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    page = login("csr1").get("/exceptions").text
    assert 'href="/returns/1001"' in page
    assert "Stopped: Create the return order" in login("mgr1").get("/returns/1001").text


def test_staff_ask_for_a_return_by_the_order(desk: Desk, login: Browser) -> None:
    browser = login("csr1")
    assert "Step 1 of 2" in browser.get("/returns/new").text
    page = browser.get("/returns/new?order=so-1001").text
    assert "Deep groove ball bearing 6205" in page
    assert '"sku": "BRG-6205"' in page.replace('":"', '": "')


def test_an_unknown_order_is_said_at_its_field(desk: Desk, login: Browser) -> None:
    answer = login("csr1").get("/returns/new?order=SO-9999")
    assert answer.status_code == 422
    assert "There is no order SO-9999" in answer.text


def test_without_the_erp_the_form_says_so(desk: Desk, login: Browser) -> None:
    desk.servers["erp"].stop()
    answer = login("csr1").get("/returns/new?order=SO-1001")
    assert answer.status_code == 503
    assert "ERP does not answer" in answer.text


def test_a_filled_form_makes_one_return_however_often_it_is_sent(desk: Desk, login: Browser) -> None:
    line = {"line": 1, "sku": "BRG-6205", "qty": "4", "reason_code": "NO_LONGER_NEEDED"}
    data = {"return_type": "REMORSE", "order_no": "SO-1001", "requested_resolution": "CREDIT", "lines": [line]}
    browser = login("csr1")
    first = browser.post("/returns/new?key=k1", json={"data": data})
    again = browser.post("/returns/new?key=k1", json={"data": data})
    assert first.get_json() == again.get_json() == {"next": "/returns/1001"}


def test_a_filled_form_with_strange_fields_is_refused(desk: Desk, login: Browser) -> None:
    data = {"return_type": "REMORSE", "order_no": "SO-1001", "lines": [], "is_admin": True}
    answer = login("csr1").post("/returns/new?key=k1", json={"data": data}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "is_admin" in answer.text
