"""Endpoints: their secrets, and what is held while one is disabled."""

from collections.abc import Callable
from typing import Any

import pytest

from designer.audit import service as audit
from designer.errors import NotFound
from designer.identity.actor import SYSTEM
from designer.outbound import deliveries, sender, service
from designer.outbound.service import EndpointMade
from engine import clock

Happen = Callable[..., int]


def test_after_a_new_secret_both_sign_for_a_day(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    new = service.rotate(SYSTEM, made.endpoint.id).secret
    happen()
    sender.work_until_idle()
    assert receiver.verify(made.secret) == receiver.verify(new)
    virtual.advance(service.PREVIOUS_SIGNS_FOR)
    happen()
    sender.work_until_idle()
    assert receiver.verify(new)
    with pytest.raises(ValueError, match="does not fit"):
        receiver.verify(made.secret)


def test_what_waits_is_held_while_it_is_disabled_and_what_happens_meanwhile_is_not_kept(
    made: EndpointMade, receiver: Any, happen: Happen
) -> None:
    happen()
    assert service.get(SYSTEM, made.endpoint.id).waiting == 0
    receiver.status = 500
    sender.work_until_idle()
    assert service.disable(SYSTEM, made.endpoint.id).waiting == 1
    happen()
    receiver.status = 204
    assert sender.work_until_idle() == 0
    service.enable(SYSTEM, made.endpoint.id)
    sender.work_until_idle()
    assert [one.state for one in deliveries.list_page(SYSTEM).items] == ["delivered"]


def test_the_trail_names_the_address_without_what_may_be_a_password(made: EndpointMade, receiver: Any) -> None:
    draft = service.EndpointDraft("A", f"{receiver.url}?key=canary", service.Network.SIMULATOR, ("task_created",))
    service.change(SYSTEM, made.endpoint.id, draft)
    (entry,) = [one for one in audit.latest() if one.action == "webhook.changed"]
    assert entry.detail["url"] == receiver.url


def test_what_was_removed_is_not_found(made: EndpointMade) -> None:
    service.remove(SYSTEM, made.endpoint.id)
    with pytest.raises(NotFound, match="no webhook endpoint"):
        service.get(SYSTEM, made.endpoint.id)
