"""Two versions of a decision about fees, deployed one after the other, and a return type that may follow them."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from designer.database import transaction
from designer.identity import service as identity
from designer.identity.actor import SYSTEM
from designer.modeler import blank
from designer.modeler import service as modeler
from designer.returntypes import service as returntypes
from designer.returntypes.service import TypeDefinition
from engine.commands import bundles, instances
from engine.commands.bundles import File

Deploy = Callable[[str], int]

FEES = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="Fees" namespace="fees">
  <itemDefinition name="tTier"><typeRef>string</typeRef>
    <allowedValues><text>"STD", "GOLD"</text></allowedValues></itemDefinition>
  <inputData id="i_bought" name="bought"><variable name="bought" typeRef="date" /></inputData>
  <inputData id="i_tier" name="tier"><variable name="tier" typeRef="tTier" /></inputData>
  <inputData id="i_opened" name="opened"><variable name="opened" typeRef="boolean" /></inputData>
  <inputData id="i_line" name="line"><variable name="line" /></inputData>
  <decision id="age" name="Age"><variable name="age" />
    <informationRequirement><requiredInput href="#i_bought" /></informationRequirement>
    <literalExpression><text>(date("2026-03-02") - bought).days</text></literalExpression></decision>
  <decision id="fee" name="Restocking fee"><question>What is kept?</question><variable name="fee" typeRef="number" />
    <informationRequirement><requiredDecision href="#age" /></informationRequirement>
    <informationRequirement><requiredInput href="#i_tier" /></informationRequirement>
    <informationRequirement><requiredInput href="#i_opened" /></informationRequirement>
    <informationRequirement><requiredInput href="#i_line" /></informationRequirement>
    <decisionTable id="t" hitPolicy="FIRST">
      <input label="Days since delivery"><inputExpression><text>age</text></inputExpression></input>
      <input><inputExpression><text>tier</text></inputExpression></input>
      <input><inputExpression><text>opened</text></inputExpression></input>
      <input><inputExpression><text>line.class</text></inputExpression></input>
      <output name="pct" label="Share kept" />
      <rule id="r1"><inputEntry><text>&lt;= 14</text></inputEntry><inputEntry><text>"GOLD"</text></inputEntry>
        <inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>0</text></outputEntry><annotationEntry><text>Gold in time</text></annotationEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <inputEntry><text>-</text></inputEntry><inputEntry><text>"A", "B"</text></inputEntry>
        <outputEntry><text>15.0</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>
"""
PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:returnflow="https://returnflow.dev/schema/bpmn" id="d" targetNamespace="test">
  <bpmn:process id="returning" name="Returning" isExecutable="true">
    <bpmn:startEvent id="begin" />
    <bpmn:businessRuleTask id="fee" name="Find the fee">
      <bpmn:extensionElements>
        <returnflow:decision ref="fee" />
        <returnflow:result variable="fee" />
      </bpmn:extensionElements>
    </bpmn:businessRuleTask>
    <bpmn:endEvent id="over" />
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="fee" />
    <bpmn:sequenceFlow id="f2" sourceRef="fee" targetRef="over" />
  </bpmn:process>
</bpmn:definitions>
"""


@pytest.fixture
def deploy(app: Flask) -> Deploy:
    """`deploy("15.0")` makes a bundle whose second rule gives that."""

    def make(fee: str) -> int:
        files = [
            File("bpmn", "greeting.bpmn", blank.document("bpmn", "greeting", "Greeting")),
            File("dmn", "fees.dmn", FEES.replace("15.0", fee).encode()),
        ]
        with transaction() as conn:
            return bundles.deploy(conn, files, name=f"fee {fee}", by="owner1").id

    return make


@pytest.fixture
def save(app: Flask) -> Callable[[str, str], None]:
    """`save("15.0", "20")` keeps a draft of the decision in which the one text stands for the other."""

    def keep(old: str, new: str) -> None:
        content = FEES.replace(old, new).encode()
        modeler.save(identity.actor_named("owner1"), "dmn", "fees", content, revision=0, base=1)

    return keep


@pytest.fixture
def decided(app: Flask) -> int:
    """An instance that took the decision about fees."""
    files = [File("bpmn", "returning.bpmn", PROCESS.encode()), File("dmn", "fees.dmn", FEES.encode())]
    variables = {"bought": date(2026, 2, 20), "tier": "STD", "opened": True, "line": {"class": "B"}}
    with transaction() as conn:
        bundle = bundles.deploy(conn, files, name="returning", by="owner1")
        return instances.start(
            conn, bundle.id, "returning", variables, business_key="RMA-1", start_key="1", by="csr1"
        ).instance_id


@pytest.fixture
def remorse(app: Flask) -> str:
    """A return type that nothing serves yet."""
    returntypes.define(SYSTEM, [TypeDefinition("REMORSE", "No longer needed", "greeting")])
    return "REMORSE"
