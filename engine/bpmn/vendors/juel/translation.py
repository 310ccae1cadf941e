"""Parses one JUEL expression into the FEEL tree that says the same."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.bpmn.vendors import exactness
from engine.bpmn.vendors import expressions as feel
from engine.bpmn.vendors.expressions import Untranslatable
from engine.bpmn.vendors.juel import methods
from engine.bpmn.vendors.juel.lexer import Token, tokenize
from engine.dmn.feel import ast

_EQUALITY = {"==": exactness.equal, "!=": exactness.unequal}
_COMPARED = 12  # tokens; each comparison of a comparison looks at all before it
_RELATION = {"<": "<", ">": ">", "<=": "<=", ">=": ">="}
_CONSTANTS = {"true": feel.TRUE, "false": feel.FALSE, "null": feel.NULL}
# What the engines count by other names; their loops count from zero.
_COUNTS: dict[str, ast.Node] = {
    "nrOfInstances": ast.Name("numberOfInstances"),
    "nrOfActiveInstances": ast.Name("numberOfActiveInstances"),
    "nrOfCompletedInstances": ast.Name("numberOfCompletedInstances"),
    "loopCounter": ast.Arithmetic("-", ast.Name("loopCounter"), feel.ONE),
}
# Objects of those engines that are no data.
_OBJECTS = frozenset(
    {"execution", "task", "connector", "authenticatedUserId", "externalTask", "variableScope", "caseExecution"}
)


def translate(text: str) -> ast.Node:
    """The FEEL tree of the JUEL between `${` and `}`; Untranslatable says what has no equivalent."""
    if len(text) > feel.MAX_CHARS:
        raise Untranslatable(f"it has {len(text):,} characters, at most {feel.MAX_CHARS:,} are read")
    try:
        return feel.bounded(_Parser(tokenize(text)).whole())
    except RecursionError as error:
        raise Untranslatable("it is nested too deep") from error


class _Parser:
    """Precedence climbing, one method per level (Jakarta Expression Language, 1.13)."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    # -- tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def is_next(self, *symbols: str) -> bool:
        return self.token.kind == "symbol" and self.token.text in symbols

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def skip(self, symbol: str) -> bool:
        if self.is_next(symbol):
            self.at += 1
            return True
        return False

    def expect(self, symbol: str) -> None:
        if not self.skip(symbol):
            raise self.unexpected(symbol)

    def unexpected(self, wanted: str) -> Untranslatable:
        found = self.token.text or "the end"
        return Untranslatable(f"expected {wanted} at character {self.token.start + 1}, found {found}")

    # -- levels

    def whole(self) -> ast.Node:
        node = self.ternary()
        if self.token.kind != "end":
            raise self.unexpected("an operator or the end")
        return node

    def ternary(self) -> ast.Node:
        self.depth += 1
        if self.depth > feel.MAX_DEPTH:
            raise Untranslatable(f"it is nested more than {feel.MAX_DEPTH} deep")
        node = self.disjunction()
        if self.skip("?"):
            then = self.ternary()
            self.expect(":")
            node = feel.choice(node, then, self.ternary())
        self.depth -= 1
        return node

    def disjunction(self) -> ast.Node:
        operands = [self.conjunction()]
        while self.skip("||"):
            operands.append(self.conjunction())
        return ast.Disjunction(tuple(operands)) if len(operands) > 1 else operands[0]

    def conjunction(self) -> ast.Node:
        operands = [self.equality()]
        while self.skip("&&"):
            operands.append(self.equality())
        return ast.Conjunction(tuple(operands)) if len(operands) > 1 else operands[0]

    def equality(self) -> ast.Node:
        node, first = self.relation(), self.at
        while self.is_next(*_EQUALITY):
            if self.at - first > _COMPARED:
                raise Untranslatable("a comparison of comparisons has no equivalent")
            compared = _EQUALITY[self.take().text]
            node = compared(node, self.relation())
        return node

    def relation(self) -> ast.Node:
        node = self.sum()
        while self.is_next(*_RELATION):
            operator = _RELATION[self.take().text]
            node = ast.Comparison(operator, node, self.sum())  # type: ignore[arg-type]
        return node

    def sum(self) -> ast.Node:
        node = self.product()
        while self.is_next("+", "-"):
            operator, right = self.take().text, self.product()
            if operator == "+" and not feel.is_number(node) and not feel.is_number(right):
                # JUEL only adds numbers; without this, FEEL would join texts.
                node = ast.Arithmetic("+", feel.ZERO, node)
            node = ast.Arithmetic(operator, node, right)  # type: ignore[arg-type]
        return node

    def product(self) -> ast.Node:
        node = self.unary()
        while self.is_next("*", "/", "%"):
            operator: Any = self.take().text
            right = self.unary()
            node = _remainder(node, right) if operator == "%" else ast.Arithmetic(operator, node, right)
        return node

    def unary(self) -> ast.Node:
        made: dict[str, Callable[[ast.Node], ast.Node]] = {
            "-": ast.Negation,
            "!": exactness.negated,
            "empty": exactness.is_empty,
        }
        pending = []
        while self.is_next(*made):
            pending.append(self.take().text)
            if len(pending) > feel.MAX_DEPTH:
                raise Untranslatable(f"it is nested more than {feel.MAX_DEPTH} deep")
        node = self.postfix()
        for symbol in reversed(pending):
            node = made[symbol](node)
        return node

    def postfix(self) -> ast.Node:
        node = self.primary()
        while True:
            if self.skip("."):
                if self.token.kind != "name":
                    raise self.unexpected("a name")
                word = self.take().text
                node = methods.invoke(node, word, self.arguments()) if self.skip("(") else feel.member(node, word)
            elif self.skip("["):
                node = _item(node, self.ternary())
                self.expect("]")
            else:
                return node

    def arguments(self) -> list[ast.Node]:
        found: list[ast.Node] = []
        while not self.skip(")"):
            if found:
                self.expect(",")
            found.append(self.ternary())
        return found

    def primary(self) -> ast.Node:
        if self.skip("("):
            node = self.ternary()
            self.expect(")")
            return node
        if self.token.kind not in ("number", "string", "name"):
            raise self.unexpected("a value")
        token = self.take()
        if token.kind != "name":
            return ast.Literal(Decimal(token.text) if token.kind == "number" else token.text)
        return self.named(token)

    def named(self, token: Token) -> ast.Node:
        """What begins with a name."""
        if token.text in _CONSTANTS:
            return _CONSTANTS[token.text]
        if token.text == "execution" and self.is_next("."):
            return self.of_execution()
        if self.is_next("("):
            self.take()
            return methods.function(token.text, self.arguments())
        if token.text in _OBJECTS:
            raise Untranslatable(f"{token.text} has no equivalent")
        return _COUNTS.get(token.text) or feel.name(token.text)

    def of_execution(self) -> ast.Node:
        """`execution.getVariable('x')` is the variable; nothing else of an execution is data."""
        self.expect(".")
        method = self.take().text
        self.expect("(")
        said = self.arguments()
        if len(said) == 1 and isinstance(said[0], ast.Literal) and isinstance(said[0].value, str):
            variable = feel.name(said[0].value)
            if method in ("getVariable", "getVariableLocal"):
                return variable
            if method in ("hasVariable", "hasVariableLocal"):
                return ast.Comparison("!=", variable, feel.NULL)
        raise Untranslatable(f"execution.{method} has no equivalent")


def _remainder(dividend: ast.Node, divisor: ast.Node) -> ast.Node:
    """With the sign of the dividend, as Java has it; modulo of FEEL has that of the divisor."""
    rest = feel.call("modulo", feel.call("abs", dividend), feel.call("abs", divisor))
    negative = ast.Comparison("<", dividend, feel.ZERO)
    return ast.Arithmetic("*", ast.If(negative, ast.Negation(feel.ONE), feel.ONE), rest)


def _item(container: ast.Node, key: ast.Node) -> ast.Node:
    if isinstance(key, ast.Literal) and isinstance(key.value, str):
        return feel.member(container, key.value)
    if isinstance(key, ast.Literal) and isinstance(key.value, Decimal):
        return ast.Filter(container, ast.Literal(key.value + 1))
    position = ast.Arithmetic("+", key, feel.ONE)
    listed = ast.Filter(feel.call("sublist", container, position, feel.ONE), feel.ONE)
    return ast.If(feel.is_list(container), listed, feel.call("get value", container, key))
