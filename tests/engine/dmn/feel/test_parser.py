import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn.feel import ast
from engine.dmn.feel.builtins import BUILT_IN_NAMES
from engine.dmn.feel.parser import parse
from engine.dmn.feel.printer import to_source
from engine.dmn.feel.problems import FeelSyntaxError
from engine.errors import InvalidModel, LimitExceeded


def test_a_name_with_spaces_and_signs_is_found_in_the_scope():
    tree = parse("Order - total price * 2", names=["Order - total price", "Order"])
    assert tree == ast.Arithmetic("*", ast.Name("Order - total price"), ast.Literal(Decimal(2)))


def test_an_operator_without_the_spaces_of_the_name_stays_an_operator():
    tree = parse("a - b", names=["a-b", "a", "b"])
    assert tree == ast.Arithmetic("-", ast.Name("a"), ast.Name("b"))


def test_the_longest_name_wins():
    tree = parse("date and time of day", names=["date and time of day", "date"], functions=BUILT_IN_NAMES)
    assert tree == ast.Name("date and time of day")


def test_without_a_known_scope_a_name_is_one_word():
    with pytest.raises(FeelSyntaxError, match="line 1, column 7"):
        parse("order total")


def test_with_a_known_scope_an_unknown_name_takes_all_its_words():
    assert parse("order total + 1", names=[]) == ast.Arithmetic("+", ast.Name("order total"), ast.Literal(Decimal(1)))


def test_entries_of_a_literal_context_may_have_spaces():
    tree = parse("{net price: 1, tax: net price * 2}.net price")
    assert isinstance(tree, ast.Path)
    assert tree.name == "net price"


def test_a_syntax_error_says_line_column_and_what_was_expected():
    with pytest.raises(FeelSyntaxError) as caught:
        parse("1 +\n  * 2")
    assert (caught.value.position.line, caught.value.position.column) == (2, 3)
    assert "expected a value, found '*'" in str(caught.value)
    assert isinstance(caught.value, InvalidModel)


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "[1,", "{a: }", "{a: 1,}", "if 1 then 2", "for x in", '"open', "/* open", "f(", "a.", "@1"],
)
def test_a_broken_text_is_refused_with_a_position(text):
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert caught.value.position.line == 1


def test_a_bracket_after_the_end_of_a_range_closes_it_or_starts_a_filter():
    assert parse("x in ]1..y[") == ast.In(
        ast.Name("x"), (ast.RangeLiteral(ast.Literal(Decimal(1)), ast.Name("y"), False, False),)
    )
    closed = parse("[1..list[2]]")
    assert isinstance(closed, ast.RangeLiteral)
    assert isinstance(closed.end, ast.Filter)


def test_negation_binds_tighter_than_the_power():
    assert parse("-2 ** 2") == ast.Arithmetic("**", ast.Negation(ast.Literal(Decimal(2))), ast.Literal(Decimal(2)))


def test_unary_tests_share_the_grammar_of_expressions():
    tree = parse('not("a", "b")', "unary")
    assert tree == ast.UnaryTests((ast.Literal("a"), ast.Literal("b")), True)
    assert parse("-", "unary") == ast.UnaryTests(())
    assert parse("-1", "unary") == ast.UnaryTests((ast.Negation(ast.Literal(Decimal(1))),))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("[" * 500 + "]" * 500, "nesting"),
        ("-" * 500 + "1", "nesting"),
        ("1" + "+1" * 1000, "chain"),
        ("]1.." * 60 + "x", "nesting"),
        ("1" * 10_000, "number_digits"),
        (" " * 300_000, "source_chars"),
    ],
)
def test_a_text_beyond_a_limit_is_refused_by_name(text, limit):
    with pytest.raises((LimitExceeded, FeelSyntaxError)) as caught:
        parse(text)
    if isinstance(caught.value, LimitExceeded):
        assert caught.value.details["limit"] in (limit, "parse_retries")
    else:
        assert limit == "nesting"


_names = st.sampled_from(["a", "b", "total"])
_leaves = st.one_of(
    st.decimals(min_value=0, max_value=10**9, places=2).map(ast.Literal),
    st.text(max_size=8).map(ast.Literal),
    st.sampled_from([True, False, None]).map(ast.Literal),
    _names.map(ast.Name),
    st.just(ast.AtLiteral("P1D")),
)


_types = st.recursive(
    st.sampled_from(
        ["number", "Any", "date and time", "years and months duration", "list", "tOrder", "other.tOrder"]
    ).map(ast.TypeName),
    lambda inner: st.one_of(
        st.builds(lambda name, part: ast.TypeName(name, (part,)), st.sampled_from(["list", "range"]), inner),
        st.builds(
            lambda entries: ast.TypeName("context", (), tuple(entries)),
            st.lists(st.tuples(st.sampled_from(["a", "net price"]), inner), min_size=1, max_size=2),
        ),
        st.builds(
            lambda parameters, result: ast.TypeName("function", tuple(parameters), (), result),
            st.lists(inner, max_size=2),
            inner,
        ),
    ),
    max_leaves=4,
)


def _branches(inner):
    iteration = st.builds(ast.Iteration, _names, inner, st.none() | inner)
    iterations = st.lists(iteration, min_size=1, max_size=2).map(tuple)
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(ast.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        st.builds(ast.Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(ast.Conjunction, several),
        st.builds(ast.Disjunction, several),
        st.builds(ast.Between, inner, inner, inner),
        st.builds(ast.In, inner, several),
        st.builds(ast.InstanceOf, inner, _types),
        st.builds(ast.If, inner, inner, inner),
        st.builds(ast.Negation, inner),
        st.builds(ast.ListLiteral, several),
        st.builds(ast.RangeLiteral, inner, inner, st.booleans(), st.booleans()),
        st.builds(ast.ContextLiteral, st.lists(st.tuples(_names, inner), max_size=2).map(tuple)),
        st.builds(ast.Filter, inner, inner),
        st.builds(ast.Path, inner, _names),
        st.builds(ast.Call, inner, several),
        st.builds(ast.NamedCall, inner, st.just((("a", ast.Name("b")),))),
        st.builds(ast.For, iterations, inner),
        st.builds(ast.Quantified, st.sampled_from(["some", "every"]), iterations, inner),
        st.builds(
            ast.FunctionLiteral,
            st.lists(st.tuples(_names, st.none() | _types), max_size=3).map(tuple),
            inner,
            st.booleans(),
        ),
        st.builds(ast.UnaryComparison, st.sampled_from(["=", "<", ">="]), inner),
    )


_trees = st.recursive(_leaves, _branches, max_leaves=12)


@given(_trees)
def test_a_printed_tree_parses_to_the_same_tree(tree):
    assert parse(to_source(tree)) == tree


@given(_trees)
def test_a_printed_tree_parses_to_the_same_tree_where_names_are_known(tree):
    assert parse(to_source(tree), names=["a", "b", "total"]) == tree


@given(st.lists(_trees, min_size=1, max_size=3).map(tuple), st.booleans())
def test_printed_unary_tests_parse_to_the_same_tests(tests, negated):
    tree = ast.UnaryTests(tests, negated)
    assert parse(to_source(tree), "unary") == tree


@given(_trees)
def test_white_space_and_comments_change_nothing(tree):
    text = to_source(tree)
    parts = re.split(r'("(?:[^"\\]|\\.)*")', text)
    spaced = "".join(
        part if index % 2 else part.replace(" ", " /* a // b */\n\u2003// c\n ") for index, part in enumerate(parts)
    )
    assert parse(spaced) == tree
