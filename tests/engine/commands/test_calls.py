"""Call activities that call a process of another bundle: the newest, or the one of a given number."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.commands import deliveries, incidents, instances, tasks, timers
from engine.commands.bundles import File
from engine.errors import NotFound
from engine.queries import instances as instance_queries
from engine.queries import tasks as task_queries
from engine.testing import Story, story

HERE = Path(__file__).parent


def deploy(told: Story, name: str, old: bytes = b"", new: bytes = b"") -> int:
    return told.deploy(File("bpmn", name, (HERE / name).read_bytes().replace(old, new)))


@pytest.fixture
def told(tmp_path: Path):
    with story(tmp_path) as one:
        yield one


@pytest.fixture
def on_postgresql(tmp_path: Path, postgres_url: str):
    with story(tmp_path, postgres_url) as one:
        yield one


@pytest.fixture
def first(told: Story) -> int:
    """The bundle with the first version of the called process."""
    return deploy(told, "check.bpmn", b"VERSION", b"first")


def call(told: Story, total: int = 50, binding: bytes = b'binding="latest"') -> int:
    """Start the caller; leaves the story at the instance that it calls."""
    deploy(told, "calls.bpmn", b'binding="latest"', binding)
    caller = told.start("caller", key="C-1", total=total)
    called = told.of_process("check")
    if called:
        told.instance_id = called[-1]
    return caller


def status(told: Story, instance_id: int) -> str:
    with told.engines.read.connect() as conn:
        return instance_queries.get(conn, instance_id).status


def open_tasks(told: Story, instance_id: int) -> list[str]:
    with told.engines.read.connect() as conn:
        return [task.element_id for task in task_queries.of_instance(conn, instance_id, "open")]


def test_the_newest_version_is_called_and_its_outputs_come_back(told: Story, first: int) -> None:
    deploy(told, "check.bpmn", b"VERSION", b"second")
    caller = call(told)
    assert open_tasks(told, caller) == []
    told.complete("judge")
    assert open_tasks(told, caller) == ["done"]
    with told.engines.read.connect() as conn:
        assert instance_queries.variables(conn, caller) == {"total": 50, "verdict": "second"}


def test_a_version_is_called_by_the_number_of_its_bundle(told: Story, first: int) -> None:
    deploy(told, "check.bpmn", b"VERSION", b"second")
    caller = call(told, binding=f'binding="version" version="{first}"'.encode())
    told.complete("judge")
    with told.engines.read.connect() as conn:
        assert instance_queries.variables(conn, caller)["verdict"] == "first"


def test_an_error_that_the_called_process_does_not_catch_is_caught_by_its_caller(told: Story, first: int) -> None:
    caller = call(told, total=150)
    told.complete("judge")
    assert open_tasks(told, caller) == ["refusal"]
    assert status(told, told.instance_id) == "cancelled"


def test_what_nobody_waits_for_any_more_is_cancelled(told: Story, first: int) -> None:
    caller = call(told)
    told.wait(timedelta(days=2))
    assert open_tasks(told, caller) == ["done"]
    assert status(told, told.instance_id) == "cancelled"


def test_a_call_that_cannot_be_made_is_an_incident_and_can_be_made_again(told: Story) -> None:
    caller = call(told)
    told.instance_id = caller
    (incident,) = told.incidents
    assert (incident.element_id, incident.code) == ("call", "not_found")
    deploy(told, "check.bpmn", b"VERSION", b"first")
    with told.engines.write.begin() as conn:
        incidents.retry(conn, incident.id, by="admin")
    told.work()
    assert len(told.of_process("check")) == 1


def test_a_called_process_that_is_cancelled_is_an_incident_of_its_caller(told: Story, first: int) -> None:
    caller = call(told)
    with told.engines.write.begin() as conn:
        instances.cancel(conn, told.instance_id, by="admin", reason="wrong")
    told.work()
    told.instance_id = caller
    (incident,) = told.incidents
    assert incident.code == "call_cancelled"
    with told.engines.write.begin() as conn:
        incidents.retry(conn, incident.id, by="admin")
    told.work()
    assert [status(told, one) for one in told.of_process("check")] == ["cancelled", "running"]


def due(told: Story) -> list[int]:
    with told.engines.read.connect() as conn:
        return deliveries.due_ids(conn)


def carry_out(told: Story, delivery_id: int) -> None:
    with told.engines.write.begin() as conn:
        deliveries.carry_out(conn, delivery_id)


def leave_before_it_begins(told: Story) -> list[int]:
    """The deliveries [call, cancel] of a call activity that was left before anybody carried out its call."""
    deploy(told, "check.bpmn", b"VERSION", b"first")
    deploy(told, "calls.bpmn")
    with told.engines.write.begin() as conn:
        instances.start(conn, told.bundle_id, "caller", {"total": 50}, business_key="C", start_key="C", by="starter")
    told.clock.set(told.clock.now() + timedelta(days=2))
    with told.engines.write.begin() as conn:
        timers.fire_due(conn)
    return due(told)


def test_a_call_that_begins_while_its_caller_leaves_it_is_cancelled(on_postgresql: Story) -> None:
    told = on_postgresql
    call, cancel = leave_before_it_begins(told)
    other = threading.Thread(target=carry_out, args=(told, cancel))
    with told.engines.write.begin() as conn:
        deliveries.carry_out(conn, call)
        other.start()
        while other.is_alive() and not conn.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).all():
            other.join(0.01)
    other.join()
    assert [status(told, one) for one in told.of_process("check")] == ["cancelled"]


def test_a_call_that_its_caller_left_before_it_began_never_begins(told: Story) -> None:
    _, cancel = leave_before_it_begins(told)
    carry_out(told, cancel)
    assert due(told) == []
    assert told.of_process("check") == []


def test_a_call_that_was_given_up_goes_with_its_caller(told: Story) -> None:
    call, cancel = leave_before_it_begins(told)
    with told.engines.write.begin() as conn:
        deliveries.give_up(conn, call, "the database said no")
    carry_out(told, cancel)
    with told.engines.write.begin() as conn, pytest.raises(NotFound):
        deliveries.retry(conn, call)


def test_a_start_key_that_begins_like_a_call_belongs_to_nobody_else(told: Story, first: int) -> None:
    """As a process with the id "call" has that was started for a return."""
    told.start("check", key="call:RMA-1", amount=50)
    told.complete("judge")
    assert told.status == "completed"


def test_an_error_of_an_earlier_attempt_is_not_thrown_at_the_next(told: Story, first: int) -> None:
    caller = call(told, total=150)
    with told.engines.write.begin() as conn:
        tasks.complete(conn, told.task("judge").id, "judge", [], {})
        instances.cancel(conn, told.instance_id, by="admin", reason="wrong")
    error, cancelled = due(told)
    carry_out(told, cancelled)
    told.instance_id = caller
    with told.engines.write.begin() as conn:
        incidents.retry(conn, told.incidents[0].id, by="admin")
    for one in [*(set(due(told)) - {error}), error]:
        carry_out(told, one)
    assert open_tasks(told, caller) == []
    assert [status(told, one) for one in told.of_process("check")] == ["cancelled", "running"]
