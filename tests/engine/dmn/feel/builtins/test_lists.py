import pytest

from engine.dmn import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains([1, null], null)", True),
        ("count([1, [2, 3]])", 2),
        ("count(5)", 1),
        ("count(null)", None),
        ('min(["b", "a"])', "a"),
        ("max(1, 3, 2)", 3),
        ('max([1, "a"])', None),
        ("min([])", None),
        ("all([true, null])", None),
        ("all([false, null])", False),
        ("any([])", False),
        ("sublist([4, 5, 6], 2)", [5, 6]),
        ("sublist([4, 5, 6], -2, 1)", [5]),
        ("sublist([4], 2)", None),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1, 2], [3])", [1, 2, 3]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 1.0, [2], [2], null, null])", [1, [2], None]),
        ("duplicate values([1, 2, 1, 3, 3])", [1, 3]),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ("list replace([2, 4], 1, 6)", [6, 4]),
        ("list replace([2, 4], function(item, newItem) item < newItem, 3)", [3, 4]),
        ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
        ("sort(list: [2, 1], precedes: function(x, y) x < y)", [1, 2]),
        ("sort([1, 2], function(x, y) 1)", None),
    ],
)
def test_list_functions(text, expected):
    assert feel.compile(text).evaluate({}) == expected


def test_a_sort_keeps_the_order_of_equals():
    text = "sort([{k: 1, v: 1}, {k: 0, v: 2}, {k: 1, v: 3}], function(x, y) x.k < y.k).v"
    assert feel.compile(text).evaluate({}) == [2, 1, 3]


def test_a_list_of_the_scope_is_never_changed():
    items = [1, 2]
    feel.compile("append(concatenate(items, [9]), 3)").evaluate({"items": items})
    feel.compile("reverse(insert before(items, 1, 0))").evaluate({"items": items})
    assert items == [1, 2]
