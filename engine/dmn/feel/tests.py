"""Compiles unary tests, `in`, and range literals: the tests of table cells and of expressions are the same."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn.feel import ast
from engine.dmn.feel.comparison import LONG, ORDER, contains, is_in
from engine.dmn.feel.compiler import Compiler, rule
from engine.dmn.feel.constants import NotConstant, constant
from engine.dmn.feel.operators import comparer
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame
from engine.dmn.feel.values import Range, Value, kind

Test = Callable[[Value, Frame], Any]  # the value under test -> True, False or None

_IMPLIED = frozenset(["?"])


@rule(ast.RangeLiteral)
def _range(compiler: Compiler, node: ast.RangeLiteral) -> Code:
    start, end = compiler.compile(node.start), compiler.compile(node.end)
    report, start_included, end_included = compiler.reporter(node.at), node.start_included, node.end_included

    def build(frame: Frame) -> Value:
        low, high = start(frame), end(frame)
        if low is not None and high is not None and kind(low) != kind(high):
            return report(frame, f"expected two ends of one type, found {kind(low)} and {kind(high)}")
        return Range(low, high, start_included and low is not None, end_included and high is not None)

    return build


@rule(ast.UnaryComparison)
def _unary_comparison(compiler: Compiler, node: ast.UnaryComparison) -> Code:
    """By itself `(< 5)` is a range without a start; `(= 5)` holds one value, `(!= 5)` is no range."""
    operand, report, operator = compiler.compile(node.operand), compiler.reporter(node.at), node.operator

    def build(frame: Frame) -> Value:
        value = operand(frame)
        if value is None:
            return report(frame, f"expected a value after {operator}, found null")
        match operator:
            case "<" | "<=":
                return Range(None, value, False, operator == "<=")
            case ">" | ">=":
                return Range(value, None, operator == ">=", False)
            case "=":
                return Range(value, value, True, True)
        return report(frame, "expected a comparison that makes a range, found !=")

    return build


@rule(ast.In)
def _in(compiler: Compiler, node: ast.In) -> Code:
    value = compiler.compile(node.value)
    test = any_of(compiler, node.tests)
    return lambda frame: test(value(frame), frame)


def _fixed(node: ast.Node) -> Value:
    """The value of a node that is the same at every evaluation, else None."""
    try:
        return constant(node)
    except NotConstant:
        return None


def compile_tests(compiler: Compiler, node: ast.UnaryTests) -> Test:
    """The whole of a cell."""
    if not node.tests:
        return lambda _value, _frame: True
    inner = any_of(compiler, node.tests)
    if not node.negated:
        return inner

    def negated(value: Value, frame: Frame) -> bool | None:
        found = inner(value, frame)
        return None if found is None else not found

    return negated


def any_of(compiler: Compiler, nodes: tuple[ast.Node, ...]) -> Test:
    """True if one test holds; null if none holds and one could not be decided."""
    compiled = [_test(compiler, node) for node in nodes]
    if len(compiled) == 1:
        return compiled[0]

    def check(value: Value, frame: Frame) -> bool | None:
        result: bool | None = False
        for test in compiled:
            found = test(value, frame)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return check


def _test(compiler: Compiler, node: ast.Node) -> Test:
    if compiler.mentions(node, "?"):
        return _explicit(compiler, node)
    if isinstance(node, ast.UnaryComparison):
        compared = _guarded(compiler, node, _compared(compiler, node))
        return _beside(node.operator, _fixed(node.operand), compared)
    if isinstance(node, ast.Literal) and isinstance(node.value, str | Decimal):
        return _equals(node.value)
    general = _guarded(compiler, node, _member(compiler, node))
    fixed = _fixed(node)
    return _within(fixed, general) if isinstance(fixed, Range) and type(fixed.start) is Decimal else general


def _within(fixed: Range, general: Test) -> Test:
    """A range of two constant numbers; anything but a number is left to the general test."""
    low, high = fixed.start, fixed.end
    above, below = ORDER["<=" if fixed.start_included else "<"], ORDER["<=" if fixed.end_included else "<"]

    def check(value: Value, frame: Frame) -> Any:
        if type(value) is Decimal:
            return above(low, value) and below(value, high)
        return general(value, frame)

    return check


def _beside(operator: str, fixed: Value, general: Test) -> Test:
    """A comparison with a constant number; anything but a number is left to the general test."""
    if type(fixed) is not Decimal or operator not in ORDER:
        return general
    order = ORDER[operator]

    def check(value: Value, frame: Frame) -> Any:
        return order(value, fixed) if type(value) is Decimal else general(value, frame)

    return check


def _equals(constant: str | Decimal) -> Test:
    type_ = type(constant)

    def check(value: Value, frame: Frame) -> Any:
        if type(value) is type_:
            return value == constant
        return is_in(value, constant, frame.run)

    return check


def _compared(compiler: Compiler, node: ast.UnaryComparison) -> Test:
    operand, comparison = compiler.compile(node.operand), comparer(node.operator)
    is_order = node.operator not in ("=", "!=")

    def check(value: Value, frame: Frame) -> Any:
        if value is None and is_order:
            return None
        return comparison(value, operand(frame), frame)

    return check


def _member(compiler: Compiler, node: ast.Node) -> Test:
    code = compiler.compile(node)
    is_condition = not isinstance(node, ast.Literal)

    def check(value: Value, frame: Frame) -> Any:
        test = code(frame)
        if isinstance(test, Range):
            if type(value) is str:
                frame.run.spend(len(value) // LONG)
            return None if value is None else contains(test, value)
        found = is_in(value, test, frame.run)
        # a test that does not mention `?` may still be a condition of its own
        return True if is_condition and test is True and type(value) is not bool else found

    return check


def _explicit(compiler: Compiler, node: ast.Node) -> Test:
    """A test that mentions `?` is a condition, or gives the value or list to compare with."""
    if isinstance(node, ast.UnaryComparison):
        body = compiler.within(lambda: _compared(compiler, node), _IMPLIED)

        def compared(value: Value, frame: Frame) -> Any:
            return body(value, Frame({"?": value}, frame.run, frame))

        return _guarded(compiler, node, compared)
    code = compiler.inner(node, _IMPLIED)

    def check(value: Value, frame: Frame) -> Any:
        found = code(Frame({"?": value}, frame.run, frame))
        if found is None or type(found) is bool:
            return found
        return contains(found, value) if isinstance(found, Range) else is_in(value, found, frame.run)

    return _guarded(compiler, node, check)


def _guarded(compiler: Compiler, node: ast.Node, test: Test) -> Test:
    report = compiler.reporter(node.at)

    def check(value: Value, frame: Frame) -> Any:
        try:
            return test(value, frame)
        except Failure as failure:
            return report(frame, failure)

    return check
