"""A way out of a deciding gateway that does not say when it is taken.

A model with this problem is not deployed at all; the rule shows it on drafts.

Bad::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/><bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="culprit" sourceRef="x" targetRef="b"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x" default="f3"/>
    <bpmn:endEvent id="a"/><bpmn:endEvent id="b"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="x"/>
    <bpmn:sequenceFlow id="f2" sourceRef="x" targetRef="a">
      <bpmn:conditionExpression>=amount > 100</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="b"/>
"""

from collections.abc import Iterable

from engine.bpmn.validation import conditions
from engine.errors import Problem
from engine.lint.subject import Subject

RULE = "missing-condition"


def check(subject: Subject) -> Iterable[Problem]:
    return conditions.check(subject.process)
