"""Choosing in an ad-hoc sub-process is a user task with a form made of the choices."""

from pathlib import Path

import pytest

from engine.commands.bundles import File
from engine.errors import Conflict, InvalidInput
from engine.queries import tasks as task_queries
from engine.testing import Story, story

MODEL = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<bpmn:process id="p" isExecutable="true">
<bpmn:adHocSubProcess id="clear_up" name="Clear it up" {ordering}>
<bpmn:userTask id="call" name="Call the customer"/><bpmn:userTask id="photo" name="Ask for a photo"/>
</bpmn:adHocSubProcess></bpmn:process></bpmn:definitions>"""


@pytest.fixture
def told(tmp_path: Path):
    with story(tmp_path) as one:
        yield one


def begin(told: Story, ordering: str = "") -> None:
    told.deploy(File("bpmn", "p.bpmn", MODEL.format(ordering=ordering).encode()))
    told.start("p")


def test_the_choices_are_a_form_and_what_is_chosen_begins(told: Story) -> None:
    begin(told)
    assert told.open_tasks() == ["clear_up"]
    with told.engines.read.connect() as conn:
        form = task_queries.form(conn, told.task("clear_up"))
    assert form is not None
    assert [one["title"] for one in form.schema["properties"]["activities"]["items"]["oneOf"]] == [
        "Call the customer",
        "Ask for a photo",
    ]
    told.complete("clear_up", activities=["photo", "call"])
    assert sorted(told.open_tasks()) == ["call", "clear_up", "photo"]


def test_it_is_over_when_somebody_says_so(told: Story) -> None:
    begin(told)
    told.complete("clear_up", activities=["call"])
    told.complete("clear_up", finish=True)
    assert told.status == "completed"
    assert told.happened("activities_chosen") == ["clear_up", "clear_up"]


def test_one_at_a_time_offers_the_choice_again_when_the_one_is_done(told: Story) -> None:
    begin(told, 'ordering="Sequential"')
    first = told.complete("clear_up", activities=["call"])
    assert told.open_tasks() == ["call"]
    told.complete("call")
    assert told.open_tasks() == ["clear_up"]
    assert told.task("clear_up").id == first.id
    with pytest.raises(Conflict):
        told.complete("clear_up", activities=["call", "photo"])


def test_nothing_and_unknown_things_cannot_be_chosen(told: Story) -> None:
    begin(told)
    with pytest.raises(InvalidInput):
        told.complete("clear_up")
    with pytest.raises(InvalidInput):
        told.complete("clear_up", activities=["nothing"])
