from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.dmn import load
from engine.dmn.feel.types import SIMPLE, Type
from engine.dmn.needs import typed


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("number", "12.50", Decimal("12.50")),
        ("number", "NaN", "NaN"),
        ("number", "a dozen", "a dozen"),
        ("date", "2026-03-01", date(2026, 3, 1)),
        ("date", '@"2026-03-01"', date(2026, 3, 1)),
        ("date", "soon", "soon"),
        ("time", "10:30:00", time(10, 30)),
        ("date and time", "2026-03-01T10:30:00", datetime(2026, 3, 1, 10, 30)),  # noqa: DTZ001 (FEEL has local ones)
        ("days and time duration", "P1D", timedelta(days=1)),
        ("string", "2026-03-01", "2026-03-01"),
        ("string", '@"2026-03-01"', '@"2026-03-01"'),
        ("boolean", "true", "true"),
    ],
)
def test_texts_become_what_the_type_says_and_stay_if_they_do_not_fit(name, text, value):
    assert typed(text, SIMPLE[name]) == value


def test_without_a_type_only_what_is_marked_becomes_a_date():
    assert typed(['@"2026-03-01"', "2026-03-01", '@"no date"'], None) == [date(2026, 3, 1), "2026-03-01", '@"no date"']


def test_lists_and_contexts_are_read_by_the_types_of_their_parts():
    line = Type("context", entries={"on": SIMPLE["date"], "qty": SIMPLE["number"]})
    found = typed([{"on": "2026-03-01", "qty": "2", "note": "3"}, None], Type("list", line))
    assert found == [{"on": date(2026, 3, 1), "qty": Decimal(2), "note": "3"}, None]


def test_a_single_value_for_a_list_is_left_to_the_evaluation():
    assert typed({"a": 1}, Type("list", SIMPLE["number"])) == {"a": 1}


def test_inputs_are_described_in_the_order_of_the_file_with_those_of_required_decisions(dmn):
    table = dmn.table(["a", "b.kind"], ["o"], [(["1, 2", '"x"'], ["1"]), (["-", "-"], ["2"])], policy="FIRST")
    model = load(
        dmn.model(
            *(dmn.input(name) for name in "cab"),
            dmn.input("never"),
            dmn.decision("inner", table, needs=["a", "b"]),
            dmn.decision("outer", dmn.literal("inner + c.size"), needs=["c"], decisions=["inner"]),
        )
    )
    c, a, b = model.needs("outer")
    assert [it.name for it in (c, a, b)] == ["c", "a", "b"]
    assert (a.kind, a.hints, a.choices) == ("any", (1, 2), ())
    assert [(part.name, part.hints) for part in (*b.parts, *c.parts)] == [("kind", ("x",)), ("size", ())]
    assert [it.name for it in model.needs("inner")] == ["a", "b"]


def test_allowed_values_of_a_column_are_choices(dmn):
    table = dmn.table(["a"], ["o"], [(["-"], ["1"])]).replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"x", "y"</text></inputValues>'
    )
    model = load(dmn.model(dmn.input("a"), dmn.decision("d", table, needs=["a"])))
    assert model.needs("d")[0].choices == ("x", "y")


def test_the_basis_holds_what_may_be_read_and_nothing_else(dmn):
    common = load(dmn.model(dmn.input("x", "number"), namespace="common"))
    xml = dmn.model(
        '<import name="shared" namespace="common" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        dmn.input("y"),
        dmn.decision("d", dmn.literal("shared.x + y"), needs=["common#x", "y"]),
    )
    model = load(xml, [common])
    given = {"x": 1, "shared": {"x": 2}, "y": 3, "other": 4}
    basis = model.basis("d", given)
    assert basis == {"x": 1, "shared": {"x": 2}, "y": 3}
    assert model.evaluate("d", basis).value == model.evaluate("d", given).value == 5
