"""Stretches of a local day in UTC, where clocks may be put forward or back in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` up to, not including, `end`; both aware, in UTC."""

    start: datetime
    end: datetime


def stretches(day: date, begin_minute: int, end_minute: int, zone: ZoneInfo) -> Iterator[Stretch]:
    """When the clocks of `zone` show `day` and a time in the minutes [begin, end) since midnight, in order.

    A time that clocks skip gives nothing; one that they show twice counts twice.
    """
    midnight = datetime.combine(day, time(), UTC)
    for start, end, offset in _periods(day, zone):
        first = max(start, midnight + timedelta(minutes=begin_minute) - offset)
        last = min(end, midnight + timedelta(minutes=end_minute) - offset)
        if first < last:
            yield Stretch(first, last)


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """`at` on `day` in `zone`: the first of two such moments; moved on by the gap where clocks skip that time."""
    moment = datetime.combine(day, at.replace(tzinfo=None, fold=0), zone)
    return moment.astimezone(UTC).astimezone(zone)


def _periods(day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The parts of a local day with one offset each: (start, end, offset), start and end in UTC."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    before, after = _offset(start, zone), _offset(end - _SECOND, zone)
    if before == after:
        yield start, end, before
        return
    change = _change(start, end - _SECOND, zone)
    yield start, change, before
    yield change, end, after


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second with the offset of `high`."""
    offset = _offset(high, zone)
    while high - low > _SECOND:
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(middle, zone) == offset:
            high = middle
        else:
            low = middle
    return high


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
