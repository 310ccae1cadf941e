"""Signals and messages between instances: each receiver gets them once, in a transaction of its own."""

from pathlib import Path

import pytest

from engine.commands import deliveries, signals
from engine.commands.bundles import File
from engine.queries import deliveries as delivery_queries
from engine.queries import instances as instance_queries
from engine.testing import Story, story


@pytest.fixture
def told(tmp_path: Path):
    with story(tmp_path) as one:
        one.deploy(File("bpmn", "signals.bpmn", Path(__file__).with_name("signals.bpmn").read_bytes()))
        yield one


def variables(told: Story, instance_id: int):
    with told.engines.read.connect() as conn:
        return instance_queries.variables(conn, instance_id)


def test_a_signal_reaches_every_instance_that_waits_for_it(told: Story) -> None:
    waiting = [told.start("waiter", key=f"W-{number}") for number in range(3)]
    assert told.signal("Recall", lot="L-7") == 3
    assert [variables(told, one)["recall"] for one in waiting] == [{"lot": "L-7"}] * 3


def test_a_signal_thrown_in_an_instance_reaches_the_others_with_its_payload(told: Story) -> None:
    waiting = told.start("waiter", key="W-1")
    told.start("thrower", key="T-1", lot="L-7")
    assert variables(told, waiting)["recall"] == {"lot": "L-7"}


def test_a_signal_is_not_kept_for_those_who_come_later(told: Story) -> None:
    assert told.signal("Recall") == 0
    told.start("waiter")
    assert told.open_tasks() == []


def test_the_same_signal_is_thrown_once(told: Story) -> None:
    told.start("waiter")
    assert told.signal("Recall", signal_id="s-1") == 1
    assert told.signal("Recall", signal_id="s-1") is None


def test_a_receiver_that_went_on_meanwhile_gets_nothing(told: Story) -> None:
    told.start("waiter")
    with told.engines.write.begin() as conn:
        signals.broadcast(conn, "Recall", {}, source="test", signal_id="a")
        signals.broadcast(conn, "Recall", {}, source="test", signal_id="b")
        due = deliveries.due_ids(conn)
    with told.engines.write.begin() as conn:
        assert [deliveries.carry_out(conn, one) for one in due] == ["done", "gone"]
        assert [deliveries.carry_out(conn, one) for one in due] == ["taken", "taken"]
    assert told.open_tasks() == ["freeze"]


def test_a_message_thrown_without_a_connector_goes_to_its_receiver_or_waits_for_one(told: Story) -> None:
    early = told.start("receiver", key="R-1", lot="L-7")
    told.start("thrower", key="T-1", lot="L-7")
    assert variables(told, early)["goods"] == {"qty": 4}
    told.start("thrower", key="T-2", lot="L-8")
    late = told.start("receiver", key="R-2", lot="L-8")
    assert variables(told, late)["goods"] == {"qty": 4}


def test_what_cannot_be_carried_out_is_kept_and_can_be_tried_again(told: Story) -> None:
    told.start("waiter")
    with told.engines.write.begin() as conn:
        signals.broadcast(conn, "Recall", {}, source="test", signal_id="a")
        (delivery_id,) = deliveries.due_ids(conn)
        deliveries.give_up(conn, delivery_id, "the database said no")
    with told.engines.read.connect() as conn:
        assert [one.error for one in delivery_queries.failed(conn)] == ["the database said no"]
        assert not delivery_queries.is_any_due(conn)
    with told.engines.write.begin() as conn:
        deliveries.retry(conn, delivery_id)
    told.work()
    assert told.open_tasks() == ["freeze"]
