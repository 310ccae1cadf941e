"""Reads a calendar file: JSON that an administrator writes; every mistake in it is named at once."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from engine.calendars.calendar import BusinessCalendar, WorkingHours
from engine.calendars.publicholidays import PublicHolidays
from engine.errors import InvalidModel, Problem

MAX_BYTES = 256 * 1024
MAX_ENTRIES = 5_000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIELDS = frozenset(
    {"name", "description", "sites", "time_zone", "working_days", "working_hours", "public_holidays", "days_off"}
    | {"extra_working_days"}
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_YEARLY = re.compile(r"(\d\d)-(\d\d)")
T = TypeVar("T")


def read(code: str, content: bytes) -> tuple[BusinessCalendar, tuple[str, ...]]:
    """The calendar in a file, and the sites that it serves besides the one called like its `code`.

    InvalidModel with every problem. The README of this folder says what a file may hold.
    """
    return _Reading(code).read(content)


class _Reading:
    """Collects the problems of one file."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.problems: list[Problem] = []

    def read(self, content: bytes) -> tuple[BusinessCalendar, tuple[str, ...]]:
        data = self.parsed(content)
        for name in sorted(set(data) - FIELDS):
            self.refuse(f"expected one of {', '.join(sorted(FIELDS))}, found {name!r}", "remove it or mend its name")
        if not _CODE.fullmatch(self.code):
            self.refuse("expected a name of letters, digits, - _ and . for a calendar", "rename the file")
        days_off, yearly = self.days_off(data)
        extra = frozenset(self.each(data, "extra_working_days", self.day))
        for day in sorted(days_off & extra):
            self.refuse(f"expected {day} to be either a day off or an extra working day, found both", "remove one")
        calendar = BusinessCalendar(
            self.code,
            self.zone(data.get("time_zone", "UTC")),
            self.weekdays(data.get("working_days", [name.title() for name in WEEKDAYS[:5]])),
            self.hours(data.get("working_hours", [])),
            tuple(self.each(data, "public_holidays", self.public_holidays)),
            days_off,
            yearly,
            extra,
            self.text(data, "name") or self.code,
        )
        sites = tuple(self.each(data, "sites", self.site))
        if self.problems:
            raise InvalidModel(self.problems)
        return calendar, sites

    def parsed(self, content: bytes) -> dict[str, Any]:
        if len(content) > MAX_BYTES:
            self.refuse(f"expected at most {MAX_BYTES} bytes, found {len(content)}", "split the file")
            raise InvalidModel(self.problems)
        try:
            data = json.loads(content)
        except (ValueError, RecursionError) as error:
            self.refuse(f"expected JSON, found something else: {error}", "mend the file at that place")
            raise InvalidModel(self.problems) from error
        if not isinstance(data, dict):
            self.refuse(f"expected an object, found {_kind(data)}", 'begin the file with {"time_zone": …')
            raise InvalidModel(self.problems)
        return data

    def refuse(self, message: str, hint: str) -> None:
        self.problems.append(Problem("calendar", message, hint, file=f"{self.code}.json"))

    def each(self, data: Mapping[str, Any], name: str, take: Callable[[Any, str], T | None]) -> Iterator[T]:
        """What `take` makes of every entry of a list; nothing for one that it refuses."""
        entries = data.get(name, [])
        if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
            self.refuse(f"{name}: expected a list of at most {MAX_ENTRIES}, found {_kind(entries)}", "write […]")
            return
        for index, entry in enumerate(entries):
            taken = take(entry, f"{name}[{index}]")
            if taken is not None:
                yield taken

    def text(self, data: Mapping[str, Any], name: str) -> str | None:
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            self.refuse(f"{name}: expected text, found {_kind(value)}", "put it in quotation marks")
            return None
        return value

    def zone(self, value: Any) -> ZoneInfo:
        try:
            if isinstance(value, str):
                return ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            pass  # refused below like everything else that names no zone
        self.refuse(f"time_zone: expected a zone like Europe/Berlin, found {value!r}", "take one of the IANA list")
        return ZoneInfo("UTC")

    def weekdays(self, value: Any) -> frozenset[int]:
        names = value if isinstance(value, list) else [value]
        found = frozenset(self.weekday(name, "working_days") for name in names) - {-1}
        if not found:
            self.refuse("working_days: expected at least one day, found none", 'write ["Monday", …]')
        return found

    def weekday(self, value: Any, place: str) -> int:
        if isinstance(value, str) and value.lower() in WEEKDAYS:
            return WEEKDAYS.index(value.lower())
        self.refuse(f"{place}: expected a day like Monday, found {value!r}", "write the English name of the day")
        return -1

    def hours(self, value: Any) -> dict[int, tuple[WorkingHours, ...]]:
        """By weekday; a list holds for every day, an object names the days."""
        if isinstance(value, dict):
            parts = {self.weekday(day, "working_hours"): self.day_hours(hours, day) for day, hours in value.items()}
            return {day: hours for day, hours in parts.items() if day >= 0}
        same = self.day_hours(value, "")
        return dict.fromkeys(range(7), same) if same else {}

    def day_hours(self, value: Any, day: str) -> tuple[WorkingHours, ...]:
        place = f"working_hours {day}".strip()
        parts = [self.part(part, place) for part in value] if isinstance(value, list) else [self.part(value, place)]
        found = sorted((part for part in parts if part is not None), key=lambda part: part.begin)
        for earlier, later in pairwise(found):
            if later.begin < earlier.end:
                self.refuse(f"{place}: expected hours that do not overlap, found some that do", "join them")
        return tuple(found)

    def part(self, value: Any, place: str) -> WorkingHours | None:
        begin, _, end = value.partition("-") if isinstance(value, str) else ("", "", "")
        minutes = [_minutes(text.strip()) for text in (begin, end)]
        if minutes[0] is None or minutes[1] is None or minutes[0] >= minutes[1]:
            hint = "write the earlier time first; split at 24:00 what goes past midnight"
            self.refuse(f"{place}: expected hours like 08:00-17:00, found {value!r}", hint)
            return None
        return WorkingHours(minutes[0], minutes[1])

    def public_holidays(self, value: Any, place: str) -> PublicHolidays | None:
        fields = value if isinstance(value, dict) else {"country": value}
        country, part, moved = fields.get("country"), fields.get("subdivision"), fields.get("are_moved", True)
        unknown = sorted(set(fields) - {"country", "subdivision", "are_moved"})
        if unknown or not isinstance(country, str) or not isinstance(part, str | None) or not isinstance(moved, bool):
            expected = '{"country": "DE", "subdivision": "BE", "are_moved": true}'
            self.refuse(f"{place}: expected a country or {expected}, found {value!r}"[:300], "mend the entry")
            return None
        found = PublicHolidays(country, part, moved)
        if found.problem:
            self.refuse(f"{place}: {found.problem}", "see the package holidays for what it knows")
            return None
        return found

    def days_off(self, data: Mapping[str, Any]) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
        """The single days, and the (month, day) of those of every year."""
        days: set[date] = set()
        yearly: set[tuple[int, int]] = set()
        entries: Iterator[date | tuple[int, int]] = self.each(data, "days_off", self.day_off)
        for found in entries:
            if isinstance(found, date):
                days.add(found)
            else:
                yearly.add(found)
        return frozenset(days), frozenset(yearly)

    def day_off(self, value: Any, place: str) -> date | tuple[int, int] | None:
        text = value.get("date") if isinstance(value, dict) and set(value) <= {"date", "name"} else value
        yearly = _YEARLY.fullmatch(text) if isinstance(text, str) else None
        if yearly is None:
            return self.day(text, place)
        month, day = (int(part) for part in yearly.groups())
        try:
            date(2024, month, day)  # a leap year: 02-29 is a day, in some years
        except ValueError:
            self.refuse(f"{place}: expected a month and a day like 12-24, found {text!r}", "mend the entry")
            return None
        return month, day

    def day(self, value: Any, place: str) -> date | None:
        try:
            if isinstance(value, str) and len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass  # refused below like everything else that is no date
        hint = 'write "2026-12-24", "12-24" for every year, or {"date": …, "name": …}'
        self.refuse(f"{place}: expected a date like 2026-12-24, found {value!r}"[:300], hint)
        return None

    def site(self, value: Any, place: str) -> str | None:
        if isinstance(value, str) and 0 < len(value.strip()) <= 64:
            return value.strip()
        self.refuse(f"{place}: expected the name of a site, found {value!r}"[:300], "write its name as text")
        return None


def _minutes(text: str) -> int | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    return 24 * 60 if match.group(1) is None else int(match.group(1)) * 60 + int(match.group(2))


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
