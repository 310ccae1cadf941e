"""The one source of time; tests and scenarios put a virtual clock in its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, TypeVar


class Clock(Protocol):
    """Anything that can say what time it is, as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until it is moved; it never runs backwards by itself."""

    def __init__(self, start: datetime) -> None:
        self.set(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to an aware `moment`; a naive one is refused with ValueError."""
        if moment.tzinfo is None:
            raise ValueError(f"expected an aware datetime, found the naive {moment.isoformat()}")
        self._now = moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._now += by


C = TypeVar("C", bound=Clock)

_clock: Clock = SystemClock()
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _moment.get() or _clock.now()


def today() -> date:
    """The current calendar date in UTC."""
    return now().date()


@contextmanager
def use(clock: C) -> Iterator[C]:
    """Put `clock` in place for the whole process, every thread included, until the block ends."""
    global _clock  # noqa: PLW0603 - one clock for the process is the point
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let time stand still at the aware `moment` for what this block runs; other threads and tasks do not notice.

    For what is to see one moment from its beginning to its end, or what was and is worked out again.
    """
    token = _moment.set(VirtualClock(moment).now())
    try:
        yield
    finally:
        _moment.reset(token)
