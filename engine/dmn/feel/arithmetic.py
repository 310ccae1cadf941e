"""Arithmetic on numbers, strings and temporal values (DMN 1.5, tables 45 to 54); 34 digits, half even."""

from collections.abc import Callable
from datetime import UTC
from decimal import Decimal, DecimalException, DivisionByZero

from engine.dmn.feel.calendar import (
    Moment,
    add_months,
    date_days,
    duration_nanos,
    instant_nanos,
    make_date,
    make_datetime,
    make_duration,
    make_time,
    moment,
    shift,
    time_parts,
)
from engine.dmn.feel.decimal128 import DECIMAL
from engine.dmn.feel.far import NANOS_PER_DAY
from engine.dmn.feel.limits import LIMITS, exceeded
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.values import Value, YearsMonthsDuration, kind

Operation = Callable[[Value, Value], Value]


def _numbers(name: str, operation: Callable[[Decimal, Decimal], Decimal]) -> Operation:
    def calculate(left: Value, right: Value) -> Value:
        try:
            return operation(left, right)
        except DivisionByZero:
            raise Failure("expected a divisor other than zero") from None
        except DecimalException:
            raise Failure(f"expected a result of {left} {name} {right} within 34 digits and 10^6144") from None

    return calculate


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not exponent:
        return Decimal(1)  # of zero as well
    result = DECIMAL.power(base, exponent)
    if not result.is_finite():  # Python gives an infinity for zero to a negative power without an error
        raise Failure("expected a base other than zero under a negative exponent")
    return result


NUMERIC: dict[str, Operation] = {
    "+": _numbers("+", DECIMAL.add),
    "-": _numbers("-", DECIMAL.subtract),
    "*": _numbers("*", DECIMAL.multiply),
    "/": _numbers("/", DECIMAL.divide),
    "**": _numbers("**", _power),
}


def _concatenate(left: str, right: str) -> str:
    if len(left) + len(right) > LIMITS.string_chars:
        raise exceeded("string_chars")
    return left + right


def _months(count: Decimal) -> YearsMonthsDuration:
    if abs(count) > 12 * 10**10:
        raise Failure(f"expected a duration within the calendar, found {count} months")
    return YearsMonthsDuration(int(count))


def _nanos(count: Decimal) -> Value:
    if abs(count) > 10**28:
        raise Failure(f"expected a duration within the calendar, found {count} ns")
    return make_duration(int(count))


def _date_plus_days(day: Value, nanos: int) -> Value:
    return make_date(shift(Moment(date_days(day), 0, None), nanos).days)


def _datetime_plus_months(value: Value, months: int) -> Value:
    at = moment(value)
    return make_datetime(at._replace(days=add_months(at.days, months)))


def _time_plus(value: Value, nanos: int) -> Value:
    clock, zone = time_parts(value)
    return make_time((clock + nanos) % NANOS_PER_DAY, zone)


def _difference(left: Value, right: Value) -> Value:
    """Two dates or dates and times; a date beside a date and time is its midnight in UTC."""
    first, second = _as_moment(left), _as_moment(right)
    if (first.zone is None) != (second.zone is None):
        raise Failure("expected both or none of the two dates and times to have a time zone")
    return make_duration(instant_nanos(first) - instant_nanos(second))


def _as_moment(value: Value) -> Moment:
    return moment(value) if kind(value) == "date and time" else Moment(date_days(value), 0, UTC)


def _time_difference(left: Value, right: Value) -> Value:
    (first, first_zone), (second, second_zone) = time_parts(left), time_parts(right)
    if (first_zone is None) != (second_zone is None):
        raise Failure("expected both or none of the two times to have a time zone")
    return make_duration(instant_nanos(Moment(0, first, first_zone)) - instant_nanos(Moment(0, second, second_zone)))


_DATE, _DATETIME, _TIME = "date", "date and time", "time"
_DAYS, _YEARS = "days and time duration", "years and months duration"

_TABLE: dict[tuple[str, str, str], Operation] = {
    ("string", "+", "string"): _concatenate,
    (_DATE, "+", _DAYS): lambda a, b: _date_plus_days(a, duration_nanos(b)),
    (_DAYS, "+", _DATE): lambda a, b: _date_plus_days(b, duration_nanos(a)),
    (_DATE, "-", _DAYS): lambda a, b: _date_plus_days(a, -duration_nanos(b)),
    (_DATE, "+", _YEARS): lambda a, b: make_date(add_months(date_days(a), b.months)),
    (_YEARS, "+", _DATE): lambda a, b: make_date(add_months(date_days(b), a.months)),
    (_DATE, "-", _YEARS): lambda a, b: make_date(add_months(date_days(a), -b.months)),
    (_DATETIME, "+", _DAYS): lambda a, b: make_datetime(shift(moment(a), duration_nanos(b))),
    (_DAYS, "+", _DATETIME): lambda a, b: make_datetime(shift(moment(b), duration_nanos(a))),
    (_DATETIME, "-", _DAYS): lambda a, b: make_datetime(shift(moment(a), -duration_nanos(b))),
    (_DATETIME, "+", _YEARS): lambda a, b: _datetime_plus_months(a, b.months),
    (_YEARS, "+", _DATETIME): lambda a, b: _datetime_plus_months(b, a.months),
    (_DATETIME, "-", _YEARS): lambda a, b: _datetime_plus_months(a, -b.months),
    (_TIME, "+", _DAYS): lambda a, b: _time_plus(a, duration_nanos(b)),
    (_DAYS, "+", _TIME): lambda a, b: _time_plus(b, duration_nanos(a)),
    (_TIME, "-", _DAYS): lambda a, b: _time_plus(a, -duration_nanos(b)),
    (_DATE, "-", _DATE): _difference,
    (_DATETIME, "-", _DATETIME): _difference,
    (_DATE, "-", _DATETIME): _difference,
    (_DATETIME, "-", _DATE): _difference,
    (_TIME, "-", _TIME): _time_difference,
    (_DAYS, "+", _DAYS): lambda a, b: make_duration(duration_nanos(a) + duration_nanos(b)),
    (_DAYS, "-", _DAYS): lambda a, b: make_duration(duration_nanos(a) - duration_nanos(b)),
    (_YEARS, "+", _YEARS): lambda a, b: _months(Decimal(a.months + b.months)),
    (_YEARS, "-", _YEARS): lambda a, b: _months(Decimal(a.months - b.months)),
    (_DAYS, "*", "number"): lambda a, b: _nanos(NUMERIC["*"](Decimal(duration_nanos(a)), b)),
    ("number", "*", _DAYS): lambda a, b: _nanos(NUMERIC["*"](Decimal(duration_nanos(b)), a)),
    (_DAYS, "/", "number"): lambda a, b: _nanos(NUMERIC["/"](Decimal(duration_nanos(a)), b)),
    (_DAYS, "/", _DAYS): lambda a, b: NUMERIC["/"](Decimal(duration_nanos(a)), Decimal(duration_nanos(b))),
    (_YEARS, "*", "number"): lambda a, b: _months(NUMERIC["*"](Decimal(a.months), b)),
    ("number", "*", _YEARS): lambda a, b: _months(NUMERIC["*"](Decimal(b.months), a)),
    (_YEARS, "/", "number"): lambda a, b: _months(NUMERIC["/"](Decimal(a.months), b)),
    (_YEARS, "/", _YEARS): lambda a, b: NUMERIC["/"](Decimal(a.months), Decimal(b.months)),
}
_TABLE |= {("number", operator, "number"): operation for operator, operation in NUMERIC.items()}


def calculate(operator: str, left: Value, right: Value) -> Value:
    """`left operator right`; Failure if the operator is not defined for the two kinds."""
    operation = _TABLE.get((kind(left), operator, kind(right)))
    if operation is None:
        raise Failure(f"expected operands that {operator} is defined for, found {kind(left)} and {kind(right)}")
    return operation(left, right)


def negate(value: Value) -> Value:
    match kind(value):
        case "number":
            return DECIMAL.minus(value)
        case "days and time duration":
            return make_duration(-duration_nanos(value))
        case "years and months duration":
            return YearsMonthsDuration(-value.months)
    raise Failure(f"expected a number or a duration after -, found {kind(value)}")
