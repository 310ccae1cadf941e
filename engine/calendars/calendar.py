"""A business calendar: which days and hours of a site are worked, and how to count in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.calendars.localtime import Stretch, local_moment, stretches
from engine.calendars.publicholidays import PublicHolidays

MAX_DAYS = 10_000  # business days that may be counted at once: some forty years
_MAX_WALK = 15_000  # calendar days; more without work means that the calendar has none
_MAX_YEARS_KEPT = 200
_WHOLE_DAY = 24 * 60
_ONE_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """A part of a working day in minutes since midnight: [begin, end), end at most 1440."""

    begin: int
    end: int


@dataclass(frozen=True)
class BusinessCalendar:
    """The working days of a site.

    A day is a business day when it is in `extra_days`, or when its weekday (0 is Monday) is in `weekdays` and it is
    neither a public holiday nor in `days_off`. `hours` are the working hours by weekday; a weekday that has none is
    worked around the clock.
    """

    code: str
    zone: ZoneInfo
    weekdays: frozenset[int] = frozenset(range(5))
    hours: Mapping[int, tuple[WorkingHours, ...]] = field(default_factory=lambda: MappingProxyType({}))
    public_holidays: tuple[PublicHolidays, ...] = ()
    days_off: frozenset[date] = frozenset()
    yearly_days_off: frozenset[tuple[int, int]] = frozenset()  # (month, day)
    extra_days: frozenset[date] = frozenset()
    name: str = ""
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_business_day(self, day: date) -> bool:
        """Whether the site works on `day`."""
        days = self._days_of(day.year)
        index = bisect_left(days, day.toordinal())
        return index < len(days) and days[index] == day.toordinal()

    def days_after(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`; before it for a negative count, `day` itself for 0.

        ValueError for more than MAX_DAYS, or where a calendar has no work.
        """
        if abs(count) > MAX_DAYS:
            raise ValueError(f"expected at most {MAX_DAYS} business days, found {count}")
        if count == 0:
            return day
        year, days = day.year, self._days_of(day.year)
        if count > 0:
            index = bisect_right(days, day.toordinal()) + count - 1
            while index >= len(days):
                index, year = index - len(days), self._next_year(year, +1, day)
                days = self._days_of(year)
        else:
            index = bisect_left(days, day.toordinal()) + count
            while index < 0:
                year = self._next_year(year, -1, day)
                days = self._days_of(year)
                index += len(days)
        return date.fromordinal(days[index])

    def days_between(self, start: date, end: date) -> int:
        """The business days after `start` up to and including `end`, so that days_after(start, n) is n away.

        For an `end` before `start`: those before `start` down to and including `end`, as a negative number.
        """
        if abs(end.year - start.year) > _MAX_WALK // 365:
            raise ValueError(f"expected dates at most {_MAX_WALK // 365} years apart, found {start} and {end}")
        if end < start:
            return -self._count(end.toordinal(), start.toordinal())
        return self._count(start.toordinal() + 1, end.toordinal() + 1)

    def moment_days_after(self, moment: datetime, count: int) -> datetime:
        """The same local time that many business days later; a naive `moment` is local time. Aware, in the zone."""
        local = self.local(moment)
        return local if count == 0 else local_moment(self.days_after(local.date(), count), local.time(), self.zone)

    def time_after(self, moment: datetime, length: timedelta) -> datetime:
        """The earliest moment at which `length` of working time has passed; before `moment` for a negative length."""
        local = self.local(moment)
        start, left = local.astimezone(UTC), abs(length)
        if not left:
            return local
        is_forward = length > _NOTHING
        for stretch in self._walk(local.date(), is_forward=is_forward):
            first = max(stretch.start, start) if is_forward else stretch.start
            last = stretch.end if is_forward else min(stretch.end, start)
            if first >= last:
                continue
            if last - first >= left:
                return (first + left if is_forward else last - left).astimezone(self.zone)
            left -= last - first
        raise ValueError(f"expected working time within {_MAX_WALK} days of {moment.date()}, found too little")

    def time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative where `end` comes first."""
        first, last = (self.local(moment).astimezone(UTC) for moment in (start, end))
        if first > last:
            return -self.time_between(end, start)
        if last - first > timedelta(days=_MAX_WALK):
            raise ValueError(f"expected moments at most {_MAX_WALK} days apart, found {start} and {end}")
        total = _NOTHING
        for stretch in self._walk(first.astimezone(self.zone).date()):
            if stretch.start >= last:
                break
            total += max(min(stretch.end, last) - max(stretch.start, first), _NOTHING)
        return total

    def local(self, moment: datetime) -> datetime:
        """`moment` on the clocks of the site; a naive one is taken to be there already."""
        if moment.tzinfo is None:
            return local_moment(moment.date(), moment.time(), self.zone)
        return moment.astimezone(self.zone)

    def _walk(self, day: date, *, is_forward: bool = True) -> Iterator[Stretch]:
        """The working time from `day` on (or back), stretch by stretch."""
        step = _ONE_DAY if is_forward else -_ONE_DAY
        for _ in range(_MAX_WALK):
            if self.is_business_day(day):
                found = self._stretches(day)
                yield from found if is_forward else reversed(found)
            day += step

    def _stretches(self, day: date) -> list[Stretch]:
        parts = self.hours.get(day.weekday()) or (WorkingHours(0, _WHOLE_DAY),)
        found = [stretch for part in parts for stretch in stretches(day, part.begin, part.end, self.zone)]
        return sorted(found, key=lambda stretch: stretch.start)

    def _count(self, first: int, behind: int) -> int:
        """How many of the days [first, behind), as ordinals, are business days."""
        if first >= behind:
            return 0
        years = range(date.fromordinal(first).year, date.fromordinal(behind - 1).year + 1)
        return sum(bisect_left(days, behind) - bisect_left(days, first) for days in map(self._days_of, years))

    def _next_year(self, year: int, step: int, day: date) -> int:
        if abs(year + step - day.year) > _MAX_WALK // 250:
            raise ValueError(f"expected business days in the years around {day.year}, found too few")
        return year + step

    def _days_of(self, year: int) -> tuple[int, ...]:
        """The business days of a year as ordinals, ascending; kept, because holidays take long to work out."""
        found = self._years.get(year)
        if found is None:
            if len(self._years) >= _MAX_YEARS_KEPT:
                self._years.clear()
            found = self._years[year] = tuple(self._work_out(year))
        return found

    def _work_out(self, year: int) -> Iterator[int]:
        off = self.days_off.union(*(holidays.of_year(year) for holidays in self.public_holidays))
        first = date(year, 1, 1).toordinal()
        for ordinal in range(first, date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            is_off = day in off or (day.month, day.day) in self.yearly_days_off
            if day in self.extra_days or (day.weekday() in self.weekdays and not is_off):
                yield ordinal
