"""What SpiffArena writes, and what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def spiff(translate: Run) -> Run:
    return lambda body, more="": translate(body, 'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"', more)


def element(kind: str, content: str) -> str:
    return f'<bpmn:{kind} id="t"><bpmn:extensionElements>{content}</bpmn:extensionElements></bpmn:{kind}>'


def condition(text: str) -> str:
    return f'<bpmn:sequenceFlow id="f"><bpmn:conditionExpression>{text}</bpmn:conditionExpression></bpmn:sequenceFlow>'


def test_conditions_are_python(spiff: Run) -> None:
    found = spiff(condition("amount &gt; 100 and approved"))
    assert found.problems == []
    assert found.text("conditionExpression") == "=(amount > 100) and approved"


def test_a_condition_in_feel_stays_one(spiff: Run) -> None:
    assert spiff(condition("=amount > 100")).text("conditionExpression") == "=amount > 100"


def test_a_user_task_is_done_by_its_lane_with_its_form(spiff: Run) -> None:
    found = spiff(
        '<bpmn:laneSet><bpmn:lane name="csr"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        + element(
            "userTask",
            '<s:properties><s:property name="formJsonSchemaFilename" value="a/intake-schema.json"/></s:properties>'
            "<s:variableName>form</s:variableName>",
        )
    )
    assert found.found("t") == {
        "kind": "userTask",
        "task": {"candidateGroups": "csr", "form": "intake"},
        "result": {"variable": "form"},
    }
    assert found.told == [("warning", "vendor-form", "t")]


def test_a_script_before_a_task_is_seen_by_it_and_stays_behind(spiff: Run) -> None:
    found = spiff(element("userTask", "<s:preScript>a = b + 1\nc = a</s:preScript><s:postScript>d = a</s:postScript>"))
    made = found.found("t")
    assert made["inputs"] == {"a": "=b + 1", "c": "=b + 1"}
    assert list(made["outputs"]) == ["a", "c", "d"]
    assert made["outputs"]["a"].endswith("then result.a else b + 1")
    assert made["outputs"]["d"] == "=a"


def test_a_service_calls_the_operation_of_its_name(spiff: Run) -> None:
    found = spiff(
        element(
            "serviceTask",
            "<s:preScript>n = order['id']</s:preScript>"
            '<s:serviceTaskOperator id="erp/GetOrder" resultVariable="order"><s:parameters>'
            '<s:parameter id="number" type="str" value="n"/><s:parameter id="deep" type="bool" value="True"/>'
            "</s:parameters></s:serviceTaskOperator>",
        )
    )
    assert found.problems == []
    assert found.found("t") == {
        "kind": "serviceTask",
        "operation": {"connector": "erp", "name": "GetOrder"},
        "result": {"variable": "order"},
        "inputs": {"number": "=order.id", "deep": "=true"},
        "outputs": {"n": "=order.id"},
    }


def test_a_message_fills_its_variable_and_is_found_by_its_key(spiff: Run) -> None:
    found = spiff(
        '<bpmn:receiveTask id="t" messageRef="m"/>',
        '<bpmn:message id="m" name="m"><bpmn:extensionElements><s:messageVariable>got</s:messageVariable>'
        "<s:processVariableCorrelation><s:propertyId>x</s:propertyId><s:expression>order['id']</s:expression>"
        "</s:processVariableCorrelation></bpmn:extensionElements></bpmn:message>",
    )
    assert found.problems == []
    assert found.found("t")["result"] == {"variable": "got"}
    assert found.found("m")["correlation"] == {"key": "=order.id"}


@pytest.mark.parametrize(
    ("body", "rule", "words"),
    [
        (condition("amount.is_high()").replace('"f"', '"t"'), "vendor-expression", "is_high"),
        (
            '<bpmn:scriptTask id="t"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>',
            "vendor-expression",
            "line 1: Import",
        ),
        (element("callActivity", "<s:preScript>a = 1</s:preScript>"), "vendor-script", "callActivity"),
        (element("exclusiveGateway", "<s:postScript>a = 1</s:postScript>"), "vendor-script", "exclusiveGateway"),
        (
            '<bpmn:task id="t"><bpmn:extensionElements><s:postScript>a = 1</s:postScript></bpmn:extensionElements>'
            "<bpmn:multiInstanceLoopCharacteristics/></bpmn:task>",
            "vendor-script",
            "rounds",
        ),
        (element("serviceTask", '<s:serviceTaskOperator id="carrier_pigeon"/>'), "vendor-operation", "carrier_pigeon"),
        (element("businessRuleTask", "<s:calledDecisionId>fee</s:calledDecisionId>"), "vendor-extension", "fee"),
        (
            element("userTask", "<s:processModelToStartOnTaskAvailable>q</s:processModelToStartOnTaskAvailable>"),
            "vendor-extension",
            "starts when",
        ),
    ],
)
def test_what_would_change_the_run_is_an_error_at_its_element(spiff: Run, body: str, rule: str, words: str) -> None:
    errors = [problem for problem in spiff(body).problems if problem.severity == "error"]
    assert [(one.rule, one.element_id) for one in errors] == [(rule, "t")]
    assert words in errors[0].message
