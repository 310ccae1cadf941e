"""The calendars in force: one set for the process, put there when it starts, asked by every expression."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from engine.calendars.calendar import BusinessCalendar
from engine.errors import NotFound

DEFAULT = "default"


class Calendars:
    """Calendars by the sites that they serve; `default` serves who names no site."""

    def __init__(self, by_site: Mapping[str, BusinessCalendar]) -> None:
        self.by_site = MappingProxyType(dict(by_site))

    @classmethod
    def of(cls, calendars: Iterable[BusinessCalendar]) -> "Calendars":
        """Calendars that serve the site called like their code."""
        return cls({calendar.code: calendar for calendar in calendars})

    def for_site(self, site: str | None) -> BusinessCalendar:
        """The calendar of `site`; NotFound, naming the sites there are."""
        found = self.by_site.get(site or DEFAULT)
        if found is None:
            known = ", ".join(sorted(self.by_site)[:20])
            raise NotFound(f"expected a site with a business calendar ({known}), found {site or DEFAULT!r}")
        return found


class Source(Protocol):
    """Where calendars come from; asked each time, so that an edited file counts at once."""

    def calendars(self) -> Calendars: ...


class _Fixed:
    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars

    def calendars(self) -> Calendars:
        return self._calendars


# Until a process puts its own in force: Monday to Friday, no holidays, around the clock, in UTC.
_source: Source = _Fixed(Calendars.of([BusinessCalendar(DEFAULT, ZoneInfo("UTC"), name="Monday to Friday")]))


def in_force() -> Calendars:
    """The calendars that count now."""
    return _source.calendars()


def put_in_force(source: Source | Calendars) -> None:
    """Let `source` count from now on, for the whole process."""
    global _source  # noqa: PLW0603 - one set of calendars for the process is the point
    _source = _Fixed(source) if isinstance(source, Calendars) else source


@contextmanager
def use(source: Source | Calendars) -> Iterator[None]:
    """Let `source` count for the whole process until the block ends."""
    before = _source
    put_in_force(source)
    try:
        yield
    finally:
        put_in_force(before)
