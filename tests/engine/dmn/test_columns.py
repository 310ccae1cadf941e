from datetime import date
from decimal import Decimal

from engine.dmn import feel
from engine.dmn.columns import indexes


def index(*cells):
    """The one index of a table of one column."""
    return indexes([[None if cell == "-" else feel.compile(cell, "unary", names=["y"]).tree] for cell in cells])


def rules(found, value):
    bits = found.candidates(value)
    return None if bits is None else [rule for rule in range(10) if bits >> rule & 1]


def test_a_text_is_looked_up_and_what_excludes_others_takes_the_rest():
    (found,) = index('"a"', '"b", "c"', "-", 'not("a", "b")', '"a"')
    assert [rules(found, text) for text in ("a", "b", "c", "d")] == [[0, 2, 4], [1, 2], [1, 2, 3], [2, 3]]
    assert found.tested == 0


def test_a_number_is_looked_up_by_the_piece_between_two_bounds():
    (found,) = index("< 5", "[5..10)", "(5..10]", ">= 10", "not([5..10])", "1, > 9")
    values = ["0", "1", "5", "7", "9.5", "10", "11"]
    assert [rules(found, Decimal(value)) for value in values] == [
        [0, 4],
        [0, 4, 5],
        [1],
        [1, 2],
        [1, 2, 5],
        [2, 3, 5],
        [3, 4, 5],
    ]


def test_dates_have_an_order_too():
    cells = [f'[@"2026-0{month}-01"..@"2026-0{month + 1}-01")' for month in range(1, 6)]
    (found,) = index(*cells)
    assert rules(found, date(2026, 3, 1)) == [2]


def test_a_cell_that_depends_on_more_is_left_to_be_tested():
    (found,) = index("1", "2", "3", "4", "> y")
    assert rules(found, Decimal(3)) == [2, 4]
    assert found.tested == 1 << 4


def test_a_value_of_another_type_excludes_nothing():
    (found,) = index('"a"', '"b"', '"c"', "-", '"d"')
    assert found.candidates(Decimal(1)) is None


def test_few_constants_are_not_worth_an_index():
    assert index('"a"', '"b"', "-") == []
