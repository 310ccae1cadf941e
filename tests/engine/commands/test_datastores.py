"""Data stores: read and written in the step that uses them, shared by all instances."""

from pathlib import Path

import pytest

from engine.commands import datastores
from engine.commands.bundles import File
from engine.queries import datastores as store_queries
from engine.queries import instances as instance_queries
from engine.testing import Story, story


@pytest.fixture
def told(tmp_path: Path):
    with story(tmp_path) as one:
        one.deploy(File("bpmn", "datastores.bpmn", Path(__file__).with_name("datastores.bpmn").read_bytes()))
        yield one


def cap(told: Story):
    with told.engines.read.connect() as conn:
        return store_queries.get(conn, "rotation_cap").value


def variables(told: Story, instance_id: int):
    with told.engines.read.connect() as conn:
        return instance_queries.variables(conn, instance_id)


def test_instances_share_the_value_and_nothing_of_it_stays_in_their_variables(told: Story) -> None:
    first = told.start("count", key="C-1", amount=7, refuse=False)
    second = told.start("count", key="C-2", amount=7, refuse=False)
    assert cap(told) == 93
    assert (variables(told, first)["before"], variables(told, second)["before"]) == (None, 100)
    assert "cap" not in variables(told, second)


def test_a_step_that_is_rolled_back_changes_no_store(told: Story) -> None:
    told.start("count", key="C-1", amount=7, refuse=False)
    with pytest.raises(RuntimeError), told.engines.write.begin() as conn:
        datastores.put(conn, "rotation_cap", 5, by="admin")
        raise RuntimeError
    assert cap(told) == 100


def test_a_value_set_by_hand_is_what_the_next_instance_reads(told: Story) -> None:
    with told.engines.write.begin() as conn:
        datastores.put(conn, "rotation_cap", 40, by="admin")
    told.start("count", key="C-1", amount=7, refuse=False)
    with told.engines.read.connect() as conn:
        (one,) = store_queries.list_all(conn)
    assert (one.value, one.changed_by.partition(":")[0]) == (33, "instance")
