import pytest

from engine.dmn import feel


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
