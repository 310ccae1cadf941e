"""Temporal values beyond Python's datetime: years outside 1 to 9999 and fractions finer than a microsecond."""

from dataclasses import dataclass
from datetime import tzinfo

MAX_YEAR = 999_999_999
NANOS_PER_SECOND = 1_000_000_000
NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND


@dataclass(frozen=True, slots=True)
class FarDate:
    """A date of the proleptic Gregorian calendar with astronomical years (0 is 1 BC)."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class FarTime:
    """A time with nanoseconds; `nanos` counts from midnight."""

    nanos: int
    tzinfo: tzinfo | None


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A date and time of day; `days` counts from 1970-01-01, `nanos` from midnight, both local to `tzinfo`."""

    days: int
    nanos: int
    tzinfo: tzinfo | None


@dataclass(frozen=True, slots=True)
class FarDuration:
    """A days and time duration in whole nanoseconds."""

    nanos: int
