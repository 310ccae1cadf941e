"""The pages of decisions: the form to try one, and what is drawn of the way to a result."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

Deploy = Callable[[str], int]
Browser = Callable[[str], FlaskClient]
Save = Callable[[str, str], None]
GIVEN = {"in/bought": "2026-02-20", "in/tier": '"GOLD"', "in/opened": "true", "in/line/class": "B"}
TRY = "/decisions/fees/try"


@pytest.fixture
def owner(login: Browser, deploy: Deploy) -> FlaskClient:
    deploy("15.0")
    return login("owner1")


def test_the_editor_leads_to_the_form(owner: FlaskClient) -> None:
    assert f'href="{TRY}"' in owner.get("/decisions/fees").text


def test_the_form_has_a_field_for_each_input_by_its_type(owner: FlaskClient) -> None:
    page = unescape(owner.get(f"{TRY}?decision=fee").text)
    assert 'name="in/bought" type="date"' in page
    assert '<option value=""GOLD"">GOLD</option>' in page
    assert '<option value="true">Yes</option>' in page
    assert 'name="in/line/class"' in page
    assert '<option value="B"></option>' in page
    assert f'href="{TRY}?decision=age"' in page


def test_the_result_comes_with_the_rule_that_applied_and_the_cell_that_failed(owner: FlaskClient) -> None:
    page = unescape(owner.post(f"{TRY}?decision=fee", data=GIVEN | {"in/tier": '"STD"'}).text)
    result = page.partition('id="outcome"')[2]
    assert "15.0" in result
    assert "is-applied" in result.partition('<th scope="row">2')[0].rpartition("<tr")[2]
    assert "is-failed" in result.partition('<code>"GOLD"</code>')[0].rpartition("<td")[2]
    assert "Days since delivery" in result
    assert ">10<" in result
    assert '<option value=""STD"" selected>STD</option>' in page


def test_the_annotation_of_the_rule_is_told(owner: FlaskClient) -> None:
    assert "Rule 1: Gold in time" in owner.post(f"{TRY}?decision=fee", data=GIVEN).text


def test_what_could_not_be_worked_out_is_told_with_its_place(owner: FlaskClient) -> None:
    page = unescape(owner.post(f"{TRY}?decision=fee", data={}).text)
    assert "What could not be worked out" in page
    assert "expected a rule to match" in page


def test_a_field_that_holds_no_feel_says_so_and_keeps_what_was_typed(owner: FlaskClient, save: Save) -> None:
    save("line.class", "count(line)")
    page = unescape(owner.post(f"{TRY}?decision=fee", data=GIVEN | {"in/line": "[1, "}).text)
    assert "Write a FEEL value" in page
    assert "[1, </textarea>" in page
    assert "rf-decided" not in page


def test_the_draft_is_tried_and_not_what_is_deployed(owner: FlaskClient, save: Save) -> None:
    save("15.0", "99.0")
    page = owner.post(f"{TRY}?decision=fee", data=GIVEN | {"in/tier": ""}).text
    assert "99.0" in page
    assert "Changed draft" in page


def test_a_draft_with_mistakes_shows_them(owner: FlaskClient, save: Save) -> None:
    save("15.0", "15 +")
    answer = owner.get(TRY)
    assert answer.status_code == 422
    assert "r2" in answer.text


def test_what_takes_too_much_work_is_refused_on_the_page(owner: FlaskClient, save: Save) -> None:
    save("15.0", "count(for a in 1..100000, b in 1..100000 return 1)")
    answer = owner.post(f"{TRY}?decision=fee", data=GIVEN | {"in/tier": ""})
    assert answer.status_code == 200
    assert "limit" in answer.text


def test_unknown_documents_and_decisions_are_not_found(owner: FlaskClient) -> None:
    assert owner.get("/decisions/none/try").status_code == 404
    assert owner.get(f"{TRY}?decision=none").status_code == 404


def test_only_those_who_may_evaluate_see_the_form(login: Browser, owner: FlaskClient) -> None:
    assert login("csr1").get(TRY).status_code == 403
    assert TRY not in login("mgr1").get("/decisions/fees").text


def test_the_history_of_an_instance_leads_to_why_a_decision_came_out_so(login: Browser, decided: int) -> None:
    browser = login("mgr1")
    history = browser.get(f"/instances/{decided}?tab=history").text
    (link,) = re.findall(rf'href="(/instances/{decided}/decisions/\d+)">Why this result', history)
    page = unescape(browser.get(link).text)
    assert "Why “Restocking fee” came out so" in page
    assert "As recorded" in page
    assert "in “Find the fee”" in page
    assert "is-applied" in page
    assert "is-failed" in page
    assert "Not as recorded" not in page


def test_another_event_explains_no_decision(login: Browser, decided: int) -> None:
    assert login("mgr1").get(f"/instances/{decided}/decisions/0").status_code == 404
    assert login("mgr1").get("/instances/999/decisions/0").status_code == 404
    assert login("csr1").get(f"/instances/{decided}/decisions/1").status_code == 403
