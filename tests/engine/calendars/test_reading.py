import json
from datetime import date

import pytest

from engine.calendars import PublicHolidays, WorkingHours, read
from engine.errors import InvalidModel

WHOLE = {
    "name": "Hamburg",
    "description": "the port",
    "sites": ["HAM", "HAM2"],
    "time_zone": "Europe/Berlin",
    "working_days": ["Monday", "saturday"],
    "working_hours": {"Monday": ["13:00-24:00", "08:00-12:00"]},
    "public_holidays": ["FR", {"country": "DE", "subdivision": "HH", "are_moved": False}],
    "days_off": ["2026-12-23", "12-24", {"date": "02-29", "name": "leap day"}],
    "extra_working_days": ["2026-12-27"],
}


def read_json(data):
    return read("hamburg", json.dumps(data).encode())


def test_a_file_says_when_a_site_works():
    calendar, sites = read_json(WHOLE)
    assert (calendar.code, calendar.name, calendar.zone.key, sites) == (
        "hamburg",
        "Hamburg",
        "Europe/Berlin",
        ("HAM", "HAM2"),
    )
    assert calendar.weekdays == {0, 5}
    assert calendar.hours == {0: (WorkingHours(480, 720), WorkingHours(780, 1440))}
    assert calendar.public_holidays == (PublicHolidays("FR"), PublicHolidays("DE", "HH", False))
    assert calendar.days_off == {date(2026, 12, 23)}
    assert calendar.yearly_days_off == {(12, 24), (2, 29)}
    assert calendar.extra_days == {date(2026, 12, 27)}


def test_an_empty_file_is_monday_to_friday_around_the_clock():
    calendar, sites = read("plain", b"{}")
    assert (calendar.weekdays, calendar.hours, calendar.zone.key, sites) == ({0, 1, 2, 3, 4}, {}, "UTC", ())


def test_hours_of_a_list_hold_for_every_day():
    assert read_json({"working_hours": ["08:00-17:00"]})[0].hours == dict.fromkeys(range(7), (WorkingHours(480, 1020),))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"time_zone": "Mars/Base"}, "expected a zone like Europe/Berlin, found 'Mars/Base'"),
        ({"time_zone": "../etc"}, "expected a zone"),
        ({"time_zone": 1}, "expected a zone"),
        ({"working_days": []}, "at least one day"),
        ({"working_days": ["Funday"]}, "expected a day like Monday, found 'Funday'"),
        ({"working_hours": ["17:00-08:00"]}, "expected hours like 08:00-17:00, found '17:00-08:00'"),
        ({"working_hours": ["08:00-25:00"]}, "expected hours"),
        ({"working_hours": ["08:00-12:00", "11:00-13:00"]}, "do not overlap"),
        ({"working_hours": 8}, "expected hours"),
        ({"public_holidays": ["XX"]}, "expected a country like DE"),
        ({"public_holidays": [{"country": "DE", "subdivision": "ZZ"}]}, "expected a subdivision of DE"),
        ({"public_holidays": [{"country": "DE", "state": "BE"}]}, "expected a country or"),
        ({"public_holidays": "DE"}, "expected a list"),
        ({"days_off": ["2026-02-30"]}, "expected a date like 2026-12-24, found '2026-02-30'"),
        ({"days_off": ["02-30"]}, "expected a month and a day"),
        ({"days_off": [20261224]}, "expected a date"),
        ({"extra_working_days": ["12-24"]}, "expected a date"),
        ({"days_off": ["2026-12-27"], "extra_working_days": ["2026-12-27"]}, "found both"),
        ({"sites": [""]}, "expected the name of a site"),
        ({"name": 7}, "expected text"),
        ({"holidays": []}, "expected one of"),
    ],
)
def test_what_does_not_fit_is_named(changed, said):
    with pytest.raises(InvalidModel) as refusal:
        read_json(changed)
    assert said in refusal.value.problems[0].message
    assert refusal.value.problems[0].file == "hamburg.json"
    assert refusal.value.problems[0].hint


def test_all_mistakes_are_named_at_once():
    with pytest.raises(InvalidModel) as refusal:
        read_json({"time_zone": "x", "working_days": ["y"], "days_off": ["z"], "other": 1})
    assert len(refusal.value.problems) == 5


@pytest.mark.parametrize("content", [b"", b"[", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a": 1' + b" " * 300_000])
def test_what_is_no_object_in_json_is_refused(content):
    with pytest.raises(InvalidModel):
        read("bad", content)


def test_a_file_is_called_like_a_site():
    with pytest.raises(InvalidModel, match="expected a name of letters"):
        read("a b", b"{}")
