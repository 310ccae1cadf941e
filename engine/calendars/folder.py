"""Calendars from the files of a folder, read again when one is edited."""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.calendars.calendar import BusinessCalendar
from engine.calendars.inforce import Calendars
from engine.calendars.reading import MAX_BYTES, read
from engine.errors import InvalidModel, Problem

log = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOOKS = 5.0


@dataclass(frozen=True)
class _State:
    """What is known of the folder: its files as they were when they were read."""

    stamp: tuple[tuple[str, int, int], ...]
    calendars: Calendars


class Folder:
    """The calendars in `*.json` of a folder: `berlin.json` serves the site `berlin` and those that it lists.

    The first reading raises InvalidModel with every problem of every file. Later a file that was broken is reported in
    the log, and what was in force before stays.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        stamp = self._stamp()
        self._state = _State(stamp, _read_all(path))
        self._looked_at = time.monotonic()

    def calendars(self) -> Calendars:
        if time.monotonic() - self._looked_at >= _SECONDS_BETWEEN_LOOKS and self._lock.acquire(blocking=False):
            try:
                self._looked_at = time.monotonic()
                self.refresh()
            finally:
                self._lock.release()
        return self._state.calendars

    def refresh(self) -> None:
        """Read the folder again if anything in it has changed."""
        stamp = self._stamp()
        if stamp == self._state.stamp:
            return
        try:
            calendars = _read_all(self.path)
        except InvalidModel as error:
            for problem in error.problems:
                log.warning("calendars stay as they were: %s: %s; %s", problem.file, problem.message, problem.hint)
            calendars = self._state.calendars
        self._state = _State(stamp, calendars)

    def _stamp(self) -> tuple[tuple[str, int, int], ...]:
        found = []
        for path in _files(self.path):
            try:
                status = path.stat()
            except OSError:
                continue  # it went away between listing and looking
            found.append((path.name, status.st_mtime_ns, status.st_size))
        return tuple(found)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.is_file())


def _read_all(folder: Path) -> Calendars:
    by_site: dict[str, BusinessCalendar] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        try:
            calendar, sites = read(path.stem, _content(path))
        except InvalidModel as error:
            problems += error.problems
            continue
        problems += _place(calendar, (calendar.code, *sites), by_site)
    if "default" not in by_site and not problems:
        message = f"expected a calendar default.json in {folder}, found {', '.join(sorted(by_site)) or 'no calendar'}"
        problems.append(Problem("calendar", message, "add one: it serves who names no site", file="default.json"))
    if problems:
        raise InvalidModel(problems)
    return Calendars(by_site)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = Problem(
            "calendar", f"expected to read {path.name}: {error.strerror}", "make it readable", file=path.name
        )
        raise InvalidModel([problem]) from error


def _place(calendar: BusinessCalendar, sites: Iterable[str], by_site: dict[str, BusinessCalendar]) -> list[Problem]:
    """Let `calendar` serve its sites; problems for those that have one already."""
    problems = []
    for site in dict.fromkeys(sites):
        other = by_site.setdefault(site, calendar)
        if other is not calendar:
            message = f"expected one calendar for the site {site!r}, found {other.code} and {calendar.code}"
            problems.append(Problem("calendar", message, "name the site in one file", file=f"{calendar.code}.json"))
    return problems
