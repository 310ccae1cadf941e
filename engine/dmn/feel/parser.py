"""Parses FEEL expressions and unary tests into the syntax tree: one grammar for both (DMN 1.5, 10.3.1.2)."""

from collections.abc import Iterable
from typing import Literal as OneOf
from typing import cast

from engine.dmn.feel import ast
from engine.dmn.feel.lexer import Source, Token
from engine.dmn.feel.limits import LIMITS, exceeded, placed
from engine.dmn.feel.names import NameTable
from engine.dmn.feel.primaries import PrimaryParser
from engine.dmn.feel.problems import START, Position
from engine.dmn.feel.typenames import parse_type
from engine.errors import LimitExceeded

Kind = OneOf["expression", "unary"]

_COMPARISONS = frozenset(["=", "!=", "<", "<=", ">", ">="])
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}


def parse(
    text: str,
    kind: Kind = "expression",
    *,
    names: Iterable[str] | None = None,
    members: Iterable[str] = (),
    functions: NameTable | None = None,
) -> ast.Node:
    """The tree of `text`.

    `names` are the names in scope; None means that they are not known, and then every name is a single word.
    `members` are names of context entries that may follow a dot or stand in a filter.
    `functions` are the built-in names. Raises FeelSyntaxError with a position, LimitExceeded.
    """
    parser: Parser | None = None
    try:
        parser = Parser(Source(text), names, members, functions or NameTable())
        return parser.unary_tests() if kind == "unary" else parser.whole_expression()
    except LimitExceeded as error:
        at = _place(parser)
        placed(error, at.line, at.column)
        raise
    except RecursionError as error:
        at = _place(parser)
        raise placed(exceeded("nesting"), at.line, at.column) from error


def _place(parser: "Parser | None") -> Position:
    """Where a parser stands; the start if there is none yet."""
    return parser.source.position(parser.token.start) if parser else START


class Parser(PrimaryParser):
    """Recursive descent: tests, then operators from the weakest binding to the strongest, then what follows a value."""

    _range_end_index = -1  # the bracket that closes a range now, and is no filter

    def whole_expression(self) -> ast.Node:
        result = self.expression()
        self.expect_end()
        return result

    def unary_tests(self) -> ast.UnaryTests:
        at = self.token.start
        if self.is_symbol("-") and self.peek().kind == "end":
            self.advance()
            return ast.UnaryTests((), at=at)
        if self.token.text == "not" and self.peek().text == "(" and not self.is_given("not"):
            negated = self.attempt(self._negated_tests)
            if negated is not None:
                return negated
        tests = self._tests()
        self.expect_end()
        return ast.UnaryTests(tests, at=at)

    def _negated_tests(self) -> ast.UnaryTests:
        at = self.token.start
        self.advance()
        self.expect("(")
        tests = self._tests()
        self.expect(")")
        self.expect_end()
        return ast.UnaryTests(tests, True, at=at)

    def _tests(self) -> tuple[ast.Node, ...]:
        return tuple(self.separated(self.test))

    def test(self) -> ast.Node:
        """One positive unary test: a comparison without a left side, or any expression."""
        token = self.token
        if token.kind == "symbol" and token.text in _COMPARISONS:
            self.advance()
            return ast.UnaryComparison(_comparison(token), self.operand(), at=token.start)
        return self.expression()

    def expression(self) -> ast.Node:
        return self.nested(self._disjunction)

    def _disjunction(self) -> ast.Node:
        first = self._conjunction()
        operands = [first]
        while self.is_word("or"):
            self.advance()
            operands.append(self._conjunction())
        return ast.Disjunction(tuple(operands), at=first.at) if len(operands) > 1 else first

    def _conjunction(self) -> ast.Node:
        first = self._comparison()
        operands = [first]
        while self.is_word("and"):
            self.advance()
            operands.append(self._comparison())
        return ast.Conjunction(tuple(operands), at=first.at) if len(operands) > 1 else first

    def _comparison(self) -> ast.Node:
        left = self.operand()
        for _ in range(LIMITS.chain):
            token = self.token
            if token.kind == "symbol" and token.text in _COMPARISONS:
                self.advance()
                left = ast.Comparison(_comparison(token), left, self.operand(), at=token.start)
            elif self.accept("between"):
                low = self.operand()
                self.expect("and")
                left = ast.Between(left, low, self.operand(), at=token.start)
            elif self.accept("in"):
                left = ast.In(left, self._in_tests(), at=token.start)
            else:
                return left
        raise exceeded("chain")

    def _in_tests(self) -> tuple[ast.Node, ...]:
        if self.is_symbol("("):
            several = self.attempt(self._parenthesized_tests)
            if several is not None:
                return several
        token = self.token
        if token.kind == "symbol" and token.text in _COMPARISONS:
            return (self.test(),)
        return (self.operand(),)

    def _parenthesized_tests(self) -> tuple[ast.Node, ...]:
        self.expect("(")
        tests = self._tests()
        self.expect(")")
        if self.token.text in ("..", "[", ".", "+", "-", "*", "/", "**"):
            raise self.error("expected the end of the tests")
        return tests

    def operand(self, weakest: int = 1) -> ast.Node:
        """A value with the arithmetic that binds at least as tightly as `weakest`, from the left."""
        left = self._negation()
        for _ in range(LIMITS.chain):
            token = self.token
            strength = _STRENGTH.get(token.text, 0) if token.kind == "symbol" else 0
            if strength < weakest:
                return left
            self.advance()
            right = self.operand(strength + 1)
            left = ast.Arithmetic(cast(ast.ArithmeticOperator, token.text), left, right, at=token.start)
        raise exceeded("chain")

    def _negation(self) -> ast.Node:
        token = self.token
        if not self.accept("-"):
            return self._instance_of()
        return ast.Negation(self.nested(self._negation), at=token.start)

    def _instance_of(self) -> ast.Node:
        value = self._postfix()
        while self.is_word("instance") and self.peek().text == "of":
            at = self.advance().start
            self.advance()
            value = ast.InstanceOf(value, parse_type(self), at=at)
        return value

    def _postfix(self) -> ast.Node:
        result = self.primary()
        for _ in range(LIMITS.chain):
            token = self.token
            if token.kind != "symbol":
                return result
            if token.text == ".":
                self.advance()
                result = ast.Path(result, self.member_name(), at=token.start)
            elif token.text == "(":
                result = self._call(result)
            elif token.text == "[" and not self._is_range_end():
                result = self._filter(result)
            else:
                return result
        raise exceeded("chain")

    def _is_range_end(self) -> bool:
        return self.index == self._range_end_index

    def range_end(self) -> tuple[ast.Node, bool]:
        start = self.index
        whole = self.attempt(self._closed_endpoint)
        if whole is not None:
            return whole
        for index in range(start + 1, len(self.tokens)):
            if self.tokens[index].text == "[" and self.tokens[index].kind == "symbol":
                before, self._range_end_index = self._range_end_index, index
                found = self.attempt(self._closed_endpoint)
                self._range_end_index = before
                if found is not None and self.index == index + 1:
                    return found
                self.index = start
        self._closed_endpoint()  # raises the error of the plain reading
        raise self.error("expected the end of a range")

    def _closed_endpoint(self) -> tuple[ast.Node, bool]:
        end = self.operand()
        if self.accept("]"):
            return end, True
        if self.is_symbol(")") or self.is_symbol("["):
            self.advance()
            return end, False
        raise self.error("expected ']', ')' or '[' to close the range")

    def _filter(self, source: ast.Node) -> ast.Node:
        at = self.expect("[").start
        with self.filter_scope():
            condition = self.expression()
        self.expect("]")
        return ast.Filter(source, condition, at=at)

    def _call(self, function: ast.Node) -> ast.Node:
        at = self.expect("(").start
        if self.accept(")"):
            return ast.Call(function, (), at=at)
        named = self.argument_name() is not None
        if named:
            pairs = tuple(self.separated(self._named_argument))
            self.expect(")")
            return ast.NamedCall(function, pairs, at=at)
        arguments = tuple(self.separated(self.expression))
        self.expect(")")
        return ast.Call(function, arguments, at=at)

    def _named_argument(self) -> tuple[str, ast.Node]:
        found = self.argument_name()
        if found is None:
            raise self.error("expected the name of a parameter and ':'")
        name, self.index = found
        self.expect(":")
        return name, self.expression()


def _comparison(token: Token) -> ast.ComparisonOperator:
    return cast(ast.ComparisonOperator, token.text)
