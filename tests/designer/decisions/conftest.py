"""Two versions of a decision about fees, deployed one after the other, and a return type that may follow them."""

from collections.abc import Callable

import pytest
from flask import Flask

from designer.extensions import transaction
from designer.identity.actor import SYSTEM
from designer.modeler import blank
from designer.returntypes import service as returntypes
from designer.returntypes.service import TypeDefinition
from engine.commands import bundles
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
def remorse(app: Flask) -> str:
    """A return type that nothing serves yet."""
    returntypes.define(SYSTEM, [TypeDefinition("REMORSE", "No longer needed", "greeting")])
    return "REMORSE"
