import pytest

from engine.dmn import load
from engine.errors import InvalidModel


def refused(xml):
    with pytest.raises(InvalidModel) as caught:
        load(xml)
    return caught.value.problems


def test_boxed_expressions_too_deep_in_each_other_are_refused_with_the_element(dmn):
    logic = "<list>" * 50 + dmn.literal("1") + "</list>" * 50
    problems = refused(dmn.model(dmn.decision("deep", logic)))
    assert [(problem.rule, problem.element_id) for problem in problems] == [("dmn_depth", "deep")]


def test_a_context_of_too_many_entries_is_refused_with_the_element(dmn):
    entry = '<contextEntry><variable name="e{}"/>' + dmn.literal("1") + "</contextEntry>"
    logic = f"<context>{''.join(entry.format(number) for number in range(1_001))}</context>"
    problems = refused(dmn.model(dmn.decision("wide", logic)))
    assert [(problem.rule, problem.element_id) for problem in problems] == [("dmn_size", "wide")]


def test_a_context_of_many_entries_sees_all_names_before(dmn):
    entry = '<contextEntry><variable name="e {}"/>{}</contextEntry>'
    entries = [entry.format(0, dmn.literal("1"))]
    entries += [entry.format(number, dmn.literal(f"e {number - 1} + 1")) for number in range(1, 300)]
    model = load(dmn.model(dmn.decision("d", f"<context>{''.join(entries)}</context>")))
    assert model.evaluate("d", {}).value["e 299"] == 300
