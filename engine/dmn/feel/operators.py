"""Compiles operators: arithmetic, comparison, three-valued logic, between, instance of (DMN 1.5, 10.3.2)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn.feel import arithmetic, ast
from engine.dmn.feel.comparison import LONG, ORDER, compare, equal
from engine.dmn.feel.compiler import Compiler, rule
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Code, Frame
from engine.dmn.feel.types import is_instance
from engine.dmn.feel.values import Value, kind
from engine.errors import LimitExceeded

_POWER_STEPS = 50  # a power takes as long as that many sums


@rule(ast.Arithmetic)
def _arithmetic(compiler: Compiler, node: ast.Arithmetic) -> Code:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    report, operator = compiler.reporter(node.at), node.operator
    numeric, anything = arithmetic.NUMERIC[operator], arithmetic.calculate
    price, place = _POWER_STEPS if operator == "**" else 0, compiler.placer(node.at)

    def calculate(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        try:
            if price:
                frame.run.spend(price)
            if type(a) is Decimal and type(b) is Decimal:
                return numeric(a, b)
            if type(a) is str:
                frame.run.spend(len(a) >> 6)
            return anything(operator, a, b)
        except Failure as failure:
            return report(frame, failure)
        except LimitExceeded as limit:
            raise place(limit) from None

    return calculate


@rule(ast.Negation)
def _negation(compiler: Compiler, node: ast.Negation) -> Code:
    operand, report = compiler.compile(node.operand), compiler.reporter(node.at)

    def negate(frame: Frame) -> Value:
        try:
            return arithmetic.negate(operand(frame))
        except Failure as failure:
            return report(frame, failure)

    return negate


def comparer(operator: ast.ComparisonOperator) -> Callable[[Value, Value, Frame], Any]:
    """`operator` as a function of two values; Failure if they do not compare."""
    if operator in ORDER:
        order = ORDER[operator]

        def ordered(a: Value, b: Value, frame: Frame) -> Any:
            if type(a) is Decimal and type(b) is Decimal:
                return order(a, b)
            if type(a) is str and len(a) > LONG:
                frame.run.spend(len(a) // LONG)
            return compare(operator, a, b)

        return ordered

    wanted = operator == "="

    def equality(a: Value, b: Value, frame: Frame) -> Any:
        found = equal(a, b, frame.run)
        if found is None:
            raise Failure(f"expected two values of one type for {operator}, found {kind(a)} and {kind(b)}")
        return found is wanted

    return equality


@rule(ast.Comparison)
def _comparison(compiler: Compiler, node: ast.Comparison) -> Code:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    report, comparison = compiler.reporter(node.at), comparer(node.operator)

    def check(frame: Frame) -> Value:
        try:
            return comparison(left(frame), right(frame), frame)
        except Failure as failure:
            return report(frame, failure)

    return check


@rule(ast.Conjunction)
def _conjunction(compiler: Compiler, node: ast.Conjunction) -> Code:
    return _junction(compiler, node.operands, False)


@rule(ast.Disjunction)
def _disjunction(compiler: Compiler, node: ast.Disjunction) -> Code:
    return _junction(compiler, node.operands, True)


def _junction(compiler: Compiler, operands: tuple[ast.Node, ...], decisive: bool) -> Code:
    """`and` is decided by a false, `or` by a true; anything that is no boolean makes the rest null (table 39)."""
    codes = [(compiler.compile(operand), compiler.reporter(operand.at)) for operand in operands]

    def combine(frame: Frame) -> Value:
        result: Value = not decisive
        for code, report in codes:
            value = code(frame)
            if value is decisive:
                return decisive
            if value is None:
                result = None
            elif type(value) is not bool:
                result = report(frame, f"expected true or false, found {kind(value)}")
        return result

    return combine


@rule(ast.Between)
def _between(compiler: Compiler, node: ast.Between) -> Code:
    value, low = compiler.compile(node.value), compiler.compile(node.low)
    high, report = compiler.compile(node.high), compiler.reporter(node.at)
    at_most = comparer("<=")

    def half(left: Value, right: Value, frame: Frame) -> Any:
        try:
            return at_most(left, right, frame)
        except Failure as failure:
            return report(frame, failure)

    def check(frame: Frame) -> Value:
        """`low <= value and value <= high`, with the `and` of three values (table 55)."""
        found = value(frame)
        first, second = half(low(frame), found, frame), half(found, high(frame), frame)
        if first is False or second is False:
            return False
        return True if first and second else None

    return check


@rule(ast.InstanceOf)
def _instance_of(compiler: Compiler, node: ast.InstanceOf) -> Code:
    value, name = compiler.compile(node.value), node.type
    if name.is_bare and name.name not in compiler.types:
        report, message = compiler.reporter(name.at), f"expected {name.name} with the types of its parts in < >"
        return lambda frame: report(frame, message)
    type_ = compiler.type_of(name)
    return lambda frame: is_instance(value(frame), type_, frame.run)
