"""Functions of the calendar and the clock (DMN 1.5, 10.3.4.7 and 10.3.4.10)."""

from decimal import Decimal

from engine import clock
from engine.dmn.feel.builtins.registry import Library
from engine.dmn.feel.calendar import days_from_ymd, month_length, ymd_from_days
from engine.dmn.feel.properties import member
from engine.dmn.feel.run import Run
from engine.dmn.feel.values import Value

library = Library()

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@library.function("now")
def now(_run: Run) -> Value:
    return clock.now()


@library.function("today")
def today(_run: Run) -> Value:
    return clock.today()


def _day_number(value: Value) -> int:
    return days_from_ymd(*(int(member(value, part)) for part in ("year", "month", "day")))


@library.function("day of week", "date: date|datetime")
def day_of_week(_run: Run, value: Value) -> Value:
    return _DAYS[(_day_number(value) + 3) % 7]


@library.function("month of year", "date: date|datetime")
def month_of_year(_run: Run, value: Value) -> Value:
    return _MONTHS[int(member(value, "month")) - 1]


@library.function("day of year", "date: date|datetime")
def day_of_year(_run: Run, value: Value) -> Value:
    return Decimal(_day_number(value) - days_from_ymd(int(member(value, "year")), 1, 1) + 1)


@library.function("week of year", "date: date|datetime")
def week_of_year(_run: Run, value: Value) -> Value:
    """The week of ISO 8601: the one that holds the year's first Thursday is week 1."""
    days = _day_number(value)
    thursday = days - (days + 3) % 7 + 3
    year = ymd_from_days(thursday)[0]
    return Decimal((thursday - days_from_ymd(year, 1, 1)) // 7 + 1)


@library.function("last day of month", "date: date|datetime")
def last_day_of_month(_run: Run, value: Value) -> Value:
    return Decimal(month_length(int(member(value, "year")), int(member(value, "month"))))
