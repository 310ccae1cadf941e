from decimal import Decimal

import pytest

from engine.dmn import load
from engine.errors import InvalidModel, LimitExceeded


def item(name, ref, *, allowed=None, constraint=None, collection=False, components=()):
    parts = "".join(f'<itemComponent name="{n}"><typeRef>{r}</typeRef></itemComponent>' for n, r in components)
    texts = f"<allowedValues><text>{allowed}</text></allowedValues>" if allowed else ""
    texts += f"<typeConstraint><text>{constraint}</text></typeConstraint>" if constraint else ""
    type_ = f"<typeRef>{ref}</typeRef>" if ref else ""
    return (
        f'<itemDefinition name="{name}" isCollection="{str(collection).lower()}">{type_}{texts}{parts}</itemDefinition>'
    )


def given(dmn, value, *items):
    model = load(dmn.model(*items, dmn.input("x", "T"), dmn.decision("d", dmn.literal("x"), needs=["x"])))
    return model.evaluate("d", {"x": value}).value


@pytest.mark.parametrize(
    ("definition", "value", "is_kept"),
    [
        (item("T", "number", allowed="[1..5]"), 3, True),
        (item("T", "number", allowed="[1..5]"), 6, False),
        (item("T", "number", constraint="? &gt; 2, 1"), 1, True),
        (item("T", "number", constraint="? &gt; 2, 1"), 2, False),
        (item("T", "number", allowed="[1..5]", collection=True), [1, 5], True),
        (item("T", "number", allowed="[1..5]", collection=True), [1, 6], False),
        (item("T", "number", constraint="count(?) &gt; 1", collection=True), [1, 6], True),
        (item("T", "number", constraint="count(?) &gt; 1", collection=True), [1], False),
        (item("T", None, components=[("a", "number")]), {"a": 1, "more": 2}, True),
        (item("T", None, components=[("a", "number")]), {"a": "1"}, False),
        (item("T", None, components=[("a", "number"), ("b", "string")]), {"a": 1}, False),
        (item("T", None, components=[("a", "number"), ("b", "string")]), {"a": 1, "b": None}, True),
    ],
)
def test_a_value_that_is_not_of_its_type_becomes_null(definition, value, is_kept, dmn):
    assert (given(dmn, value, definition) is not None) is is_kept


def test_a_single_value_becomes_the_list_that_is_wanted_and_a_list_of_one_its_item(dmn):
    assert given(dmn, 1, item("T", "number", collection=True)) == [Decimal(1)]
    assert given(dmn, [1], item("T", "number")) == Decimal(1)


def test_types_in_a_ring_or_too_deep_are_refused_with_a_place(dmn):
    ring = [item("T", "U"), item("U", "T")]
    deep = [item(f"t{n}", f"t{n + 1}") for n in range(80)]
    for items, words in ((ring, "do not contain themselves"), ([*deep, item("t80", "number")], "at most 50 types")):
        with pytest.raises(InvalidModel, match=words) as caught:
            load(dmn.model(*items))
        assert all(problem.line or problem.element_id for problem in caught.value.problems)


def test_the_work_of_a_constraint_counts_for_the_evaluation(dmn):
    slow = item("T", "number", allowed="count(for i in 1..100000 return i) &gt; 0 and ? &gt; 0", collection=True)
    with pytest.raises(LimitExceeded):
        given(dmn, list(range(1, 100)), slow)


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        ({"low": 1, "high": 5, "steps": [2, 3]}, True),
        ({"low": 5, "high": 1, "steps": []}, False),
        ({"low": 1, "high": 5, "steps": [2, 6]}, False),
        ({"low": 1, "high": None, "steps": []}, True),
    ],
)
def test_a_test_of_a_component_sees_the_components_beside_it(value, is_kept, dmn):
    """DMN 1.5, 7.3.3: "sibling itemComponents ... are available in the evaluation context"."""

    def component(name, allowed, *, is_collection=False):
        part = item(name, "number", allowed=allowed, collection=is_collection)
        return part.replace("itemDefinition", "itemComponent")

    parts = component("low", None) + component("high", "? &gt;= low")
    parts += component("steps", "[low..high]", is_collection=True)
    assert (given(dmn, value, f'<itemDefinition name="T">{parts}</itemDefinition>') is not None) is is_kept
