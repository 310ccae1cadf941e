"""Numeric functions (DMN 1.5, 10.3.4.5) and the aggregates of numbers."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
)

from engine.dmn.feel.arithmetic import NUMERIC, negate
from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.comparison import compare
from engine.dmn.feel.decimal128 import DECIMAL, is_whole
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value

library = Library()

_WIDE = Context(prec=12_400, Emin=-20_000, Emax=20_000)
_WORK = 50  # steps that a root, a power or a wide division is worth
_MIN_SCALE, _MAX_SCALE = -6111, 6176


def _round(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """Rounded to that many places; a fraction of `scale` is cut off."""
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise Failure(f"expected a scale from {_MIN_SCALE} to {_MAX_SCALE}, found {scale}")
    places = int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and places >= -exponent:
        padded = _WIDE.quantize(number, Decimal((0, (1,), -places))) if places <= 34 else number
        return padded if len(padded.as_tuple().digits) <= DECIMAL.prec else number
    rounded = number.quantize(Decimal((0, (1,), -places)), rounding=rounding, context=_WIDE)
    return rounded if places >= 0 else DECIMAL.plus(_WIDE.quantize(rounded, Decimal(1)))


def _rounding(name: str, rounding: str, *signatures: str) -> None:
    @library.function(name, *signatures)
    def apply(_run: Run, number: Decimal, scale: Decimal = Decimal(0)) -> Value:
        return _round(number, scale, rounding)


_rounding("decimal", ROUND_HALF_EVEN, "n: number, scale: number")
_rounding("floor", ROUND_FLOOR, "n: number", "n: number, scale: number")
_rounding("ceiling", ROUND_CEILING, "n: number", "n: number, scale: number")
_rounding("round up", ROUND_UP, "n: number, scale: number")
_rounding("round down", ROUND_DOWN, "n: number, scale: number")
_rounding("round half up", ROUND_HALF_UP, "n: number, scale: number")
_rounding("round half down", ROUND_HALF_DOWN, "n: number, scale: number")


@library.function("abs", "n: number|duration")
def absolute(_run: Run, value: Value) -> Value:
    return negate(value) if compare("<", value, negate(value)) else value


@library.function("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """dividend - divisor * floor(dividend / divisor): the result has the sign of the divisor."""
    if divisor == 0:
        raise Failure("expected a divisor other than zero")
    run.spend(_WORK)
    rest = _WIDE.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = _WIDE.add(rest, divisor)
    return DECIMAL.plus(rest)


def _guarded(name: str, operation: Callable[[Decimal], Decimal], *signatures: str) -> None:
    @library.function(name, *signatures)
    def apply(run: Run, number: Decimal) -> Value:
        run.spend(_WORK)
        try:
            result = operation(number)
        except DecimalException:
            raise Failure(f"expected a number that {name} is defined for, found {number}") from None
        if not result.is_finite():
            raise Failure(f"expected a number that {name} is defined for, found {number}")
        return result


def _logarithm(number: Decimal) -> Decimal:
    if number <= 0:
        raise Failure(f"expected a number above zero, found {number}")
    return DECIMAL.ln(number)


_guarded("sqrt", DECIMAL.sqrt, "number: number")
_guarded("exp", DECIMAL.exp, "number: number")
_guarded("log", _logarithm, "number: number")


@library.function("odd", "number: number")
def odd(_run: Run, number: Decimal) -> Value:
    return is_whole(number) and int(number) % 2 == 1


@library.function("even", "number: number")
def even(_run: Run, number: Decimal) -> Value:
    return is_whole(number) and int(number) % 2 == 0


def numbers_of(items: list[Value]) -> list[Decimal]:
    """The items, if all are numbers."""
    for item in items:
        if type(item) is not Decimal and type(item) is not int:
            raise Failure("expected numbers only")
    return items


def _total(items: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for item in items:
        total = NUMERIC["+"](total, item)
    return total


@library.function("sum", "list: list", "list: any...")
def sum_(run: Run, items: list[Value]) -> Value:
    run.spend(len(items))
    return _total(numbers_of(items)) if items else None


@library.function("mean", "list: list", "list: any...")
def mean(run: Run, items: list[Value]) -> Value:
    run.spend(len(items))
    if not items:
        raise Failure("expected at least one number")
    return NUMERIC["/"](_total(numbers_of(items)), Decimal(len(items)))


@library.function("product", "list: list", "list: any...")
def product(run: Run, items: list[Value]) -> Value:
    run.spend(len(items))
    if not items:
        raise Failure("expected at least one number")
    result = Decimal(1)
    for item in numbers_of(items):
        result = NUMERIC["*"](result, item)
    return result


@library.function("median", "list: list", "list: any...")
def median(run: Run, items: list[Value]) -> Value:
    run.spend(len(items))
    if not items:
        return None
    ordered = sorted(numbers_of(items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMERIC["/"](NUMERIC["+"](ordered[middle - 1], ordered[middle]), Decimal(2))


@library.function("stddev", "list: list", "list: any...")
def stddev(run: Run, items: list[Value]) -> Value:
    """The sample standard deviation."""
    run.spend(len(items))
    if len(items) < 2:
        raise Failure("expected at least two numbers")
    numbers = numbers_of(items)
    average = NUMERIC["/"](_total(numbers), Decimal(len(numbers)))
    squares = [NUMERIC["**"](NUMERIC["-"](number, average), Decimal(2)) for number in numbers]
    return DECIMAL.sqrt(NUMERIC["/"](_total(squares), Decimal(len(numbers) - 1)))


@library.function("mode", "list: list", "list: any...")
def mode(run: Run, items: list[Value]) -> Value:
    """The most frequent numbers, in ascending order."""
    run.spend(len(items))
    counts: dict[Decimal, int] = {}
    for item in numbers_of(items):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)
