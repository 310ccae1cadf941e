"""What an instance waits for, told element by element."""

from pathlib import Path

import pytest

from engine.commands.bundles import File
from engine.queries import waits
from engine.testing import Story, story

COMMANDS = Path(__file__).parents[1] / "commands"


@pytest.fixture
def told(tmp_path: Path):
    with story(tmp_path) as one:
        yield one


def of(told: Story, instance_id: int) -> list[tuple[str, str, str, str]]:
    with told.engines.read.connect() as conn:
        return [(w.kind, w.element_id, w.about, w.key) for w in waits.of_instance(conn, instance_id)]


def test_signals_messages_and_tasks_are_told_with_what_they_wait_for(told: Story) -> None:
    told.deploy(File("bpmn", "signals.bpmn", (COMMANDS / "signals.bpmn").read_bytes()))
    waiter = told.start("waiter", key="W-1")
    assert of(told, waiter) == [("signal", "hold", "Recall", "")]
    told.signal("Recall")
    assert of(told, waiter) == [("task", "freeze", "", "")]
    receiver = told.start("receiver", key="R-1", lot="L-7")
    assert of(told, receiver) == [("message", "goods", "Goods moved", "L-7")]


def test_a_call_leads_to_the_instance_that_it_called(told: Story) -> None:
    told.deploy(File("bpmn", "check.bpmn", (COMMANDS / "check.bpmn").read_bytes()))
    told.deploy(File("bpmn", "calls.bpmn", (COMMANDS / "calls.bpmn").read_bytes()))
    caller = told.start("caller", total=5)
    with told.engines.read.connect() as conn:
        call, timer = waits.of_instance(conn, caller)
    assert (call.kind, call.about, call.called_id) == ("call", "check", told.of_process("check")[0])
    assert (timer.kind, timer.element_id, timer.due_at is not None) == ("timer", "late", True)


def test_an_instance_that_is_over_waits_for_nothing(told: Story) -> None:
    told.deploy(File("bpmn", "signals.bpmn", (COMMANDS / "signals.bpmn").read_bytes()))
    assert of(told, told.start("thrower", lot="L-7")) == []
