"""Decisions as programs and screens ask them, and recorded evaluations worked out again."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from engine.commands.bundles import File
from engine.errors import Conflict, InvalidInput, InvalidModel, NotFound
from engine.queries import decisions
from engine.runtime import journal
from engine.store.tables import history
from engine.testing import Story, story

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:returnflow="https://returnflow.dev/schema/bpmn" id="d" targetNamespace="test">
  <bpmn:process id="returning" name="Returning" isExecutable="true">
    <bpmn:startEvent id="begin" />
    <bpmn:businessRuleTask id="fee" name="Fee">
      <bpmn:extensionElements>
        <returnflow:decision ref="Restocking fee" />
        <returnflow:result variable="fee" />
      </bpmn:extensionElements>
    </bpmn:businessRuleTask>
    <bpmn:userTask id="wait"><bpmn:extensionElements><returnflow:task candidateGroups="csr" /></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="over" />
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="fee" />
    <bpmn:sequenceFlow id="f2" sourceRef="fee" targetRef="wait" />
    <bpmn:sequenceFlow id="f3" sourceRef="wait" targetRef="over" />
  </bpmn:process>
</bpmn:definitions>
"""
DECISIONS = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="Fees" namespace="fees">
  <itemDefinition name="tTier"><typeRef>string</typeRef>
    <allowedValues><text>"STD", "GOLD"</text></allowedValues></itemDefinition>
  <inputData id="i_bought" name="bought"><variable name="bought" typeRef="date" /></inputData>
  <inputData id="i_tier" name="tier"><variable name="tier" typeRef="tTier" /></inputData>
  <inputData id="i_line" name="line"><variable name="line" /></inputData>
  <inputData id="i_other" name="other"><variable name="other" /></inputData>
  <decision id="age" name="age"><variable name="age" />
    <informationRequirement><requiredInput href="#i_bought" /></informationRequirement>
    <literalExpression><text>(today() - bought).days</text></literalExpression></decision>
  <decision id="fee" name="Restocking fee"><question>What is kept?</question><variable name="fee" typeRef="number" />
    <informationRequirement><requiredDecision href="#age" /></informationRequirement>
    <informationRequirement><requiredInput href="#i_tier" /></informationRequirement>
    <informationRequirement><requiredInput href="#i_line" /></informationRequirement>
    <decisionTable id="t" hitPolicy="FIRST">
      <input><inputExpression><text>age</text></inputExpression></input>
      <input><inputExpression><text>tier</text></inputExpression></input>
      <input><inputExpression><text>line.class</text></inputExpression></input>
      <output name="pct" />
      <rule id="r1"><inputEntry><text>&lt;= 14</text></inputEntry><inputEntry><text>"GOLD"</text></inputEntry>
        <inputEntry><text>-</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <inputEntry><text>"A", "B"</text></inputEntry><outputEntry><text>15.0</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>
"""
FILES = (File("bpmn", "returning.bpmn", PROCESS.encode()), File("dmn", "fees.dmn", DECISIONS.encode()))


@pytest.fixture(params=["sqlite", "postgresql"])
def returning(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Story]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with story(tmp_path, url) as told:
        told.deploy(*FILES)
        told.start("returning", bought=date(2026, 2, 20), tier="GOLD", line={"class": "A"}, other=Decimal("1.0"))
        yield told


def recorded(told: Story) -> int:
    return next(number for number, entry in enumerate(told.history) if entry.kind == decisions.EVENT)


def explained(told: Story) -> decisions.Explanation:
    with told.engines.read.connect() as conn:
        return decisions.explain(conn, told.instance_id, recorded(told))


def test_the_history_keeps_the_compact_form_with_the_inputs_that_the_decision_may_read(returning: Story) -> None:
    data = returning.history[recorded(returning)].data
    assert (data["decision"], data["decision_id"], data["value"]) == ("Restocking fee", "fee", Decimal(0))
    assert [hit["rule_id"] for hit in data["rules"]] == ["r1"]
    assert data["inputs"] == {"bought": date(2026, 2, 20), "tier": "GOLD", "line": {"class": "A"}}
    assert data["at"] == returning.clock.now()
    assert len(data["model"]["hash"]) == 64


def test_a_recorded_evaluation_is_worked_out_again_as_of_its_own_day(returning: Story) -> None:
    returning.wait(timedelta(days=100))
    again = explained(returning)
    assert again.is_same, again.differences
    assert (again.decision_name, again.evaluation.value) == ("Restocking fee", Decimal(0))
    age, fee = again.trace["decisions"]
    assert (age["text"], fee["rules"][0]["rule"]) == ("10", 1)
    assert json.dumps(again.trace)


def test_what_comes_out_otherwise_is_said(returning: Story) -> None:
    number = recorded(returning)
    with returning.engines.write.begin() as conn:
        for row in conn.execute(history.select()).all():
            events = journal.unpack(row.events)
            for event in events:
                if event["kind"] == decisions.EVENT:
                    event["data"]["value"] = Decimal(7)
            conn.execute(update(history).where(history.c.id == row.id).values(events=journal.pack(events)))
        again = decisions.explain(conn, returning.instance_id, number)
    assert again.differences == ("the value was 7, and is 0 now",)


def test_an_event_that_is_no_decision_is_not_found(returning: Story) -> None:
    with returning.engines.read.connect() as conn:
        for number in (recorded(returning) - 1, 10_000, -1):
            with pytest.raises(NotFound, match="expected an evaluated decision"):
                decisions.explain(conn, returning.instance_id, number)


def test_what_was_recorded_without_inputs_cannot_be_repeated(returning: Story) -> None:
    number = recorded(returning)
    with returning.engines.write.begin() as conn:
        for row in conn.execute(history.select()).all():
            events = journal.unpack(row.events)
            for event in events:
                event["data"].pop("inputs", None)
            conn.execute(update(history).where(history.c.id == row.id).values(events=journal.pack(events)))
        with pytest.raises(Conflict, match="without its inputs"):
            decisions.explain(conn, returning.instance_id, number)


def test_a_decision_of_a_bundle_is_evaluated(returning: Story) -> None:
    with returning.engines.read.connect() as conn:
        library = decisions.library(conn, returning.bundle_id)
        context = library.read("fee", {"bought": "2026-01-01", "tier": "STD", "line": {"class": "B"}})
        evaluation = decisions.evaluate(conn, returning.bundle_id, "fee", context, trace=True)
        assert (evaluation.value, evaluation.rules[0].rule_id) == (Decimal("15.0"), "r2")
        with pytest.raises(InvalidInput, match="expected tTier"):
            decisions.evaluate(conn, returning.bundle_id, "fee", {**context, "tier": "TIN"}, strict=True)


def test_decisions_say_what_they_need() -> None:
    age, fee = decisions.of_files({"fees.dmn": DECISIONS.encode()}).all()
    assert [(it.name, it.type, it.kind) for it in age.inputs] == [("bought", "date", "date")]
    assert (fee.id, fee.question, fee.file) == ("fee", "What is kept?", "fees.dmn")
    bought, tier, line = fee.inputs
    assert (tier.type, tier.kind, tier.choices, tier.hints) == ("tTier", "string", ("STD", "GOLD"), ("GOLD",))
    assert [(part.name, part.hints) for part in line.parts] == [("class", ("A", "B"))]
    assert bought.choices == ()


def test_json_becomes_values_of_the_types_of_the_inputs() -> None:
    library = decisions.of_files({"fees.dmn": DECISIONS.encode()})
    read = library.read("fee", {"bought": "2026-01-01", "tier": "2026-01-01", "line": {"on": '@"P1D"', "n": "12"}})
    assert read == {"bought": date(2026, 1, 1), "tier": "2026-01-01", "line": {"on": timedelta(days=1), "n": "12"}}
    assert library.read("fee", {"bought": "soon"}) == {"bought": "soon"}


def test_files_that_are_no_decisions_are_refused_with_all_problems() -> None:
    broken = DECISIONS.replace("(today() - bought).days", "today() -").replace('"A", "B"', "&lt;")
    with pytest.raises(InvalidModel) as caught:
        decisions.of_files({"fees.dmn": broken.encode(), "other.dmn": b"<x/>"})
    assert {problem.file for problem in caught.value.problems} == {"fees.dmn", "other.dmn"}
    assert len(caught.value.problems) == 3
