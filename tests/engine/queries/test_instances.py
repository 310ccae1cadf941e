"""What screens read of a running instance."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.commands.bundles import File
from engine.queries import instances
from engine.testing import Story, story

GUARDED = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:returnflow="https://returnflow.dev/schema/bpmn" id="d" targetNamespace="test">
  <bpmn:process id="guarded" name="Guarded" isExecutable="true">
    <bpmn:startEvent id="begin" name="Begin" />
    <bpmn:userTask id="decide" name="Decide">
      <bpmn:extensionElements><returnflow:task candidateGroups="csr" /></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="reminder" name="A day" attachedToRef="decide" cancelActivity="false">
      <bpmn:timerEventDefinition id="t"><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="reminded" name="Reminded" />
    <bpmn:endEvent id="over" name="Over" />
    <bpmn:subProcess id="at_any_time" name="Withdrawn" triggeredByEvent="true">
      <bpmn:startEvent id="withdrawn" isInterrupting="false">
        <bpmn:signalEventDefinition id="s" signalRef="withdraw" />
      </bpmn:startEvent>
      <bpmn:endEvent id="noted" />
      <bpmn:sequenceFlow id="f4" sourceRef="withdrawn" targetRef="noted" />
    </bpmn:subProcess>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="decide" />
    <bpmn:sequenceFlow id="f2" sourceRef="decide" targetRef="over" />
    <bpmn:sequenceFlow id="f3" sourceRef="reminder" targetRef="reminded" />
  </bpmn:process>
  <bpmn:signal id="withdraw" name="Withdraw" />
</bpmn:definitions>
"""


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Story]:
    with story(tmp_path) as told:
        told.deploy(File("bpmn", "guarded.bpmn", GUARDED.encode()))
        told.start("guarded")
        yield told


def drawn(told: Story) -> instances.DiagramPart:
    with told.engines.read.connect() as conn:
        (part,) = instances.diagram(conn, told.instance_id).parts
    return part


def test_the_token_stands_on_the_activity_and_not_on_the_events_that_listen(guarded: Story) -> None:
    assert drawn(guarded).tokens == {"decide": 1}


def test_what_was_done_and_the_flows_taken_are_told(guarded: Story) -> None:
    guarded.complete("decide")
    part = drawn(guarded)
    assert (part.tokens, part.taken_flows) == ({}, ("f1", "f2"))
    assert part.done == {"begin": 1, "decide": 1, "over": 1}


def test_the_history_names_the_elements(guarded: Story) -> None:
    entered = [entry.element_name for entry in guarded.history if entry.kind == "element_entered"]
    assert entered == ["Begin", "Decide"]
