"""ISO 8601 texts of timers: durations, dates with a time, and repeating intervals (`R3/PT10M`)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[0-9T])(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,7})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months plus an exact length."""

    months: int
    exact: timedelta

    def after(self, moment: datetime) -> datetime:
        """`moment` plus this duration; a day that the month does not have becomes its last day."""
        if self.months:
            index = moment.year * 12 + moment.month - 1 + self.months
            year, month = divmod(index, 12)
            day = min(moment.day, monthrange(year, month + 1)[1])
            moment = moment.replace(year=year, month=month + 1, day=day)
        return moment + self.exact

    @property
    def is_positive(self) -> bool:
        return self.months >= 0 and self.exact >= timedelta(0) and (self.months > 0 or self.exact > timedelta(0))


@dataclass(frozen=True, slots=True)
class Cycle:
    """Repeat `count` times (None: for ever), every `interval`, from `start` (None: from now)."""

    count: int | None
    start: datetime | None
    interval: Duration


def parse_duration(text: str) -> Duration:
    """`PT5S`, `P2DT3H`, `P1M`, `-P1D`; ValueError says what was expected."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"expected an ISO 8601 duration like PT15M or P2D, found {text!r}")
    part = {name: value or "0" for name, value in match.groupdict().items()}
    sign = -1 if part["sign"] == "-" else 1
    months = int(part["years"]) * 12 + int(part["months"])
    whole, _, fraction = part["seconds"].partition(".")
    try:
        exact = timedelta(
            weeks=int(part["weeks"]),
            days=int(part["days"]),
            hours=int(part["hours"]),
            minutes=int(part["minutes"]),
            seconds=int(whole),
            microseconds=int(fraction.ljust(6, "0")) if fraction else 0,
        )
    except OverflowError as error:
        raise ValueError(f"the duration {text!r} is too long") from error
    return Duration(sign * months, sign * exact)


def parse_moment(text: str) -> datetime:
    """An aware UTC datetime; a text without an offset is taken as UTC, a date alone as its first moment."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"expected an ISO 8601 date or date and time, found {text!r}") from error
    return to_moment(moment)


def parse_cycle(text: str) -> Cycle:
    """`R/PT1H`, `R3/PT10M`, `R3/2026-01-01T00:00:00Z/P1D`."""
    head, *rest = text.strip().split("/")
    if not re.fullmatch(r"R(0|[1-9]\d{0,5})?", head) or len(rest) not in (1, 2):
        raise ValueError(f"expected a repeating interval like R3/PT10M, found {text!r}")
    interval = parse_duration(rest[-1])
    if not interval.is_positive:
        raise ValueError(f"expected a positive interval, found {rest[-1]!r}")
    if head == "R0":
        raise ValueError(f"expected at least one repetition, found {text!r}")
    start = parse_moment(rest[0]) if len(rest) == 2 else None
    return Cycle(int(head[1:]) if head != "R" else None, start, interval)


def to_moment(value: date) -> datetime:
    """A date or datetime as an aware UTC datetime."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
