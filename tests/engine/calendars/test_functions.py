from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine import calendars, clock
from engine.clock import VirtualClock
from engine.dmn import feel
from engine.dmn.feel.builtins import BUILT_INS
from engine.errors import InvalidModel, LimitExceeded

BERLIN = ZoneInfo("Europe/Berlin")
CONTENT = b"""{"sites": ["BER"], "time_zone": "Europe/Berlin", "working_hours": ["08:00-17:00"],
"public_holidays": [{"country": "DE", "subdivision": "BE"}]}"""


@pytest.fixture(autouse=True)
def sites():
    berlin, _ = calendars.read("BER", CONTENT)
    default, _ = calendars.read("default", b"{}")
    with calendars.use(calendars.Calendars.of([berlin, default])):
        yield


def value(text, **scope):
    problems = []
    found = calendars.compile(text).evaluate(scope, problems)
    assert problems == []
    return found


def reason(text, **scope):
    problems = []
    assert calendars.compile(text).evaluate(scope, problems) is None
    return problems[0].message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('is business day(@"2026-04-03", "BER")', False),
        ('is business day(@"2026-04-03")', True),
        ('is business day(@"2026-04-02T22:30:00Z", "BER")', False),  # it is Friday there
        ('business days after(@"2026-04-02", 1, "BER")', date(2026, 4, 7)),
        ('business days after(@"2026-04-02", -1, "BER")', date(2026, 4, 1)),
        ('business days after(@"2026-04-04", 0, "BER")', date(2026, 4, 4)),
        ('business days after(from: @"2026-04-02", days: 1)', date(2026, 4, 3)),
        ('business days after(@"2026-03-27T10:00:00Z", 1, "BER")', datetime(2026, 3, 30, 11, tzinfo=BERLIN)),
        ('business days after(@"2026-03-27T11:00:00", 1, "BER")', datetime(2026, 3, 30, 11, tzinfo=BERLIN)),
        ('business days between(@"2026-04-02", @"2026-04-08", "BER")', 2),
        ('business days between(@"2026-04-08", @"2026-04-02", "BER")', -2),
        ('business hours after(@"2026-04-02T14:00:00Z", 2, "BER")', datetime(2026, 4, 7, 9, tzinfo=BERLIN)),
        ('business hours after(@"2026-04-02", @"PT90M", "BER")', datetime(2026, 4, 2, 9, 30, tzinfo=BERLIN)),
        ('business hours after(@"2026-04-02", 0.5, "BER")', datetime(2026, 4, 2, 8, 30, tzinfo=BERLIN)),
        ('business hours between(@"2026-04-02", @"2026-04-08", "BER")', timedelta(hours=18)),
        ('business hours between(@"2026-04-02T16:00:00@Europe/Berlin", @"2026-04-07T09:20:00@Europe/Berlin", "BER")',
         timedelta(minutes=140)),
    ],
)  # fmt: skip
def test_functions(text, expected):
    assert value(text) == expected


def test_a_result_is_on_the_clocks_of_the_site():
    assert value('business days after(@"2026-03-27T10:00:00Z", 1, "BER")').tzinfo is BERLIN


def test_now_is_the_engines_clock():
    with clock.use(VirtualClock(datetime(2026, 4, 2, 10, tzinfo=UTC))):
        assert value('business days after(now(), 2, "BER")') == datetime(2026, 4, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('business days after(@"2026-04-02", 1, "HAM")', "with a business calendar (BER, default), found 'HAM'"),
        ("business days after(null, 1)", "from: expected date or date and time, found null"),
        ('business days after(@"2026-04-02", 1.5)', "expected a whole number of days"),
        ('business days after(@"2026-04-02", 20000)', "expected a whole number of days, at most 10000"),
        ('business days after(@"9999-12-30", 9)', "business days after: "),
        ('business days after(@"-0044-03-15", 9)', "expected a year from 1 to 9999"),
        ('business days after(@"2026-04-02")', "expected an argument for days"),
        ('business hours after(@"2026-04-02", 1e30)', "expected at most 240000 hours"),
        ('business hours after(@"2026-04-02", @"P9999999D")', "expected at most 240000 hours, found P9999999D"),
        ('business hours after(@"2026-04-02", 200000, "BER")', "expected working time"),
        ('business hours after(@"2026-04-02", @"P1M")', "hours: expected"),
        ('business hours between(@"1800-04-02", @"2026-04-02")', "days apart"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_null_with_its_reason(text, said):
    assert said in reason(text)


def test_functions_are_found_in_filters_and_after_line_breaks():
    days = [date(2026, 4, 2), date(2026, 4, 3)]
    assert value('days[is business\n  day(item, "BER")]', days=days) == [date(2026, 4, 2)]
    assert value('for d in days return business days after(d, 1, "BER")', days=days) == [date(2026, 4, 7)] * 2


def test_free_names_are_variables_only():
    compiled = calendars.compile("business days after(received_on, days_allowed, site)")
    assert compiled.names == {"received_on", "days_allowed", "site"}


def test_a_variable_hides_a_function():
    assert calendars.compile("business days after + 1").evaluate({"business days after": 2}) == 3


def test_what_calls_no_calendar_is_compiled_as_ever():
    assert type(calendars.compile("a + 1")) is feel.Expression
    assert type(calendars.compile('"business days after" + a')) is feel.Expression
    with pytest.raises(InvalidModel, match="line 1, column 3"):
        calendars.compile("a b")


def test_the_functions_are_no_part_of_feel():
    assert not calendars.FUNCTIONS.keys() & BUILT_INS.keys()
    with pytest.raises(InvalidModel):
        feel.compile('business days after(@"2026-04-02", 1)')


def test_calls_are_paid_for():
    with pytest.raises(LimitExceeded):
        calendars.compile('count(for i in 1..100000 return business days after(@"2026-04-02", 1))').evaluate({})


def test_without_calendars_monday_to_friday_counts():
    with calendars.use(calendars.Calendars({})):
        assert "found 'default'" in reason('is business day(@"2026-04-03")')
    assert calendars.in_force().for_site(None).weekdays == set(range(5))
