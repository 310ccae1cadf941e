"""Observers follow the steps of one database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from engine.commands import observers
from engine.commands.bundles import File
from engine.commands.observers import Advance
from engine.testing import Story, story

MODELS = Path(__file__).parents[1] / "commands"


@pytest.fixture
def stories(tmp_path: Path) -> Iterator[tuple[Story, Story]]:
    files = [
        File("bpmn", "approval.bpmn", (MODELS / "approval.bpmn").read_bytes()),
        File("form", "approval.json", (MODELS / "approval.json").read_bytes()),
    ]
    (tmp_path / "other").mkdir()
    with story(tmp_path) as one, story(tmp_path / "other") as other:
        for told in (one, other):
            told.deploy(*files)
            told.answer("erp.get_order", {"amount": 5})
        yield one, other


def test_an_observer_sees_each_step_of_its_database_once_and_of_no_other(stories: tuple[Story, Story]) -> None:
    one, other = stories
    seen: list[tuple[str, int]] = []

    def follow(_conn: Connection, advance: Advance) -> None:
        seen.append((advance.business_key, advance.revision))

    observers.register(one.engines.write, follow)
    observers.register(one.engines.write, follow)
    one.start("approval", key="here", order_no="SO-1", requester="csr1")
    other.start("approval", key="there", order_no="SO-1", requester="csr1")
    assert seen == [("here", 1), ("here", 2)]


def test_an_observer_that_fails_takes_the_step_back(stories: tuple[Story, Story]) -> None:
    one, _ = stories

    def refuse(_conn: Connection, _advance: Advance) -> None:
        raise LookupError("no")

    one.start("approval", order_no="SO-1", requester="csr1")
    observers.register(one.engines.write, refuse)
    with pytest.raises(LookupError):
        one.complete("approve", user="lead1", decision="APPROVE")
    assert one.open_tasks() == ["approve"]
