"""Python as FEEL, held against Python itself."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.vendors import python
from engine.bpmn.vendors.expressions import MAX_CHARS, Untranslatable, written
from engine.dmn import feel

SCOPE: dict[str, Any] = {
    "amount": 120,
    "count": 3,
    "rest": -7,
    "approved": True,
    "blocked": False,
    "nothing": None,
    "name": "Ada",
    "blank": "",
    "lines": [{"sku": "A1", "qty": 2}, {"sku": "B2", "qty": 5}],
    "tags": ["new", "vip"],
    "numbers": [4, 0, -2],
    "empty": [],
    "order": {"total": 120, "customer": {"name": "Ada"}, "open": True},
}


def evaluated(text: str) -> tuple[Any, bool]:
    """The value in FEEL, and whether it is a null that came from an error."""
    problems: list[Any] = []
    translated = written(python.translate(text))
    value = feel.compile(translated[1:]).evaluate(feel.to_feel(SCOPE), problems)
    return value, value is None and bool(problems)


def expected(text: str) -> Any:
    return eval(text, {}, dict(SCOPE))  # noqa: S307 (the reference: texts of this file only)


def is_same(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) or wanted is None or isinstance(wanted, str):
        return value == wanted and type(value) is type(wanted)
    if isinstance(wanted, float):
        return abs(value - Decimal(wanted)) < Decimal("1e-9") * max(1, abs(value))
    if isinstance(wanted, list):
        return len(value) == len(wanted) and all(map(is_same, value, wanted))
    return bool(value == feel.to_feel(wanted))


ONES = [
    "amount > 100 and approved",
    "not blocked",
    "not (not (approved and nothing))",
    "not (nothing or blocked)",
    "0 < count <= 3",
    "nothing is None",
    "name is not None",
    "order['total'] / count",
    "order.get('total', 0) + order.get('missing', 1)",
    "order['customer']['name'] + '!'",
    "lines[0]['sku']",
    "lines[-1]['qty']",
    "numbers[count - 1]",
    "numbers[rest + 5]",
    "name[0]",
    "name[-1]",
    "tags[0]",
    "len(lines) + len(name) + len(order) + len(empty)",
    "sum(line['qty'] for line in lines)",
    "sum([line['qty'] for line in lines])",
    "sum(empty)",
    "any(line['qty'] > 4 for line in lines)",
    "all(line['qty'] > 4 for line in lines)",
    "[line['sku'] for line in lines]",
    "'vip' in tags",
    "'x' not in tags",
    "'da' in name",
    "'total' in order",
    "amount in [1, 120]",
    "amount in (1, 2)",
    "'high' if amount > 100 else 'low'",
    "1 if blocked else 2 if approved else 3",
    "rest // 2",
    "rest % 4",
    "2 ** count",
    "-amount",
    "round(2.5)",
    "round(3.5)",
    "round(1.25, 1)",
    "int(7 / 2)",
    "int('42') + int(' 7 ')",
    "abs(rest)",
    "min(amount, count)",
    "max(numbers)",
    "str(amount) + name",
    "f'RMA {amount} for {name}'",
    "name.lower() + name.upper()",
    "'  x '.strip()",
    "name.startswith('A') and name.endswith('a')",
    "'a.b.c'.replace('.', '-')",
    "'a.b.c'.split('.')",
    "', '.join(tags)",
    "{'id': amount, 'who': name}",
    "[amount, [count]]",
    "True",
    "None",
]


@pytest.mark.parametrize("text", ONES)
def test_an_expression_gives_what_python_gives(text: str) -> None:
    value, is_loud = evaluated(text)
    assert not is_loud
    assert is_same(value, expected(text)), (value, expected(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("__import__('os').system('id')", "__import__"),
        ("name.__class__", "__class__"),
        ("(lambda: 1)()", "has no equivalent"),
        ("datetime.datetime.now()", "the method now has no equivalent"),
        ("[x for x in lines if x]", "comprehension"),
        ("lines[1:]", "slice"),
        ("name or 'nobody'", "no condition"),
        ("amount & 1", "has no equivalent"),
        ("sorted(lines)", "sorted"),
        ("f'{amount:.2f}'", "format"),
        ("amount >", "no Python"),
        ("x = 1", "no Python"),
        ("name is 'Ada'", "`is`"),
        ("open", None),
        ("then + 1", "cannot be the name"),
        ("{'a': 1, 'b': a}", "entry before it"),
        ("(" * 300 + "1" + ")" * 300, "no Python"),
        ("not " * 60 + "approved", "deep"),
        ("1 + " * 2000 + "1", f"at most {MAX_CHARS:,}"),
        ("len(" * 15 + "name" + ")" * 15, "parts of FEEL"),
    ],
)
def test_what_has_no_equivalent_is_refused_with_a_reason(text: str, said: str | None) -> None:
    if said is None:
        assert written(python.translate(text)) == f"={text}"
        return
    with pytest.raises(Untranslatable, match=said):
        written(python.translate(text))


numbers = st.sampled_from(["amount", "count", "rest", "2", "0", "7", "order['total']", "len(tags)"])
tests = st.sampled_from(["approved", "blocked", "True", "order['open']", "nothing is None"])
texts = st.sampled_from(["name", "blank", "'x'", "order['customer']['name']"])


def number(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "%", "//"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"(-{x})"),
        inner.map(lambda x: f"abs({x})"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
    )


def test_of(numeric: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    compared = st.tuples(numeric, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), numeric)
    base = st.one_of(tests, compared.map(lambda t: f"({t[0]} {t[1]} {t[2]})"))
    return st.recursive(
        base,
        lambda inner: st.one_of(
            inner.map(lambda x: f"(not {x})"),
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        ),
        max_leaves=6,
    )


numeric = st.recursive(numbers, number, max_leaves=6)
logical = test_of(numeric)
typed = st.one_of(
    numeric,
    logical,
    st.tuples(numeric, logical, numeric).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    st.tuples(texts, texts).map(lambda t: f"({t[0]} + {t[1]})"),
)
test_of.__test__ = False  # type: ignore[attr-defined] # it makes tests of Python, and is none


@given(typed)
def test_well_typed_expressions_give_what_python_gives(text: str) -> None:
    try:
        wanted = expected(text)
    except ZeroDivisionError:
        return  # it did not run there either
    value, is_loud = evaluated(text)
    assert not is_loud
    assert is_same(value, wanted), (value, wanted)


anything = st.recursive(
    st.sampled_from([*SCOPE, "1", "'x'", "None", "True", "[1, 2]", "order['total']", "lines[0]", "missing"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "<", "==", "!=", "in", "and"]), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        inner.map(lambda x: f"len({x})"),
        inner.map(lambda x: f"(not {x})"),
        inner.map(lambda x: f"str({x})"),
        inner.map(lambda x: f"{x}[0]"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    ),
    max_leaves=5,
)


@given(anything)
def test_what_python_means_differently_fails_aloud(text: str) -> None:
    try:
        wanted = expected(text)
    except (TypeError, KeyError, IndexError, NameError):
        return  # it did not run there either
    try:
        value, is_loud = evaluated(text)
    except Untranslatable:
        return
    assert is_loud or is_same(value, wanted), (value, wanted)
