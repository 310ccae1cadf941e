"""Events reach endpoints signed, at least once, under one id; what does not arrive is tried again and then given up."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask, current_app
from sqlalchemy import text

from connectors.sdk import Network
from designer.audit import service as audit
from designer.database import reading
from designer.identity.actor import SYSTEM
from designer.outbound import deliveries, feed, figures, post, sender, sending, service
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.deliveries import DeliveryView
from designer.outbound.post import Message
from designer.outbound.service import EndpointDraft, EndpointMade
from engine import clock

Happen = Callable[..., int]
WORK = """
import sys
from designer.app import create_app
from designer.outbound import sender
app = create_app({"DATA_DIR": sys.argv[1], "SECRET_KEY": "only for tests"})
with app.app_context():
    sender.work_until_idle()
"""


def listed(**wanted: Any) -> tuple[DeliveryView, ...]:
    return deliveries.list_page(SYSTEM, **wanted).items


def only() -> DeliveryView:
    (found,) = listed()
    return found


def let_pass(virtual: clock.VirtualClock, span: timedelta) -> None:
    """Time passes in steps of an hour, and whatever is due is sent."""
    ends = clock.now() + span
    while clock.now() < ends:
        virtual.advance(timedelta(hours=1))
        sender.work_until_idle()


def test_an_event_arrives_signed_with_what_happened(made: EndpointMade, receiver: Any, happen: Happen) -> None:
    happen(title="Approve", values={"reason": "typed by a customer"})
    assert sender.work_until_idle() == 1
    assert receiver.verify(made.secret) == only().message_id
    told = orjson.loads(receiver.taken[0][1])
    assert (told["type"], told["timestamp"]) == ("task_created", "2026-03-12T09:00:00+00:00")
    assert told["data"] == {"instance_id": 7, "business_key": "RMA-1", "revision": 3, "process_id": "p",
                            "element_id": "approve", "details": {"title": "Approve"}}  # fmt: skip
    assert (only().state, only().status_code, only().attempt) == ("delivered", 204, 1)
    assert sender.work_until_idle() == 0


def test_only_subscribed_events_from_now_on_make_deliveries(
    app: Flask, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    happen()
    assert not feed.is_behind()
    service.create(SYSTEM, EndpointDraft("A", receiver.url, Network.SIMULATOR, ("task_created",)))
    happen("task_completed")
    first = happen()
    second = service.create(SYSTEM, EndpointDraft("B", receiver.url, Network.SIMULATOR, ("task_created",)))
    sender.work_until_idle()
    assert len(receiver.ids) == 1
    assert listed(endpoint_id=second.endpoint.id) == ()
    happen()
    sender.work_until_idle()
    assert len(receiver.ids) == 3
    assert len(set(receiver.ids)) == 2
    assert first > 1


def test_a_failure_is_tried_again_under_the_same_id_and_then_calm(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    receiver.status = 500
    happen()
    sender.work_until_idle()
    assert (only().state, only().status_code, only().error) == ("due", 500, "it answered 500")
    assert service.get(SYSTEM, made.endpoint.id).failures == 1
    receiver.status = 200
    let_pass(virtual, timedelta(hours=1))
    assert receiver.ids == [only().message_id] * 2
    assert receiver.taken[0][0]["webhook-timestamp"] < receiver.taken[1][0]["webhook-timestamp"]
    assert only().state == "delivered"
    assert service.get(SYSTEM, made.endpoint.id).failures == 0


def test_an_endpoint_that_asks_to_wait_is_not_sent_to_before(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "120"}
    happen()
    happen()
    sender.work_until_idle()
    taken = len(receiver.taken)
    virtual.advance(timedelta(seconds=119))
    assert sender.work_until_idle() == 0
    assert taken <= sending.PER_ENDPOINT


def test_what_does_not_arrive_for_two_days_is_given_up(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    receiver.status = 503
    happen()
    let_pass(virtual, GIVE_UP_AFTER + timedelta(hours=1))
    assert only().state == "failed"
    assert 10 < only().attempt < 200


def test_an_endpoint_that_fails_for_three_days_is_disabled_and_it_is_on_record(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    receiver.status = 500
    for _ in range(4):
        happen()
        let_pass(virtual, timedelta(days=1))
    view = service.get(SYSTEM, made.endpoint.id)
    assert not view.is_enabled
    assert "every attempt for 72 h failed" in view.disabled_reason
    assert audit.has_happened("webhook.disabled")
    assert "held" in {delivery.state for delivery in listed()}
    taken = len(receiver.taken)
    happen()
    let_pass(virtual, timedelta(hours=5))
    assert len(receiver.taken) == taken
    receiver.status = 200
    service.enable(SYSTEM, made.endpoint.id)
    sender.work_until_idle()
    assert {delivery.state for delivery in listed()} == {"delivered", "failed"}


def test_an_endpoint_that_is_gone_is_disabled_at_once(made: EndpointMade, receiver: Any, happen: Happen) -> None:
    receiver.status = 410
    happen()
    sender.work_until_idle()
    assert service.get(SYSTEM, made.endpoint.id).disabled_reason == "it answered 410 Gone"
    assert only().state == "failed"


def test_a_redirect_is_a_failure_and_is_not_followed(made: EndpointMade, receiver: Any, happen: Happen) -> None:
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    happen()
    sender.work_until_idle()
    assert len(receiver.taken) == 1
    assert "redirects are not followed" in only().error


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "https://[::1]/", "https://169.254.169.254/latest/meta-data"])
def test_addresses_inside_are_refused_after_resolution(app: Flask, url: str) -> None:
    answer = post.send(url, Network.PUBLIC, Message("msg_1", b"{}", ("whsec_c2VjcmV0",)), clock.now())
    assert answer.status is None
    assert "FORBIDDEN_ADDRESS" in answer.error


def test_an_endpoint_that_cannot_be_reached_is_a_failure(made: EndpointMade, happen: Happen, free_port: Any) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    service.change(SYSTEM, made.endpoint.id, EndpointDraft("A", url, Network.SIMULATOR, ("task_created",)))
    happen()
    sender.work_until_idle()
    assert only().error == "it cannot be reached (ConnectError)"


def test_a_kill_between_post_and_mark_sends_again_under_the_same_id(
    app: Flask, receiver: Any, happen: Happen, tmp_path: Path
) -> None:
    service.create(SYSTEM, EndpointDraft("A", receiver.url, Network.SIMULATOR, ("task_created",)))
    happen()
    command = [sys.executable, "-c", WORK, str(tmp_path)]
    environment = {**os.environ, "RETURNFLOW_FAILPOINT": "posted"}
    killed = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert sender.work_until_idle() == 0
    with clock.use(clock.VirtualClock(clock.now() + timedelta(seconds=sending.LEASE_SECONDS + 1))):
        assert sender.work_until_idle() == 1
    assert receiver.ids == [only().message_id] * 2
    assert only().state == "delivered"


def test_a_sender_that_lost_its_lease_marks_nothing(
    made: EndpointMade, happen: Happen, virtual: clock.VirtualClock
) -> None:
    happen()
    feed.fan_out()
    (late,) = sending.claim(5)
    virtual.advance(timedelta(seconds=sending.LEASE_SECONDS + 1))
    (again,) = sending.claim(5)
    assert (again.id, again.fence) == (late.id, late.fence + 1)
    assert sending.deliver(again) == "delivered"
    assert sending.mark(late, post.Answer(500, "it answered 500")) == "stale"
    assert only().state == "delivered"


def test_two_senders_take_each_delivery_once(app: Flask, made: EndpointMade, receiver: Any, happen: Happen) -> None:
    for _ in range(12):
        happen()

    def work() -> None:
        with clock.use(clock.VirtualClock(clock.now())), app.app_context():
            sender.work_until_idle()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sender.work_until_idle()
    assert len(receiver.ids) == 12
    assert len(set(receiver.ids)) == 12


def test_a_dead_endpoint_does_not_hold_up_another(
    made: EndpointMade, receiver: Any, happen: Happen, free_port: Any
) -> None:
    dead = EndpointDraft("Dead", f"http://127.0.0.1:{free_port()}/", Network.SIMULATOR, ("task_created",))
    dead_id = service.create(SYSTEM, dead).endpoint.id
    for _ in range(10):
        happen()
    sender.work_until_idle()
    assert len(receiver.ids) == 10
    assert sum(delivery.attempt for delivery in listed(endpoint_id=dead_id)) <= sending.PER_ENDPOINT + 1


def test_the_sender_beside_a_worker_sends_by_itself(app: Flask, receiver: Any, happen: Happen) -> None:
    service.create(SYSTEM, EndpointDraft("A", receiver.url, Network.SIMULATOR, ("task_created",)))
    happen()
    running = sender.Sender(app)
    running.start()
    waited = threading.Event()
    for _ in range(200):
        if listed(state="delivered"):
            break
        waited.wait(0.05)
    running.stop(10)
    assert [delivery.state for delivery in listed()] == ["delivered"]


def test_what_is_over_is_deleted_after_its_days(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    happen()
    happen()
    sender.work_until_idle()
    virtual.advance(timedelta(days=13))
    assert sender.prune() == 0
    virtual.advance(timedelta(days=1, seconds=1))
    assert sender.prune() == 3
    assert listed() == ()
    with reading() as conn:
        assert conn.execute(text("SELECT count(*) FROM outbox")).scalar_one() == 1


def test_what_an_endpoint_has_not_been_told_of_is_not_deleted(
    made: EndpointMade, happen: Happen, virtual: clock.VirtualClock
) -> None:
    happen()
    happen()
    virtual.advance(timedelta(days=20))
    assert sender.prune() == 0


def test_figures_count_what_has_not_arrived(
    made: EndpointMade, receiver: Any, happen: Happen, virtual: clock.VirtualClock
) -> None:
    receiver.status = 500
    happen()
    sender.work_until_idle()
    virtual.advance(timedelta(seconds=30))
    with reading() as conn:
        found = figures.read(conn)
    assert found.deliveries == {"due": 1, "sending": 0, "held": 0, "failed": 0}
    assert found.oldest_seconds == 30
    assert 'returnflow_webhook_deliveries{state="due"} 1.0' in current_app.test_client().get("/metrics").text
