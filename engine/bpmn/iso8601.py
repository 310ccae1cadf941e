"""ISO 8601 texts of timers: durations, moments, times of day, and repeating intervals (`R3/PT10M`)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

_NUMBER = r"\d{1,10}(?:[.,]\d{1,9})?"
_DURATION = re.compile(
    rf"(?P<sign>[+-]?)P(?=[0-9T])(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?(?:(?P<weeks>{_NUMBER})W)?"
    rf"(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?=[0-9])(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?"
)
# The alternative format of ISO 8601-1, 5.5.2.4: written like a date and time, in its basic or extended form.
_LIKE_A_DATE = re.compile(
    r"(?P<sign>[+-]?)P(?P<years>\d{4})(?P<dash>-?)(?P<months>\d\d)(?P=dash)(?P<days>\d\d)"
    r"T(?P<hours>\d\d)(?P<colon>:?)(?P<minutes>\d\d)(?P=colon)(?P<seconds>\d\d)"
)
_LARGEST = {"months": 12, "days": 30, "hours": 24, "minutes": 60, "seconds": 60}  # of the alternative format
_SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_ORDINAL = re.compile(r"(\d{4})(-?)(\d{3})(?=$|T)")
_MIDNIGHT = re.compile(r"T24(?::?00(?::?00(?:[.,]0+)?)?)?(?=$|[Z+-])")
_FRACTION = re.compile(r"T(?P<hours>\d\d)(?P<minutes>:?\d\d)?[.,](?P<fraction>\d{1,9})(?=$|[Z+-])")
_LEAP_SECOND = re.compile(r"(T\d\d(?P<colon>:?)\d\d(?P=colon))60(?=$|[Z+-])")
_SPACED = re.compile(r"\d[\dW-]{6,9} \d\d")  # not ISO 8601, but RFC 3339, and common
_TIME_OF_DAY = re.compile(r"T?\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_REPEAT = re.compile(r"R(-1|0|[1-9]\d{0,5})?")


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
            if not 1 <= year <= 9999:
                raise OverflowError(f"expected a moment in the years 1 to 9999, found the year {year}")
            day = min(moment.day, monthrange(year, month + 1)[1])
            moment = moment.replace(year=year, month=month + 1, day=day)
        return moment + self.exact

    def times(self, count: int) -> "Duration":
        """This duration `count` times; added to one moment, it does not drift as repeated adding of months does."""
        return Duration(self.months * count, self.exact * count)

    @property
    def is_positive(self) -> bool:
        return self.months >= 0 and self.exact >= timedelta(0) and (self.months > 0 or self.exact > timedelta(0))


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeating interval: `count` moments (None: no end), one every `interval`.

    They are counted from `start`, or back from `end`, which is then the last one; with neither, from when the timer
    begins to wait, an interval later.
    """

    count: int | None
    start: datetime | None
    interval: Duration
    end: datetime | None = None

    def begin(self, now: datetime) -> "Cycle":
        """The cycle as it is at `now`, when its timer begins to wait: with a start, or with a count up to its end.

        ValueError if it has ended, OverflowError for a moment beyond the year 9999.
        """
        if self.end is not None:
            if self.end < now:
                raise ValueError(f"expected a cycle that goes on, found one that ended at {self.end.isoformat()}")
            return self if self.count is not None else Cycle(self._rest(now, self.end), None, self.interval, self.end)
        return self if self.start is not None else Cycle(self.count, self.interval.after(now), self.interval)

    def moment(self, index: int) -> datetime:
        """The moment number `index`, from 0, of a cycle that has begun; OverflowError beyond the year 9999."""
        if self.start is not None:
            return self.interval.times(index).after(self.start)
        if self.end is None or self.count is None:
            raise TypeError("expected a cycle that has begun, found one without start and end")
        return self.interval.times(index + 1 - self.count).after(self.end)

    def first_after(self, now: datetime, index: int) -> int:
        """The number of the first moment after `now`, at least `index`."""
        below, above = index - 1, index  # moments up to `below` are not after now
        while not self._is_after(above, now):
            below, above = above, above + 2 * (above - below)
        while above - below > 1:
            middle = (above + below) // 2
            below, above = (below, middle) if self._is_after(middle, now) else (middle, above)
        return above

    def _is_after(self, index: int, now: datetime) -> bool:
        try:
            return self.moment(index) > now
        except OverflowError:
            return True

    def _rest(self, now: datetime, end: datetime) -> int:
        """How many moments there are from `now` up to and including `end`."""
        back = Cycle(None, end, Duration(-self.interval.months, -self.interval.exact))
        low, high = 0, 1  # the moment `low` steps before the end is not before now
        while not back._is_before(high, now):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if back._is_before(middle, now) else (middle, high)
        return low + 1

    def _is_before(self, index: int, now: datetime) -> bool:
        try:
            return self.moment(index) < now
        except OverflowError:
            return True


@lru_cache(maxsize=1_000)  # the same few texts arm every timer; reading one costs more than all the rest of it
def parse_duration(text: str) -> Duration:
    """`PT5S`, `P2DT3H`, `P1M`, `-P1D`, `P1.5W`, `PT0,5H`, `P0000-01-00T00:00:00`; ValueError says what was expected.

    The last part may have a fraction; one of years or months has to give whole months.
    """
    stripped = text.strip()
    match = _DURATION.fullmatch(stripped) or _LIKE_A_DATE.fullmatch(stripped)
    if match is None or not _is_regular(match):
        raise ValueError(f"expected an ISO 8601 duration like PT15M or P2D, found {text!r}")
    part = {name: Fraction((match.groupdict().get(name) or "0").replace(",", ".")) for name in ("years", "months")}
    months = part["years"] * 12 + part["months"]
    if months.denominator != 1:
        raise ValueError(f"expected whole months, found {text!r}: write days, which have one length")
    return _signed(match["sign"] == "-", int(months), match.groupdict(), text)


def _is_regular(match: re.Match[str]) -> bool:
    """Only the last part has a fraction; parts of the alternative format stay below the next larger unit."""
    if "dash" in match.groupdict():
        return all(int(match[name]) <= largest for name, largest in _LARGEST.items())
    given = [value for name, value in match.groupdict().items() if value and name != "sign"]
    return not any("." in value or "," in value for value in given[:-1])


def _signed(is_negative: bool, months: int, parts: Mapping[str, str | None], text: str) -> Duration:
    seconds = sum(Fraction((parts.get(name) or "0").replace(",", ".")) * unit for name, unit in _SECONDS.items())
    try:
        exact = timedelta(microseconds=round(seconds * 1_000_000))
    except OverflowError as error:
        raise ValueError(f"the duration {text!r} is too long") from error
    if months > 120_000:
        raise ValueError(f"the duration {text!r} is too long")
    return Duration(-months, -exact) if is_negative else Duration(months, exact)


def parse_moment(text: str) -> datetime:
    """An aware UTC datetime; a text without an offset is taken as UTC, a date alone as its first moment.

    Dates may be of the calendar, of weeks (`2026-W05-1`) or ordinal (`2026-123`), basic or extended; the last part of
    a time may have a fraction; `T24:00` is the end of the day, and a leap second the one behind it.
    """
    try:
        return to_moment(_moment(text.strip().replace("\N{MINUS SIGN}", "-")))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"expected an ISO 8601 date or date and time, found {text!r}") from error


def _moment(text: str) -> datetime:
    ordinal = _ORDINAL.match(text)
    if ordinal:
        day = date(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[3]) - 1)
        if str(day.year) != ordinal[1].lstrip("0"):
            raise ValueError("expected a day of that year")
        text = day.isoformat() + text[ordinal.end() :]
    if _SPACED.match(text):
        text = text.replace(" ", "T", 1)
    if "T" not in text and len(text) > 10:
        raise ValueError("expected a T between date and time")
    later = timedelta(0)
    if _MIDNIGHT.search(text):
        text, later = _MIDNIGHT.sub("T00:00", text), timedelta(days=1)
    elif _LEAP_SECOND.search(text):
        text, later = _LEAP_SECOND.sub(r"\g<1>59", text), timedelta(seconds=1)
    fraction = _FRACTION.search(text)
    if fraction:
        unit = timedelta(minutes=1) if fraction["minutes"] else timedelta(hours=1)
        later += unit * int(fraction["fraction"]) / 10 ** len(fraction["fraction"])
        text = f"{text[: fraction.start()]}T{fraction['hours']}{fraction['minutes'] or ''}{text[fraction.end() :]}"
    return datetime.fromisoformat(text) + later


def parse_time(text: str) -> time | None:
    """A time of day, `T08:00+01:00`, in UTC where it has no offset; None for a text that is something else."""
    stripped = text.strip()
    if not _TIME_OF_DAY.fullmatch(stripped) or not (stripped.startswith("T") or ":" in stripped):
        return None
    try:
        found = time.fromisoformat(stripped)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def parse_cycle(text: str) -> Cycle:
    """`R/PT1H`, `R3/PT10M`, `R3/2026-01-01T00:00:00Z/P1D`, `R3/P1D/2026-01-31T00:00:00Z`, `R3/<start>/<end>`.

    `R` and `R-1` repeat without end. With start and end, the interval is the time between them.
    """
    head, *rest = text.strip().split("/")
    repeat = _REPEAT.fullmatch(head)
    if repeat is None or len(rest) not in (1, 2):
        raise ValueError(f"expected a repeating interval like R3/PT10M, found {text!r}")
    if head == "R0":
        raise ValueError(f"expected at least one repetition, found {text!r}")
    count = int(repeat[1]) if repeat[1] not in (None, "-1") else None
    start, interval, end = _bounds(rest)
    if not interval.is_positive:
        raise ValueError(f"expected a positive interval, found {text!r}")
    return Cycle(count, start, interval, end)


def _bounds(parts: list[str]) -> tuple[datetime | None, Duration, datetime | None]:
    """(start, interval, end) of what stands behind the R; at most one of start and end."""
    if len(parts) == 1:
        return None, parse_duration(parts[0]), None
    first, second = (_is_duration(part) for part in parts)
    if first and not second:
        return None, parse_duration(parts[0]), parse_moment(parts[1])
    start = parse_moment(parts[0])
    if second:
        return start, parse_duration(parts[1]), None
    return start, Duration(0, parse_moment(parts[1]) - start), None


def _is_duration(text: str) -> bool:
    return text.strip().lstrip("+-").startswith("P")


def to_moment(value: date) -> datetime:
    """A date or datetime as an aware UTC datetime."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
