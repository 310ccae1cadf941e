"""Parses FEEL expressions and unary tests into the syntax tree: one grammar for both (DMN 1.5, 10.3.1.2)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal, DecimalException
from typing import Literal as OneOf
from typing import TypeVar, cast

from engine.dmn.feel import ast
from engine.dmn.feel.decimal128 import DECIMAL
from engine.dmn.feel.lexer import Source, Token, tokenize
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.names import KEYWORDS, NameTable, fixed_table
from engine.dmn.feel.problems import FeelSyntaxError
from engine.dmn.feel.typenames import parse_type

Kind = OneOf["expression", "unary"]
T = TypeVar("T")

_COMPARISONS = frozenset(["=", "!=", "<", "<=", ">", ">="])
_NAME_SYMBOLS = frozenset("-+*/'.")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


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
    parser = Parser(Source(text), names, members, functions or NameTable())
    try:
        return parser.unary_tests() if kind == "unary" else parser.whole_expression()
    except RecursionError as error:
        raise exceeded("nesting") from error


class Parser:
    """Recursive descent over tokens; a failed attempt may be taken back (`attempt`), a bounded number of times."""

    def __init__(
        self, source: Source, names: Iterable[str] | None, members: Iterable[str], functions: NameTable
    ) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self._scopes = [functions, fixed_table(frozenset(names or ()))]
        self._members = [fixed_table(frozenset(members)), NameTable()]  # known from elsewhere, found in this text
        self._are_names_known = names is not None
        self._filters = 0
        self._depth = 0
        self._retries = 0

    # -- entry points

    def whole_expression(self) -> ast.Node:
        result = self.expression()
        self._expect_end()
        return result

    def unary_tests(self) -> ast.UnaryTests:
        at = self.token.start
        if self.is_symbol("-") and self.peek().kind == "end":
            self.advance()
            return ast.UnaryTests((), at=at)
        if self.token.text == "not" and self.peek().text == "(" and "not" not in self._scopes[1]:
            negated = self.attempt(self._negated_tests)
            if negated is not None:
                return negated
        tests = self._tests()
        self._expect_end()
        return ast.UnaryTests(tests, at=at)

    def _negated_tests(self) -> ast.UnaryTests:
        at = self.token.start
        self.advance()
        self.expect("(")
        tests = self._tests()
        self.expect(")")
        self._expect_end()
        return ast.UnaryTests(tests, True, at=at)

    def _tests(self) -> tuple[ast.Node, ...]:
        return tuple(self._separated(self.test))

    def test(self) -> ast.Node:
        """One positive unary test: a comparison without a left side, or any expression."""
        token = self.token
        if token.kind == "symbol" and token.text in _COMPARISONS:
            self.advance()
            return ast.UnaryComparison(_comparison(token), self._additive(), at=token.start)
        return self.expression()

    # -- token stream

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def peek(self, distance: int = 1) -> Token:
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        token = self.tokens[self.index]
        self.index += token.kind != "end"
        return token

    def is_symbol(self, text: str) -> bool:
        token = self.tokens[self.index]
        return token.text == text and token.kind == "symbol"

    def is_word(self, text: str) -> bool:
        token = self.tokens[self.index]
        return token.text == text and token.kind == "name"

    def accept(self, text: str) -> bool:
        if self.is_symbol(text) or self.is_word(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        token = self.token
        if not self.accept(text):
            raise self.error(f"expected {text!r}")
        return token

    def error(self, expected: str, token: Token | None = None) -> FeelSyntaxError:
        token = token or self.token
        found = "the end" if token.kind == "end" else repr(token.text[:40])
        return self.source.error(f"{expected}, found {found}", token.start)

    def attempt(self, rule: Callable[[], T]) -> T | None:
        """What `rule` parses, or None with nothing consumed if it does not fit."""
        self._retries += 1
        if self._retries > LIMITS.parse_retries:
            raise exceeded("parse_retries")
        index, depth, scopes, filters = self.index, self._depth, len(self._scopes), self._filters
        try:
            return rule()
        except FeelSyntaxError:
            self.index, self._depth, self._filters = index, depth, filters
            del self._scopes[scopes:]
            return None

    def _expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.error("expected an operator or the end")

    def _separated(self, rule: Callable[[], T]) -> Iterator[T]:
        yield rule()
        while self.accept(","):
            yield rule()

    @contextmanager
    def scope(self, *names: str) -> Iterator[NameTable]:
        """Names that are known while the block is parsed."""
        table = NameTable(names)
        self._scopes.append(table)
        try:
            yield table
        finally:
            self._scopes.pop()

    # -- expressions, weakest binding first

    def expression(self) -> ast.Node:
        self._depth += 1
        if self._depth > LIMITS.nesting:
            raise exceeded("nesting")
        result = self._disjunction()
        self._depth -= 1
        return result

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
        left = self._additive()
        for _ in range(LIMITS.chain):
            token = self.token
            if token.kind == "symbol" and token.text in _COMPARISONS:
                self.advance()
                left = ast.Comparison(_comparison(token), left, self._additive(), at=token.start)
            elif self.accept("between"):
                low = self._additive()
                self.expect("and")
                left = ast.Between(left, low, self._additive(), at=token.start)
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
        return (self._additive(),)

    def _parenthesized_tests(self) -> tuple[ast.Node, ...]:
        self.expect("(")
        tests = self._tests()
        self.expect(")")
        if self.token.text in ("..", "[", ".", "+", "-", "*", "/", "**"):
            raise self.error("expected the end of the tests")
        return tests

    def _additive(self) -> ast.Node:
        return self._chain(self._multiplicative, ("+", "-"))

    def _multiplicative(self) -> ast.Node:
        return self._chain(self._power, ("*", "/"))

    def _power(self) -> ast.Node:
        return self._chain(self._negation, ("**",))

    def _chain(self, operand: Callable[[], ast.Node], operators: tuple[str, ...]) -> ast.Node:
        left = operand()
        for _ in range(LIMITS.chain):
            token = self.token
            if token.kind != "symbol" or token.text not in operators:
                return left
            self.advance()
            left = ast.Arithmetic(cast(ast.ArithmeticOperator, token.text), left, operand(), at=token.start)
        raise exceeded("chain")

    def _negation(self) -> ast.Node:
        token = self.token
        if not self.accept("-"):
            return self._instance_of()
        self._depth += 1
        if self._depth > LIMITS.nesting:
            raise exceeded("nesting")
        operand = self._negation()
        self._depth -= 1
        return ast.Negation(operand, at=token.start)

    def _instance_of(self) -> ast.Node:
        value = self._postfix()
        while self.is_word("instance") and self.peek().text == "of":
            at = self.advance().start
            self.advance()
            value = ast.InstanceOf(value, parse_type(self), at=at)
        return value

    def _postfix(self) -> ast.Node:
        result = self._primary()
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

    # -- ranges: `[` after an endpoint may close the range or start a filter

    _range_end_index = -1

    def _is_range_end(self) -> bool:
        return self.index == self._range_end_index

    def _range_end(self) -> tuple[ast.Node, bool]:
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
        end = self._additive()
        if self.accept("]"):
            return end, True
        if self.is_symbol(")") or self.is_symbol("["):
            self.advance()
            return end, False
        raise self.error("expected ']', ')' or '[' to close the range")

    # -- postfix parts

    def _filter(self, source: ast.Node) -> ast.Node:
        at = self.expect("[").start
        self._filters += 1
        with self.scope("item"):
            condition = self.expression()
        self._filters -= 1
        self.expect("]")
        return ast.Filter(source, condition, at=at)

    def _call(self, function: ast.Node) -> ast.Node:
        at = self.expect("(").start
        if self.accept(")"):
            return ast.Call(function, (), at=at)
        named = self._argument_name() is not None
        if named:
            pairs = tuple(self._separated(self._named_argument))
            self.expect(")")
            return ast.NamedCall(function, pairs, at=at)
        arguments = tuple(self._separated(self.expression))
        self.expect(")")
        return ast.Call(function, arguments, at=at)

    def _argument_name(self) -> tuple[str, int] | None:
        index = self.index
        while self.tokens[index].kind in ("name", "number") or self.tokens[index].text in (
            "-",
            "+",
            "*",
            "/",
            "'",
            ".",
        ):
            index += 1
        token = self.tokens[index]
        if index == self.index or token.text != ":" or token.kind != "symbol":
            return None
        return self._spelling(self.index, index), index

    def _named_argument(self) -> tuple[str, ast.Node]:
        found = self._argument_name()
        if found is None:
            raise self.error("expected the name of a parameter and ':'")
        name, self.index = found
        self.expect(":")
        return name, self.expression()

    def _spelling(self, start: int, end: int) -> str:
        parts = [(" " if token.spaced else "") + token.text for token in self.tokens[start:end]]
        return "".join(parts).strip()

    # -- names

    def member_name(self) -> str:
        """A name after a dot: the longest known entry name, else all the words that follow."""
        found = self._longest(self._members)
        words = self._words()
        if found and found[1] >= words:
            self.index += found[1]
            return found[0]
        if not words:
            if self.token.kind == "name":  # a keyword may name an entry
                return self.advance().text
            raise self.error("expected a name")
        return self._take_words(words)

    def _longest(self, tables: list[NameTable]) -> tuple[str, int] | None:
        """The longest name of any table that the next tokens spell, and how many they are."""
        found = [match for table in tables if (match := table.match(self.tokens, self.index))]
        return max(found, key=lambda match: match[1]) if found else None

    def _words(self) -> int:
        """How many words in a row could belong to one name."""
        count = 0
        while self.peek(count).kind == "name" and self.peek(count).text not in KEYWORDS:
            count += 1
        return count

    def _take_words(self, count: int) -> str:
        start = self.index
        self.index += count
        return " ".join(token.text for token in self.tokens[start : self.index])

    def _name(self) -> ast.Node:
        at = self.token.start
        found = self._longest([*self._scopes, *self._members] if self._filters else self._scopes)
        if found:
            self.index += found[1]
            return ast.Name(found[0], at=at)
        if self.token.text in KEYWORDS:
            raise self.error("expected a value")
        words = self._words() if self._are_names_known or self._filters else 1
        return ast.Name(self._take_words(words), at=at)

    def variable_name(self, stop: str) -> str:
        """A new name, up to the word or symbol `stop`, which is not consumed."""
        start = self.index
        while self.token.text != stop and self.token.kind != "end":
            if self.token.kind in ("string", "at") or self.token.text in "()[]{},:":
                break
            self.advance()
        if self.index == start:
            raise self.error("expected a name")
        return self._spelling(start, self.index)

    # -- primaries

    def _primary(self) -> ast.Node:
        token = self.token
        match token.kind:
            case "number":
                self.advance()
                return ast.Literal(self._number(token), at=token.start)
            case "string":
                self.advance()
                return ast.Literal(token.value, at=token.start)
            case "at":
                self.advance()
                return ast.AtLiteral(token.value, at=token.start)
            case "name":
                return self._word(token)
            case "symbol":
                return self._bracketed(token)
        raise self.error("expected a value")

    def _number(self, token: Token) -> Decimal:
        if len(token.text) > LIMITS.number_digits:
            raise exceeded("number_digits", found=str(len(token.text)))
        try:
            return DECIMAL.create_decimal(token.text)
        except DecimalException:
            raise self.source.error(f"expected a number below 10^6145, found {token.text[:40]}", token.start) from None

    def _word(self, token: Token) -> ast.Node:
        match token.text:
            case "true" | "false" | "null":
                self.advance()
                return ast.Literal(_CONSTANTS[token.text], at=token.start)
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every":
                return self._quantified()
            case "function" if self.peek().text == "(":
                return self._function()
        return self._name()

    def _bracketed(self, token: Token) -> ast.Node:
        match token.text:
            case "(":
                return self._parenthesized()
            case "[":
                return self._list_or_range()
            case "]":
                self.advance()
                return self._range(self._additive(), False, token.start)
            case "{":
                return self._context()
        raise self.error("expected a value")

    def _parenthesized(self) -> ast.Node:
        at = self.expect("(").start
        first = self.test()
        if self.is_symbol(".."):
            return self._range(first, False, at)
        self.expect(")")
        return first

    def _list_or_range(self) -> ast.Node:
        at = self.expect("[").start
        if self.accept("]"):
            return ast.ListLiteral((), at=at)
        first = self.test()
        if self.is_symbol(".."):
            return self._range(first, True, at)
        items = [first]
        while self.accept(","):
            items.append(self.test())
        self.expect("]")
        return ast.ListLiteral(tuple(items), at=at)

    def _range(self, start: ast.Node, start_included: bool, at: int) -> ast.Node:
        self.expect("..")
        end, end_included = self._range_end()
        return ast.RangeLiteral(start, end, start_included, end_included, at=at)

    def _context(self) -> ast.Node:
        at = self.expect("{").start
        entries: list[tuple[str, ast.Node]] = []
        with self.scope() as known:
            while not self.is_symbol("}"):
                key_token = self.token
                key = self.advance().value if key_token.kind == "string" else self.variable_name(":")
                self.expect(":")
                entries.append((key, self.expression()))
                known.add(key)
                self._members[1].add(key)
                if not self.is_symbol("}"):
                    self.expect(",")
                    if self.is_symbol("}"):
                        raise self.error("expected another entry")
        self.expect("}")
        return ast.ContextLiteral(tuple(entries), at=at)

    # -- word-led expressions

    def _if(self) -> ast.Node:
        at = self.expect("if").start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return ast.If(condition, then, self.expression(), at=at)

    def _for(self) -> ast.Node:
        at = self.expect("for").start
        with self.scope("partial") as known:
            iterations = self._iterations(known)
            self.expect("return")
            body = self.expression()
        return ast.For(iterations, body, at=at)

    def _quantified(self) -> ast.Node:
        token = self.advance()
        with self.scope() as known:
            iterations = self._iterations(known)
            self.expect("satisfies")
            condition = self.expression()
        return ast.Quantified("some" if token.text == "some" else "every", iterations, condition, at=token.start)

    def _iterations(self, known: NameTable) -> tuple[ast.Iteration, ...]:
        def iteration() -> ast.Iteration:
            at = self.token.start
            name = self.variable_name("in")
            self.expect("in")
            source = self.expression()
            end = self.expression() if self.accept("..") else None
            known.add(name)
            return ast.Iteration(name, source, end, at=at)

        return tuple(self._separated(iteration))

    def _function(self) -> ast.Node:
        at = self.expect("function").start
        self.expect("(")
        parameters = () if self.is_symbol(")") else tuple(self._separated(self._parameter))
        self.expect(")")
        is_external = self.accept("external")
        with self.scope(*(name for name, _ in parameters)):
            body = self.expression()
        return ast.FunctionLiteral(parameters, body, is_external, at=at)

    def _parameter(self) -> tuple[str, ast.TypeName | None]:
        name = self.variable_name(":")
        return name, parse_type(self) if self.accept(":") else None


def _comparison(token: Token) -> ast.ComparisonOperator:
    return cast(ast.ComparisonOperator, token.text)
