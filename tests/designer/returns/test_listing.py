"""Filters, order and pages of the list of returns."""

from dataclasses import replace
from decimal import Decimal

import pytest

from designer.errors import Forbidden, Invalid
from designer.identity.actor import Actor
from designer.returns import listing, service
from designer.returns.listing import SORTS, ReturnQuery
from designer.returns.submission import RequestedLine
from designer.returns.testing import Desk


@pytest.fixture
def five(desk: Desk) -> Desk:
    """Three returns of one order and two of another."""
    for key in ("a", "b", "c"):
        service.submit(desk.actor("csr1"), desk.wish(), idempotency_key=key)
    line = RequestedLine(1, "LED-HB150", Decimal(1), "OTHER")
    for key in ("d", "e"):
        service.submit(desk.actor("csr1"), desk.wish(order_no="SO-0001", lines=(line,)), idempotency_key=key)
    return desk


def numbers(desk: Desk, query: ReturnQuery, by: str = "csr1") -> list[int]:
    return [view.no for view in listing.find(desk.actor(by), query).items]


def test_the_newest_stand_first(five: Desk) -> None:
    assert numbers(five, ReturnQuery()) == [1005, 1004, 1003, 1002, 1001]


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_pages_by_cursor_show_every_return_once(five: Desk, sort: str) -> None:
    query = ReturnQuery(sort=sort, limit=2)
    whole = numbers(five, replace(query, limit=50))
    found: list[int] = []
    for _ in range(3):
        page = listing.find(five.actor("csr1"), query)
        found += [view.no for view in page.items]
        query = replace(query, cursor=page.next_cursor)
    assert query.cursor is None
    assert found == whole
    assert sorted(found) == [1001, 1002, 1003, 1004, 1005]


@pytest.mark.parametrize("search", ["1003", "RMA-1003", "rma-1003"])
def test_a_number_finds_its_return(five: Desk, search: str) -> None:
    assert numbers(five, ReturnQuery(search=search)) == [1003]


def test_an_order_finds_its_returns(five: Desk) -> None:
    assert numbers(five, ReturnQuery(search="so-0001")) == [1005, 1004]


def test_signs_of_a_pattern_are_taken_as_they_stand(five: Desk) -> None:
    assert numbers(five, ReturnQuery(search="%")) == []


def test_open_and_ended_returns_are_told_apart(five: Desk) -> None:
    service.cancel(five.actor("csr1"), 1002, reason="")
    assert numbers(five, ReturnQuery(is_open=False)) == [1002]
    assert 1002 not in numbers(five, ReturnQuery(is_open=True))
    assert numbers(five, ReturnQuery(status=("CANCELLED",))) == [1002]


def test_a_customer_sees_own_returns_only_whatever_is_asked(five: Desk) -> None:
    assert len(numbers(five, ReturnQuery(), by="c100")) == 5
    assert numbers(five, ReturnQuery(customer_id="C100"), by="c101") == []


def test_an_actor_without_a_role_sees_nothing(five: Desk) -> None:
    with pytest.raises(Forbidden):
        listing.find(Actor("nobody"), ReturnQuery())


@pytest.mark.parametrize("cursor", ["!", "bm90IGpzb24", "WzFd", "W251bGwsIG51bGxd"])
def test_a_cursor_that_cannot_be_read_is_refused(five: Desk, cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        numbers(five, ReturnQuery(cursor=cursor))
    assert caught.value.code == "bad_cursor"


def test_an_unknown_sort_is_refused(five: Desk) -> None:
    with pytest.raises(Invalid):
        numbers(five, ReturnQuery(sort="password"))
