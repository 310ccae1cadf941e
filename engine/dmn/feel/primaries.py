"""Parses what needs no operator: literals, names, brackets, and the expressions that a word begins."""

from abc import ABC, abstractmethod
from decimal import Decimal, DecimalException

from engine.dmn.feel import ast
from engine.dmn.feel.decimal128 import DECIMAL
from engine.dmn.feel.lexer import Token
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.names import NameTable
from engine.dmn.feel.scoping import ScopedStream
from engine.dmn.feel.typenames import parse_type

_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class PrimaryParser(ScopedStream, ABC):
    """The innermost rules; those that need operators come from the parser below."""

    @abstractmethod
    def expression(self) -> ast.Node:
        """Any expression."""

    @abstractmethod
    def test(self) -> ast.Node:
        """One positive unary test: a comparison without a left side, or any expression."""

    @abstractmethod
    def operand(self) -> ast.Node:
        """What may stand beside a comparison: sums and all that binds tighter."""

    @abstractmethod
    def range_end(self) -> tuple[ast.Node, bool]:
        """The second end of a range and its bracket: whether the end belongs to the range."""

    def primary(self) -> ast.Node:
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
        return self.name()

    def _bracketed(self, token: Token) -> ast.Node:
        match token.text:
            case "(":
                return self._parenthesized()
            case "[":
                return self._list_or_range()
            case "]":
                self.advance()
                return self._range(self.operand(), False, token.start)
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
        end, end_included = self.range_end()
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
                self.learn(key)
                if not self.is_symbol("}"):
                    self.expect(",")
                    if self.is_symbol("}"):
                        raise self.error("expected another entry")
        self.expect("}")
        return ast.ContextLiteral(tuple(entries), at=at)

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

        found: list[ast.Iteration] = []
        for one in self.separated(iteration):
            found.append(one)
            if len(found) > LIMITS.nesting:  # each runs inside the one before
                raise exceeded("nesting")
        return tuple(found)

    def _function(self) -> ast.Node:
        at = self.expect("function").start
        self.expect("(")
        parameters = () if self.is_symbol(")") else tuple(self.separated(self._parameter))
        self.expect(")")
        is_external = self.accept("external")
        with self.scope(*(name for name, _ in parameters)):
            body = self.expression()
        return ast.FunctionLiteral(parameters, body, is_external, at=at)

    def _parameter(self) -> tuple[str, ast.TypeName | None]:
        name = self.variable_name(":")
        return name, parse_type(self) if self.accept(":") else None
