"""Messages from outside, and the timers that run beside them."""

from datetime import timedelta

import pytest

from engine import clock
from engine.commands import messages, timers
from engine.testing import Story


@pytest.fixture
def waiting(approval: Story) -> Story:
    """An approved return that waits for its goods or for the end of 30 days."""
    approval.start("approval", order_no="SO-1", requester="csr1")
    approval.complete("approve", user="lead1", decision="APPROVE")
    return approval


def test_a_message_reaches_the_instance_with_its_correlation_key(waiting: Story) -> None:
    assert waiting.publish("goods_received", "SO-1", qty=4).outcome == "correlated"
    assert waiting.status == "completed"
    assert waiting.variables["receipt"] == {"qty": 4}
    assert waiting.variables["memo"] == {"memo_no": "CM-1"}


def test_a_message_with_another_key_is_kept_and_moves_nothing(waiting: Story) -> None:
    assert waiting.publish("goods_received", "SO-2").outcome == "buffered"
    assert waiting.status == "running"


def test_a_duplicate_message_is_told_and_does_nothing(waiting: Story) -> None:
    waiting.publish("goods_received", "SO-1", message_id="m-1")
    again = waiting.publish("goods_received", "SO-1", message_id="m-1")
    assert (again.outcome, again.instance_id) == ("duplicate", waiting.instance_id)
    assert waiting.happened("message_received") == [None]


def test_an_early_message_is_delivered_when_the_receiver_arrives(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    assert approval.publish("goods_received", "SO-1", qty=2).outcome == "buffered"
    approval.complete("approve", user="lead1", decision="APPROVE")
    assert approval.status == "completed"
    assert approval.variables["receipt"] == {"qty": 2}


def test_a_buffered_message_expires_after_its_time_to_live(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    approval.publish("goods_received", "SO-1")
    approval.clock.advance(timedelta(days=8))
    with approval.engines.write.begin() as conn:
        assert messages.expire_due(conn) == 1
    approval.complete("approve", user="lead1", decision="APPROVE")
    assert approval.status == "running"


def test_the_timer_ends_the_wait_and_the_message_no_longer_counts(waiting: Story) -> None:
    waiting.wait(timedelta(days=30))
    assert waiting.status == "completed"
    assert "expired" in waiting.happened("element_completed")
    assert waiting.publish("goods_received", "SO-1").outcome == "buffered"


def test_a_timer_fires_once_however_many_schedulers_try(waiting: Story) -> None:
    waiting.clock.advance(timedelta(days=31))
    with waiting.engines.write.begin() as conn:
        due = timers.due_ids(conn)
        assert [timers.fire(conn, timer_id) for timer_id in due * 2] == [True, False]


def test_a_timer_is_cancelled_when_the_message_came_first(waiting: Story) -> None:
    waiting.publish("goods_received", "SO-1")
    waiting.clock.advance(timedelta(days=31))
    with waiting.engines.write.begin() as conn:
        assert timers.due_ids(conn) == []


def test_messages_that_are_over_are_forgotten_and_those_that_wait_are_kept(waiting: Story) -> None:
    begun_at = clock.now()
    waiting.publish("goods_received", "SO-1", message_id="given")
    waiting.publish("goods_received", "SO-2", message_id="waits")
    with waiting.engines.write.begin() as conn:
        assert messages.prune(conn, begun_at) == 0
        assert messages.prune(conn, begun_at + timedelta(days=1)) == 1
    assert waiting.publish("goods_received", "SO-2", message_id="waits").outcome == "duplicate"
    assert waiting.publish("goods_received", "SO-3", message_id="given").outcome == "buffered"
