from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.dmn import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('number("1 000,5", " ", ",")', Decimal("1000.5")),
        ('number("1,000.5", ",", ".")', Decimal("1000.5")),
        ('number("1.5", ".", ".")', None),
        ('number("abc")', None),
        ("string(1.10)", "1.10"),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ("string(null)", None),
        ('date("2026-02-29")', None),
        ("date(2026, 11, 24)", date(2026, 11, 24)),
        ('date(date and time("2026-11-24T10:00:00Z"))', date(2026, 11, 24)),
        ('string(time("10:00:00@Europe/Paris"))', "10:00:00@Europe/Paris"),
        ('string(date and time(date("2026-11-24"), time("24:00:00")))', "2026-11-24T00:00:00"),
        ('string(date and time("2026-11-24T24:00:00"))', "2026-11-25T00:00:00"),
        ('string(date and time(@"2026-07-01T12:00:00Z", "Europe/Paris"))', "2026-07-01T14:00:00@Europe/Paris"),
        ('duration("P1DT2H")', timedelta(days=1, hours=2)),
        ('duration("P1Y2M3D")', None),
        ('duration("P")', None),
        ('string(duration("P13M"))', "P1Y1M"),
        ('string(duration("-PT90S"))', "-PT1M30S"),
        ('string(years and months duration(@"2020-01-31", @"2020-03-01"))', "P1M"),
        ('is(@"10:00:00Z", @"11:00:00+01:00")', False),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
        ('is(1, "1")', False),
        ('range("[1..5)") = [1..5)', True),
        ('range("(..5]").start', None),
        ('range("[1..]")', None),
        ('range("[x..5]")', None),
    ],
)
def test_conversions(text, expected):
    assert feel.compile(text).evaluate({}) == expected
