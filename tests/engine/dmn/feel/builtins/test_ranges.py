from decimal import Decimal
from itertools import product

import pytest

from engine.dmn import feel
from engine.dmn.feel.values import Range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(1, 10)", True),
        ("before([1..5), [5..6])", True),
        ("before([1..5], [5..6])", False),
        ("after(12, [2..5])", True),
        ("meets([1..5], [5..8])", True),
        ("met by([5..8], [1..5))", False),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps after([3..8], [1..5])", True),
        ("overlaps after([1..5], [3..8])", False),
        ("finishes(10, [1..10])", True),
        ("finished by([1..10), 10)", False),
        ("includes([5..10], [6..10))", True),
        ("during(5, (5..10])", False),
        ("starts([1..3], [1..10])", True),
        ("started by([1..10], 1)", True),
        ("coincides([1..5], [1..5))", False),
        ('before("a", 1)', None),
        ("[1..3].end included", True),
        ("(> 3).start", 3),
        ("5 in (> 3)", True),
    ],
)
def test_relations_of_ranges(text, expected):
    assert feel.compile(text).evaluate({}) == expected


def _ranges():
    for low, high, from_low, to_high in product(range(4), range(4), [True, False], [True, False]):
        if low <= high:
            yield Range(Decimal(low), Decimal(high), from_low, to_high)


def _starts(a, b):
    return a.start == b.start and a.start_included == b.start_included


def _ends(a, b):
    return a.end == b.end and a.end_included == b.end_included


# the conditions of table 78, word for word
_TABLE_78 = {
    "before": lambda a, b: a.end < b.start or (a.end == b.start and not (a.end_included and b.start_included)),
    "after": lambda a, b: a.start > b.end or (a.start == b.end and not (a.start_included and b.end_included)),
    "meets": lambda a, b: a.end_included and b.start_included and a.end == b.start,
    "met by": lambda a, b: a.start_included and b.end_included and a.start == b.end,
    "overlaps": lambda a, b: (
        (a.end > b.start or (a.end == b.start and a.end_included and b.start_included))
        and (a.start < b.end or (a.start == b.end and a.start_included and b.end_included))
    ),
    "overlaps before": lambda a, b: (
        (a.start < b.start or (a.start == b.start and a.start_included and not b.start_included))
        and (a.end > b.start or (a.end == b.start and a.end_included and b.start_included))
        and (a.end < b.end or (a.end == b.end and (not a.end_included or b.end_included)))
    ),
    "finishes": lambda a, b: (
        _ends(a, b) and (a.start > b.start or (a.start == b.start and (not a.start_included or b.start_included)))
    ),
    "includes": lambda a, b: (
        (a.start < b.start or (a.start == b.start and (a.start_included or not b.start_included)))
        and (a.end > b.end or (a.end == b.end and (a.end_included or not b.end_included)))
    ),
    "starts": lambda a, b: (
        _starts(a, b) and (a.end < b.end or (a.end == b.end and (not a.end_included or b.end_included)))
    ),
    "coincides": lambda a, b: _starts(a, b) and _ends(a, b),
}
_TURNED = {
    "overlaps after": "overlaps before",
    "finished by": "finishes",
    "during": "includes",
    "started by": "starts",
}


@pytest.mark.parametrize("name", [*_TABLE_78, *_TURNED])
def test_two_ranges_relate_as_table_78_says(name):
    expected = _TABLE_78.get(name) or (lambda a, b: _TABLE_78[_TURNED[name]](b, a))
    function = feel.compile(f"{name}(a, b)", names=["a", "b"])
    for a, b in product(_ranges(), repeat=2):
        assert function.evaluate({"a": a, "b": b}) is expected(a, b)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(1, (> 5))", True),
        ("after((> 5), 1)", True),
        ("includes((> 5), 10)", True),
        ("includes((> 5), 5)", False),
        ("during((<= 4), (< 5))", True),
        ("overlaps((< 5), (> 4))", True),
        ("meets((< 5), (>= 5))", False),
        ("meets((<= 5), (>= 5))", True),
        ("coincides((< 5), (< 5))", True),
    ],
)
def test_a_range_without_an_end_goes_on_for_ever(text, expected):
    assert feel.compile(text).evaluate({}) is expected


@pytest.mark.parametrize(
    "text",
    [
        "before(point1: 1, point2: 2)",
        "before(point: 1, range: [2..3])",
        "after(range: [3..4], point: 2)",
        "before(range1: [1..2], range2: [3..4])",
        "includes(range: [1..10], point: 5)",
        "during(point: 5, range: [1..10])",
        "finishes(point: 10, range: [1..10])",
        "started by(range: [1..10], point: 1)",
        "coincides(point1: 5, point2: 5)",
    ],
)
def test_arguments_may_be_named(text):
    assert feel.compile(text).evaluate({}) is True
