"""Start events in force begin processes: by messages, signals, timers and conditions, each once."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.commands import starts
from engine.commands.bundles import File
from engine.queries import deliveries as delivery_queries
from engine.queries import instances as instance_queries
from engine.store.tables import process_instance
from engine.testing import Story, story

FILE = File("bpmn", "signals.bpmn", Path(__file__).with_name("signals.bpmn").read_bytes())


@pytest.fixture
def told(tmp_path: Path):
    with story(tmp_path) as one:
        one.deploy(FILE)
        one.put_in_force()
        yield one


def variables(told: Story, instance_id: int):
    with told.engines.read.connect() as conn:
        return instance_queries.variables(conn, instance_id)


def test_a_message_begins_a_process_once_and_its_payload_are_the_first_variables(told: Story) -> None:
    first = told.publish("Return asked for", "SO-1", "m-1", order_no="SO-1")
    again = told.publish("Return asked for", "SO-1", "m-1", order_no="SO-1")
    assert (first.outcome, again.outcome) == ("started", "duplicate")
    assert told.of_process("begun") == [first.instance_id] == [again.instance_id]
    assert variables(told, first.instance_id) == {"order_no": "SO-1"}


def test_a_signal_begins_a_process_and_reaches_those_that_wait(told: Story) -> None:
    told.start("waiter")
    assert told.signal("Recall", lot="L-7") == 2
    assert told.open_tasks() == ["freeze"]
    assert [variables(told, one) for one in told.of_process("begun")] == [{"lot": "L-7"}]


def test_a_timer_begins_a_process_at_each_of_its_moments(told: Story) -> None:
    told.wait(timedelta(hours=23))
    assert told.of_process("begun") == []
    told.wait(timedelta(hours=26))
    assert len(told.of_process("begun")) == 2
    told.wait(timedelta(days=30))
    assert len(told.of_process("begun")) == 3


def test_a_condition_begins_a_process_once_for_the_same_key(told: Story) -> None:
    def evaluate(stock: int, key: str) -> int:
        with told.engines.write.begin() as conn:
            return len(starts.on_conditions(conn, {"stock": stock}, key=key, by="test"))

    assert evaluate(12, "a") == 0
    assert (evaluate(5, "b"), evaluate(5, "b")) == (1, 1)
    assert len(told.of_process("begun")) == 1


def test_a_bundle_that_comes_into_force_takes_the_starts_of_its_processes_over(told: Story) -> None:
    changed = FILE.content.replace(b"R3/PT24H", b"R/PT1H")
    told.deploy(File("bpmn", "signals.bpmn", changed))
    told.put_in_force()
    with told.engines.read.connect() as conn:
        in_force = delivery_queries.starts_in_force(conn)
    assert {one.bundle_id for one in in_force} == {told.bundle_id}
    assert [one.kind for one in in_force] == ["signal", "message", "timer", "conditional"]


def start_keys(told: Story) -> list[str]:
    with told.engines.read.connect() as conn:
        statement = select(process_instance.c.start_key).where(process_instance.c.process_id == "begun")
        return list(conn.execute(statement).scalars())


def test_a_signal_thrown_again_after_a_restore_begins_under_the_same_key(tmp_path: Path) -> None:
    found = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        with story(tmp_path / str(number)) as told:
            told.deploy(FILE)
            told.put_in_force()
            for other in range(number):  # so that row ids differ
                told.start("waiter", key=f"W-{other}")
            told.start("thrower", key="T-1", lot="L-7")
            found.append(start_keys(told))
    assert found[0] == found[1]
    assert len(found[0]) == 1
