"""What Camunda 7 and its kin write, and what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest

NAMESPACES = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
}
Run = Callable[..., Any]


@pytest.fixture
def camunda(translate: Run) -> Run:
    return lambda body, more="": translate(body, f'xmlns:c="{NAMESPACES["camunda"]}"', more)


def io(content: str) -> str:
    return f"<bpmn:extensionElements><c:inputOutput>{content}</c:inputOutput></bpmn:extensionElements>"


@pytest.mark.parametrize("tool", NAMESPACES)
def test_assignments_and_forms_become_those_of_the_task(translate: Run, tool: str) -> None:
    found = translate(
        '<bpmn:userTask id="t" c:assignee="${owner}" c:candidateGroups="a,b" c:formKey="app:forms/x.html"'
        ' c:dueDate="${dateTime().plusDays(3).toDate()}" c:priority="${level * 2}"/>',
        f'xmlns:c="{NAMESPACES[tool]}"',
    )
    assert found.found("t")["task"] == {
        "assignee": "=owner",
        "candidateGroups": "a,b",
        "form": "x",
        "due": '=now() + duration("P3D")',
        "priority": "=level * 2",
    }
    assert found.told == [("warning", "vendor-form", "t")]


def test_input_parameters_are_known_to_everything_of_the_task(camunda: Run) -> None:
    parameters = (
        '<c:inputParameter name="who">${order.owner}</c:inputParameter>'
        '<c:inputParameter name="rows"><c:list><c:value>${who}</c:value><c:value>x</c:value></c:list>'
        "</c:inputParameter>"
        '<c:inputParameter name="ctx"><c:map><c:entry key="a">${who}</c:entry></c:map></c:inputParameter>'
        '<c:outputParameter name="done">${who}</c:outputParameter>'
    )
    found = camunda(f'<bpmn:userTask id="t" c:assignee="${{who}}">{io(parameters)}</bpmn:userTask>')
    assert found.problems == []
    assert found.found("t") == {
        "kind": "userTask",
        "task": {"assignee": "=order.owner"},
        "inputs": {"who": "=order.owner", "rows": '=[order.owner, "x"]', "ctx": '={"a": order.owner}'},
        "outputs": {"done": "=order.owner"},
    }


def test_a_form_in_the_diagram_is_handed_over_as_a_file(camunda: Run) -> None:
    fields = (
        '<c:formField id="amount" label="Amount" type="long"><c:validation><c:constraint name="required"/>'
        '<c:constraint name="min" config="1"/></c:validation></c:formField>'
        '<c:formField id="why" type="enum"><c:value id="d" name="Damaged"/></c:formField>'
        '<c:formField id="odd" type="invoice"/>'
    )
    found = camunda(
        '<bpmn:userTask id="T1" name="Check"><bpmn:extensionElements>'
        f"<c:formData>{fields}</c:formData></bpmn:extensionElements></bpmn:userTask>"
    )
    (problem,) = found.problems
    assert found.found("T1")["task"] == {"form": "t1_form"}
    assert problem.severity == "warning"
    assert "odd" in problem.message
    assert '"amount": {"type": "integer", "title": "Amount", "minimum": 1}' in problem.hint
    assert '"required": ["amount"]' in problem.hint
    assert '"oneOf": [{"const": "d", "title": "Damaged"}]' in problem.hint


@pytest.mark.parametrize(
    ("mappings", "inputs", "outputs"),
    [
        ("", {"t_called": "=true"}, {"t_called": "=true"}),
        ('<c:in variables="all"/><c:out variables="all"/>', None, None),
        (
            '<c:in source="a" target="b"/><c:in sourceExpression="${a + 1}" target="d"/>'
            '<c:in businessKey="#{execution.processBusinessKey}"/><c:out source="x" target="y"/>',
            {"b": "=a", "d": "=a + 1"},
            {"y": "=x"},
        ),
    ],
)
def test_a_call_passes_what_it_passes_there(camunda: Run, mappings: str, inputs: Any, outputs: Any) -> None:
    body = f'<bpmn:callActivity id="t" calledElement="q"><bpmn:extensionElements>{mappings}</bpmn:extensionElements>'
    found = camunda(f"{body}</bpmn:callActivity>")
    assert found.problems == []
    assert (found.found("t").get("inputs"), found.found("t").get("outputs")) == (inputs, outputs)


def test_a_decision_and_its_result(camunda: Run) -> None:
    found = camunda(
        '<bpmn:businessRuleTask id="t" c:decisionRef="fee" c:resultVariable="x" c:mapDecisionResult="singleEntry"/>'
        '<bpmn:businessRuleTask id="u" c:decisionRef="fee" c:resultVariable="x"/>'
    )
    assert found.found("t") == {"kind": "businessRuleTask", "decision": {"ref": "fee"}, "result": {"variable": "x"}}
    assert found.told == [("warning", "vendor-extension", "u")]


def test_rounds_are_counted_as_here(camunda: Run) -> None:
    found = camunda(
        '<bpmn:userTask id="t"><bpmn:multiInstanceLoopCharacteristics id="m" c:collection="${order.lines}"'
        ' c:elementVariable="line"><bpmn:completionCondition>${nrOfCompletedInstances == 2 || loopCounter == 0}'
        "</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
        '<bpmn:userTask id="u"><bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>${n}</bpmn:loopCardinality>'
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    assert found.problems == []
    assert found.found("m")["loop"] == {"collection": "=order.lines", "element": "line"}
    until = "=(numberOfCompletedInstances = 2) or ((loopCounter - 1) between 0 and 0)"
    assert found.text("completionCondition") == until
    assert found.text("loopCardinality") == "=n"


def test_a_value_is_an_assignment_and_a_topic_of_two_words_an_operation(camunda: Run) -> None:
    found = camunda(
        '<bpmn:serviceTask id="v" c:expression="${a * 2}" c:resultVariable="b"/>'
        '<bpmn:serviceTask id="o" c:type="external" c:topic="erp.get_order">'
        + io('<c:outputParameter name="total">${total}</c:outputParameter>')
        + "</bpmn:serviceTask>"
        '<bpmn:scriptTask id="s" scriptFormat="feel" c:resultVariable="n"><bpmn:script>count(lines)</bpmn:script>'
        "</bpmn:scriptTask>"
    )
    assert found.problems == []
    assert found.found("v") == {"kind": "scriptTask", "outputs": {"b": "=a * 2"}}
    assert found.found("o")["operation"] == {"connector": "erp", "name": "get_order"}
    assert found.found("o")["outputs"]["total"].endswith("then result.total else total")
    assert found.found("s") == {"kind": "scriptTask", "outputs": {"n": "=count(lines)"}}


def test_a_caught_error_leaves_its_code(camunda: Run) -> None:
    found = camunda(
        '<bpmn:boundaryEvent id="b" attachedToRef="t"><bpmn:errorEventDefinition c:errorCodeVariable="code"'
        ' c:errorMessageVariable="why"/></bpmn:boundaryEvent>'
    )
    assert found.found("b")["outputs"] == {"code": "=result.code", "why": "=result.message"}


CODE = "<bpmn:extensionElements>{}</bpmn:extensionElements>"


@pytest.mark.parametrize(
    ("body", "rule", "words"),
    [
        ('<bpmn:serviceTask id="t" c:class="com.example.Post"/>', "vendor-operation", "com.example.Post"),
        ('<bpmn:serviceTask id="t" c:delegateExpression="${post}"/>', "vendor-operation", "${post}"),
        ('<bpmn:serviceTask id="t" c:expression="${bean.post(execution)}"/>', "vendor-expression", "bean.post"),
        ('<bpmn:serviceTask id="t" c:type="external" c:topic="credit"/>', "vendor-operation", "'credit'"),
        ('<bpmn:serviceTask id="t" c:type="mail"/>', "vendor-operation", "'mail'"),
        ('<bpmn:userTask id="t" c:candidateUsers="ann"/>', "vendor-extension", "ann"),
        ('<bpmn:userTask id="t" c:assignee="${users.of(task)}"/>', "vendor-expression", "task"),
        ('<bpmn:startEvent id="t" c:initiator="starter"/>', "vendor-extension", "initiator"),
        (
            '<bpmn:scriptTask id="t" scriptFormat="groovy"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>',
            "vendor-script",
            "groovy",
        ),
        ('<bpmn:scriptTask id="t" scriptFormat="juel" c:resource="a.js"/>', "vendor-script", "a.js"),
        (
            '<bpmn:task id="t">' + CODE.format('<c:executionListener class="L" event="start"/>') + "</bpmn:task>",
            "vendor-script",
            "runs L on start",
        ),
        (
            '<bpmn:userTask id="t">'
            + CODE.format('<c:taskListener event="create"><c:script/></c:taskListener>')
            + "</bpmn:userTask>",
            "vendor-script",
            "a script on create",
        ),
        (
            '<bpmn:userTask id="t">'
            + io("<c:inputParameter name='a'><c:script scriptFormat='groovy'>1</c:script></c:inputParameter>")
            + "</bpmn:userTask>",
            "vendor-expression",
            "groovy",
        ),
        (
            '<bpmn:endEvent id="t">' + io("<c:outputParameter name='a'>1</c:outputParameter>") + "</bpmn:endEvent>",
            "vendor-extension",
            "hands nothing out",
        ),
        (
            '<bpmn:callActivity id="t" calledElement="q"><bpmn:extensionElements><c:in variables="all"/>'
            '<c:in source="a" target="b"/></bpmn:extensionElements></bpmn:callActivity>',
            "vendor-extension",
            "single ones",
        ),
        (
            '<bpmn:businessRuleTask id="t" c:decisionRef="d">'
            + io("<c:inputParameter name='a'>1</c:inputParameter>")
            + "</bpmn:businessRuleTask>",
            "vendor-extension",
            "nothing but its inputs",
        ),
    ],
)
def test_what_would_change_the_run_is_an_error_at_its_element(camunda: Run, body: str, rule: str, words: str) -> None:
    found = camunda(body)
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert [(one.rule, one.element_id) for one in errors] == [(rule, "t")]
    assert words in errors[0].message
    assert errors[0].hint
    assert errors[0].line == 1


def test_what_the_owner_says_in_our_words_settles_it(camunda: Run) -> None:
    ours = (
        '<bpmn:extensionElements><returnflow:operation connector="erp" name="post"/>'
        '<returnflow:input name="a" value="=1"/></bpmn:extensionElements>'
    )
    found = camunda(
        f'<bpmn:serviceTask id="t" c:class="com.example.Post">{ours}</bpmn:serviceTask>'
        f'<bpmn:serviceTask id="u" c:type="external" c:topic="credit">{ours}</bpmn:serviceTask>'
        '<bpmn:userTask id="v" c:assignee="${a}" c:formKey="theirs"><bpmn:extensionElements>'
        '<returnflow:task form="ours"/></bpmn:extensionElements></bpmn:userTask>'
    )
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert found.found("t")["inputs"] == {"a": "=1"}
    assert found.found("v")["task"] == {"form": "ours", "assignee": "=a"}


def test_an_unknown_attribute_is_told(camunda: Run) -> None:
    (problem,) = camunda('<bpmn:task id="t" c:newest="1"/>').problems
    assert (problem.severity, problem.element_id) == ("warning", "t")
    assert "newest" in problem.message


def test_a_flowable_form_property_is_a_field(translate: Run) -> None:
    found = translate(
        '<bpmn:userTask id="t"><bpmn:extensionElements><c:formProperty id="n" name="Number" type="string"'
        ' required="true"/></bpmn:extensionElements></bpmn:userTask>',
        f'xmlns:c="{NAMESPACES["flowable"]}"',
    )
    assert found.found("t")["task"] == {"form": "t_form"}
    assert '"required": ["n"]' in found.problems[0].hint
