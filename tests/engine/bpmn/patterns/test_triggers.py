"""Triggers from outside: workflow control-flow patterns 23 and 24."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands.bundles import File
from engine.runtime import hot
from engine.testing import Story, story

Pattern = Callable[..., Any]
PERSISTENT = Path(__file__).with_name("wcp24_persistent_trigger.bpmn")


def test_a_transient_trigger_that_nobody_waits_for_is_lost(pattern: Pattern) -> None:
    run = pattern(23)
    assert not run.signal("Recall")
    assert run.complete("prepare").waiting == ["recall"]


def test_a_transient_trigger_goes_to_who_waits_for_it(pattern: Pattern) -> None:
    run = pattern(23).complete("prepare")
    assert run.signal("Recall")
    assert run.waiting == ["send_back"]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hops: bool) -> Iterator[Story]:
    """The persistent trigger on a database; with hops nothing is kept in memory between two steps."""
    if hops:
        monkeypatch.setattr(hot.executions, "_capacity", 0)
    with story(tmp_path) as told:
        told.deploy(File("bpmn", PERSISTENT.name, PERSISTENT.read_bytes()))
        told.start("p", rma="R-1")
        yield told


def test_a_persistent_trigger_that_nobody_waits_for_is_kept_until_somebody_does(told: Story) -> None:
    told.publish("GoodsArrived", "R-1")
    assert told.open_tasks() == ["prepare"]
    told.complete("prepare")
    assert told.open_tasks() == ["inspect"]


def test_a_persistent_trigger_is_used_once(told: Story) -> None:
    told.publish("GoodsArrived", "R-1")
    told.complete("prepare")
    told.start("p", key="story-2", rma="R-1")
    told.complete("prepare")
    assert told.open_tasks() == []
    assert told.status == "running"
