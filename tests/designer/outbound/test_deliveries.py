"""Deliveries as people see them: page by page, sent again under their old ids, or refused."""

from collections.abc import Callable
from typing import Any

import pytest

from designer.errors import Conflict, NotFound
from designer.identity.actor import SYSTEM
from designer.outbound import deliveries, sender, service
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.deliveries import DeliveryView
from designer.outbound.service import EndpointMade
from engine import clock

Happen = Callable[..., int]


def only() -> DeliveryView:
    (found,) = deliveries.list_page(SYSTEM).items
    return found


def test_the_newest_come_first_page_by_page(made: EndpointMade, happen: Happen) -> None:
    for _ in range(3):
        happen()
    sender.work_until_idle()
    first = deliveries.list_page(SYSTEM, limit=2)
    assert (len(first.items), first.total) == (2, 3)
    second = deliveries.list_page(SYSTEM, limit=2, cursor=first.next_cursor)
    assert second.next_cursor is None
    ids = [one.id for one in (*first.items, *second.items)]
    assert ids == sorted(ids, reverse=True)


def test_what_arrived_goes_again_under_its_old_id(made: EndpointMade, receiver: Any, happen: Happen) -> None:
    happen()
    sender.work_until_idle()
    assert deliveries.send_again(SYSTEM, only().id).state == "due"
    sender.work_until_idle()
    assert receiver.ids == [only().message_id] * 2


def test_all_that_was_given_up_goes_again_at_once(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    receiver.status = 503
    happen()
    sender.work_until_idle()
    virtual.advance(GIVE_UP_AFTER)
    sender.work_until_idle()
    assert only().state == "failed"
    receiver.status = 200
    assert deliveries.send_failed_again(SYSTEM, made.endpoint.id).deliveries == 1
    sender.work_until_idle()
    assert (only().state, set(receiver.ids)) == ("delivered", {only().message_id})


def test_a_test_is_not_sent_again(made: EndpointMade, receiver: Any) -> None:
    receiver.status = 500
    sent = deliveries.send_test(SYSTEM, made.endpoint.id)
    assert (sent.state, sent.error) == ("failed", "it answered 500")
    with pytest.raises(Conflict, match="send a new test instead"):
        deliveries.send_again(SYSTEM, sent.id)
    assert deliveries.send_failed_again(SYSTEM, made.endpoint.id).deliveries == 0


def test_nothing_is_sent_again_to_an_endpoint_that_is_disabled(made: EndpointMade, happen: Happen) -> None:
    happen()
    sender.work_until_idle()
    service.disable(SYSTEM, made.endpoint.id)
    with pytest.raises(Conflict, match="Warehouse is disabled: enable it first"):
        deliveries.send_again(SYSTEM, only().id)


def test_a_delivery_that_is_not_there_is_not_found(made: EndpointMade) -> None:
    with pytest.raises(NotFound, match="deleted after its time"):
        deliveries.get(SYSTEM, 4711)
