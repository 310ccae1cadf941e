import re

import pytest


def outcome_of(page) -> str:
    found = re.search(r'<section class="rf-outcome".*?</section>', page.text, re.DOTALL)
    assert found
    return found.group()


def test_an_expression_is_evaluated_with_its_input(login) -> None:
    page = login("owner1").post("/help/try", data={"given": "{age: 12}", "text": "age <= 30"})
    assert "<code>true</code>" in outcome_of(page)
    assert "boolean" in outcome_of(page)


def test_a_cell_is_tested(login) -> None:
    page = login("dev1").post("/help/try", data={"how": "unary", "given": "31", "text": "[0..14], > 30"})
    assert "<code>true</code>" in outcome_of(page)


def test_an_expression_of_a_diagram_may_count_business_days(login) -> None:
    fields = {"how": "diagram", "given": '{start: @"2026-03-06"}', "text": "business days after(start, 1)"}
    assert "<code>2026-03-09</code>" in outcome_of(login("owner1").post("/help/try", data=fields))


def test_a_null_says_why(login) -> None:
    page = login("owner1").post("/help/try", data={"given": "{total: 700}", "text": "totl * 2"})
    assert "<code>null</code>" in outcome_of(page)
    assert "expected a variable called &#39;totl&#39;, found none" in outcome_of(page)


@pytest.mark.parametrize(
    ("given", "text", "said"),
    [
        ("", "if a then", "line 1, column 10"),
        ("{age: ", "age", "the input is no FEEL"),
        ("", " ", "expected an expression"),
        ("", "1" * 10_001, "at most 10000 characters"),
        ("", "count(for a in 1..100000, b in 1..100000 return a)", "limit "),
        ("", "now()." + "a" * 20, "null"),
    ],
)
def test_what_cannot_be_evaluated_is_explained(login, given: str, text: str, said: str) -> None:
    page = login("owner1").post("/help/try", data={"given": given, "text": text})
    assert page.status_code == 200
    assert said in outcome_of(page)


def test_a_long_value_is_shortened(login) -> None:
    page = login("owner1").post("/help/try", data={"text": "for i in 1..5000 return i"})
    assert "characters)" in outcome_of(page)


def test_what_is_written_stays_text(login) -> None:
    page = login("owner1").post("/help/try", data={"given": "</textarea><script>", "text": '"<script>"'})
    assert "<script>" not in page.text.replace("<script src", "").replace('<script type="module"', "")


def test_an_example_fills_the_form_in(login) -> None:
    page = login("owner1").get("/help/try?how=unary&given=31&text=%3E+30")
    assert ">31</textarea>" in page.text
    assert 'value="unary" checked' in page.text


@pytest.mark.parametrize("user", ["c100", "csr1", "insp1"])
def test_only_those_who_may_evaluate_can_try(login, user: str) -> None:
    browser = login(user)
    assert browser.get("/help/try").status_code == 403
    assert browser.post("/help/try", data={"text": "1"}).status_code == 403
    assert "Try it" not in browser.get("/help/feel").text


def test_examples_lead_to_the_form(login) -> None:
    page = login("owner1").get("/help/feel")
    link = re.search(r'class="rf-example-try[^"]*" href="([^"]+)"', page.text)
    assert link
    assert login("owner1").get(link.group(1).replace("&amp;", "&")).status_code == 200


def test_a_form_without_a_token_is_refused(login) -> None:
    browser = login("owner1")
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    assert browser.post("/help/try", data={"text": "1"}).status_code == 400
