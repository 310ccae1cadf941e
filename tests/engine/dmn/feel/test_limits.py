import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import feel
from engine.errors import EngineError, LimitExceeded

_DOUBLING = "{" + "a0: [1]," + ",".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 41)) + "}.a40"

_SYMBOLS = "+ - * / ** ( ) [ ] { } , : . .. < > = !="
_WORDS = "in and or not if then else for return some satisfies every between instance of function item null true"
_TOKENS = [*_SYMBOLS.split(" "), *_WORDS.split(" "), "1", "2.5", "a", "b", "date", "sum", "?", '"x"', '@"P1D"']


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("for a in 1..1000, b in 1..1000, c in 1..1000 return a", "list_items"),
        ("some a in 1..1000, b in 1..1000, c in 1..1000 satisfies false", "steps"),
        ("for a in 1..100000000 return a", "list_items"),
        ("{f: function(n) f(n + 1), r: f(0)}.r", "recursion"),
        (_DOUBLING, "result_items"),
        (f"string({_DOUBLING})", "string_chars"),
        (f"count(flatten({_DOUBLING}))", "steps"),
        (f"{_DOUBLING} = {_DOUBLING.replace('[1]', '[2]')} or {_DOUBLING} = {_DOUBLING}", "steps"),
        (f'{{s: function(n) if n = 0 then "{"x" * 5_000}" else s(n - 1) + s(n - 1), r: s(30)}}.r', "string_chars"),
        ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")', "regex_seconds"),
        (f'replace(string join(for i in 1..2000 return "aaaaaaaaaa"), "a", "{"b" * 999}")', "string_chars"),
        ("concatenate(for i in 1..110000 return i, for i in 1..110000 return i)", "list_items"),
        ("for i in 1..1500 return for j in 1..1500 return partial", "steps"),
    ],
)  # fmt: skip
def test_work_without_end_stops_at_the_limit_that_it_names(text, limit, monkeypatch):
    monkeypatch.setattr("engine.dmn.feel.run.time.thread_time", lambda: 1.0)  # a slow machine is not the judge here
    with pytest.raises(LimitExceeded) as caught:
        feel.compile(text).evaluate({})
    assert caught.value.details["limit"] == limit
    assert f"limit {limit} reached" in caught.value.message


def test_the_clock_stops_what_takes_too_long_before_its_steps_are_used_up(monkeypatch):
    ticks = iter(range(1_000_000))
    monkeypatch.setattr("engine.dmn.feel.run.time.thread_time", lambda: float(next(ticks)))
    with pytest.raises(LimitExceeded, match="limit seconds"):
        feel.compile("some a in 1..1000, b in 1..1000 satisfies a < 0").evaluate({})


@given(
    st.lists(
        st.sampled_from(_TOKENS),
        max_size=25,
    )
)
def test_any_soup_of_tokens_gives_a_value_or_an_error_of_ours(tokens):
    try:
        expression = feel.compile(" ".join(tokens))
        expression.evaluate({"a": [1, 2], "b": {"c": "d"}})
    except EngineError as error:
        assert error.message  # noqa: PT017 (most soups are refused, some are not: both are right)


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_an_error_of_ours(text):
    try:
        feel.compile(text, "unary").evaluate({"?": "x"})
    except EngineError as error:
        assert error.message  # noqa: PT017


def test_the_clock_stops_what_the_steps_let_through(monkeypatch):
    ticks = iter(range(0, 1000, 3))
    monkeypatch.setattr("engine.dmn.feel.run.time.thread_time", lambda: next(ticks))
    with pytest.raises(LimitExceeded, match="limit seconds reached"):
        feel.compile("for i in 1..50000 return i").evaluate({})


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("1 +\n" + "(" * 200, 2, 61),
        ("1 +\n  sum(for i in 1..1000000 return i)", 2, 7),
        ("[1,\n {f: function(n) f(n + 1), r: f(0)}.r]", 2, 19),
        ("\n" * 100_001, 1, 1),
    ],
)
def test_a_limit_names_the_place_where_it_was_reached(text, line, column):
    with pytest.raises(LimitExceeded) as caught:
        feel.compile(text).evaluate({})
    assert (caught.value.details["line"], caught.value.details["column"]) == (line, column)
    assert caught.value.message.startswith(f"line {line}, column {column}: limit")


def test_shared_parts_of_a_value_are_held_against_a_type_once():
    deep = "list<" * 30 + "number" + ">" * 30
    text = "{" + "a0: [1]," + ",".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 30)) + "}.a29"
    assert feel.compile(f"{text} instance of {deep}").evaluate({}) is True


def test_a_result_that_is_too_deep_is_refused():
    text = "{" + "a0: 1," + ",".join(f"a{n}: [a{n - 1}]" for n in range(1, 150)) + "}.a149"
    with pytest.raises(LimitExceeded, match="limit nesting reached"):
        feel.compile(text).evaluate({})
