import pytest

from engine.dmn import load
from engine.errors import InvalidModel


def refused(xml):
    with pytest.raises(InvalidModel) as caught:
        load(xml)
    return caught.value.problems


def test_an_expression_beyond_a_limit_is_a_problem_of_its_element(dmn):
    [problem] = refused(dmn.model(dmn.decision("d", dmn.literal("(" * 200))))
    assert (problem.rule, problem.element_id) == ("feel_limit", "d")
    assert "line 1, column 61: limit nesting reached" in problem.message


def test_a_model_with_too_much_text_is_refused_once_at_the_text_that_was_too_much(dmn):
    decisions = [dmn.decision(f"d{number}", dmn.literal('"' + "x" * 90_000 + '"')) for number in range(9)]
    [problem] = refused(dmn.model(*decisions))
    assert (problem.rule, problem.element_id) == ("dmn_size", "d2")
