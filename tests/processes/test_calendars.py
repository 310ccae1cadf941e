"""The shipped business calendars."""

from datetime import date
from importlib.resources import as_file, files

import pytest

from engine.calendars import Calendars, Folder, WorkingHours


@pytest.fixture(scope="module")
def calendars() -> Calendars:
    with as_file(files("processes").joinpath("calendars")) as folder:
        return Folder(folder).calendars()


def test_who_names_no_site_works_monday_to_friday_without_holidays_as_the_policy_counts(calendars: Calendars) -> None:
    default = calendars.for_site(None)
    assert default.days_after(date(2026, 4, 2), 2) == date(2026, 4, 6)  # Easter Monday
    assert default.zone.key == "Europe/Berlin"
    assert default.hours[0] == (WorkingHours(8 * 60, 17 * 60),)


def test_berlin_knows_its_holidays(calendars: Calendars) -> None:
    assert calendars.for_site("BER").days_after(date(2026, 4, 2), 2) == date(2026, 4, 8)
    assert not calendars.for_site("BER").is_business_day(date(2026, 12, 24))
