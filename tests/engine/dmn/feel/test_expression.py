from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine import clock
from engine.dmn import feel


class ChainedScope(Mapping):
    def __init__(self, *levels):
        self.levels = levels

    def __getitem__(self, name):
        for level in self.levels:
            if name in level:
                return level[name]
        raise KeyError(name)

    def __iter__(self):
        return iter({name for level in self.levels for name in level})

    def __len__(self):
        return len(list(iter(self)))


def test_the_scope_may_be_any_mapping():
    scope = ChainedScope({"qty": Decimal(2)}, {"price": Decimal(3), "qty": Decimal(9)})
    assert feel.compile("qty * price").evaluate(scope) == 6


def test_names_are_the_free_variables():
    text = "for line in lines return line.qty * price + count(extras[kind = wanted]) + {a: 1, b: a}.b"
    expression = feel.compile(text)
    assert expression.names == {"lines", "price", "extras"}
    assert expression.filter_names == {"kind", "wanted"}


def test_parameters_and_built_ins_are_not_free():
    assert feel.compile("sort(list, function(x, y) x < y and z)").names == {"list", "z"}


def test_a_missing_variable_is_null_with_its_name():
    problems = []
    assert feel.compile("missing").evaluate({}, problems) is None
    assert problems[0].message == "expected a variable called 'missing', found none"


def test_a_variable_hides_the_built_in_of_its_name_but_not_in_a_call():
    expression = feel.compile("count + count([1, 2])")
    assert expression.evaluate({"count": Decimal(40)}) == 42


def test_now_and_today_come_from_the_clock_of_the_engine():
    moment = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    with clock.use(clock.VirtualClock(moment)):
        assert feel.compile("now()").evaluate({}) == moment
        assert feel.compile("today()").evaluate({}) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ("< 10", Decimal(5), True),
        ("< 10", None, None),
        ("[1..5], > 10", Decimal(7), False),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a")', None, True),
        ("null", None, True),
        ("true", False, False),
        ("true", Decimal(1), None),
        ('date("2026-01-01")', date(2026, 1, 1), True),
        ('[@"2026-01-01"..@"2026-12-31"]', date(2026, 5, 5), True),
        ("? > 3 and ? < 5", Decimal(4), True),
        ("string length(?) = 3", "abc", True),
        ("limits", Decimal(3), True),
        ("odd(?)", Decimal(4), False),
        ("< limit", Decimal(4), True),
    ],
)
def test_unary_tests_hold_or_not(tests, value, expected):
    scope = {"?": value, "limits": [Decimal(1), Decimal(3)], "limit": Decimal(5)}
    assert feel.compile(tests, "unary").evaluate(scope) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3, 4][item > 2]", [3, 4]),
        ("[1, 2, 3][-1]", 3),
        ("[{a: 1}, {a: 2}][a = 2]", [{"a": 2}]),
        ("[{a: 1}, {a: 2}].a", [1, 2]),
        ("[{item: 5}][item = 5]", [{"item": 5}]),
        ("5[item > 9]", []),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3]),
        ("for x in [1, 2], y in [x, 10] return x * y", [1, 10, 4, 20]),
        ("some x in [1, 5] satisfies x > 4", True),
        ("every x in [] satisfies false", True),
        ("(function(a, b) a - b)(b: 1, a: 3)", 2),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", 120),
        ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
    ],
)
def test_lists_contexts_and_functions(text, expected):
    assert feel.compile(text).evaluate({}) == expected


def test_python_attributes_are_out_of_reach():
    problems = []
    assert feel.compile("x.__class__").evaluate({"x": Decimal(1)}, problems) is None
    assert feel.compile("f.call").evaluate({"f": object()}, problems) is None
    assert len(problems) == 2
