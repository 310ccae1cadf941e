"""What the check of gateways left open: it stops at a bound of work, and it does not look into conditions.

Bad::

    <bpmn:startEvent id="s"/><bpmn:task id="a"/><bpmn:task id="b"/><bpmn:complexGateway id="culprit">
      <bpmn:activationCondition>=activationCount > 1</bpmn:activationCondition></bpmn:complexGateway>
    <bpmn:endEvent id="e"/><bpmn:parallelGateway id="split"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="culprit"/>
    <bpmn:sequenceFlow id="f6" sourceRef="culprit" targetRef="e"/>

Good::

    <bpmn:startEvent id="s"/><bpmn:parallelGateway id="split"/><bpmn:task id="a"/><bpmn:task id="b"/>
    <bpmn:parallelGateway id="join"/><bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="join"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="join"/>
    <bpmn:sequenceFlow id="f6" sourceRef="join" targetRef="e"/>
"""

from collections.abc import Iterator

from engine.errors import Problem, Severity
from engine.lint.soundness import Budget, ScopeReport
from engine.lint.subject import Subject
from engine.lint.traits import called

RULE = "soundness-not-proven"
SEVERITY: Severity = "info"


def check(subject: Subject) -> Iterator[Problem]:
    for report in subject.soundness:
        for element_id, why in report.approximated.items():
            element = subject.process.elements[element_id]
            message = f"{called(element)} is not checked exactly: {why}"
            hint = "try its cases in a scenario"
            yield subject.problem(RULE, element, message, hint, severity=SEVERITY)
        if not report.is_proven:
            yield _bound_reached(subject, report)


def _bound_reached(subject: Subject, report: ScopeReport) -> Problem:
    process = subject.process
    bound = Budget()
    limits = f"{bound.states:,} states, {bound.tokens} tokens in one place and {bound.steps:,} steps of work"
    message = f"explored {report.states:,} states up to the bound of {limits}; that gateways never block is not proven"
    hint = "move a part with its gateways into a sub-process: each is checked by itself"
    scope = process.elements.get(report.parent_id or "")
    at, line = (scope.id, scope.line) if scope else (process.id, process.line)
    return Problem(RULE, message, hint, at, process.file, line, SEVERITY)
