import pytest

from engine.errors import InvalidInput, InvalidModel, LimitExceeded
from engine.queries import expressions


def test_the_entries_of_the_input_are_the_variables() -> None:
    tried = expressions.evaluate('if unit price > 100 then "LEAD" else "AUTO"', "{unit price: 120.50}")
    assert (tried.text, tried.type, tried.problems) == ('"LEAD"', "string", ())


def test_entries_of_several_words_follow_a_dot() -> None:
    assert expressions.evaluate("line.unit price * 2", "{line: {unit price: 1.25}}").text == "2.50"


def test_a_cell_is_tested_against_the_input() -> None:
    assert expressions.evaluate("[1..14], > 60", "14", "unary").text == "true"
    assert expressions.evaluate("[1..14], > 60", '@"P1D"', "unary").text == "null"


def test_a_null_comes_with_its_reason() -> None:
    tried = expressions.evaluate("age + 1", "{}")
    assert tried.text == "null"
    assert "'age'" in tried.problems[0]


def test_what_is_no_feel_is_refused_with_a_place() -> None:
    with pytest.raises(InvalidModel, match="line 1, column 7"):
        expressions.evaluate("1 + 2 )")


@pytest.mark.parametrize("text", ["12", "{age: 1 / 0}", "{age: ", "{age: other}"])
def test_an_input_that_gives_no_variables_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="input"):
        expressions.evaluate("1", text)


def test_the_limits_hold() -> None:
    with pytest.raises(LimitExceeded, match="limit"):
        expressions.evaluate("count(for a in 1..100000, b in 1..100000 return a * b)")


def test_a_diagram_counts_business_days() -> None:
    tried = expressions.evaluate("business days after(start, 1)", '{start: @"2026-03-06"}', "diagram")
    assert (tried.text, tried.type) == ("2026-03-09", "date")


def test_a_decision_knows_no_calendars() -> None:
    tried = expressions.evaluate("business days after(start, 1)", '{start: @"2026-03-06"}')
    assert tried.text == "null"
    assert "business days after" in tried.problems[0]
