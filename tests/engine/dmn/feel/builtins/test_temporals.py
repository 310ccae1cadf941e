import pytest

from engine.dmn import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('day of week(@"2026-11-24")', "Tuesday"),
        ('month of year(@"2026-11-24")', "November"),
        ('day of year(@"2026-12-31")', 365),
        ('week of year(@"2027-01-01")', 53),
        ('last day of month(@"2024-02-10")', 29),
        ('@"2026-11-24".weekday', 2),
        ('@"2026-11-24T10:20:30@Europe/Paris".timezone', "Europe/Paris"),
        ('string(@"2026-07-24T10:20:30@Europe/Paris".time offset)', "PT2H"),
        ('@"P1DT3H".hours', 3),
        ('@"-P15M".years', -1),
        ('@"P1D".years', None),
        ('string(@"2020-01-31" + @"P1M")', "2020-02-29"),
        ('string(@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H")', "2026-03-29T03:30:00@Europe/Paris"),
        ('string(@"23:00:00" + @"PT2H")', "01:00:00"),
        ('string(@"2026-11-24" - @"2026-11-01")', "P23D"),
        ('@"2026-11-24T00:00:00" - @"2026-11-24T00:00:00Z"', None),
        ('@"2026-11-24T10:00:00Z" = @"2026-11-24T11:00:00+01:00"', True),
        ('@"P1D" / @"PT8H"', 3),
        ('string(@"P1Y" * 1.5)', "P1Y6M"),
        ('string(-@"P1Y")', "-P1Y"),
        ('@"P1Y" < @"P13M"', True),
        ('string(date("-2017-12-31") + @"P1D")', "-2016-01-01"),
        ('string(date("999999999-12-31") - @"P1D")', "999999999-12-30"),
        ('date("999999999-12-31") + @"P1D"', None),
        ('string(time("10:00:00.123456789"))', "10:00:00.123456789"),
        ('string(date and time("2026-11-24T10:00:00.000000001") - @"2026-11-24T10:00:00")', "PT0.000000001S"),
    ],
)
def test_the_calendar(text, expected):
    assert feel.compile(text).evaluate({}) == expected
