"""Call activities that call a process of another bundle: the newest, or the one of a given number."""

from datetime import timedelta
from pathlib import Path

import pytest

from engine.commands import incidents, instances
from engine.commands.bundles import File
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
