"""What Camunda 8 writes, and what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def zeebe(translate: Run) -> Run:
    return lambda body, more="": translate(body, 'xmlns:z="http://camunda.org/schema/zeebe/1.0"', more)


def element(kind: str, content: str, attributes: str = "") -> str:
    return f'<bpmn:{kind} id="t" {attributes}><bpmn:extensionElements>{content}</bpmn:extensionElements></bpmn:{kind}>'


def test_assignments_and_forms_become_those_of_the_task(zeebe: Run) -> None:
    found = zeebe(
        element(
            "userTask",
            '<z:userTask/><z:assignmentDefinition assignee="=owner" candidateGroups="=[&quot;a&quot;]"/>'
            '<z:formDefinition formId="intake"/><z:taskSchedule dueDate="=now()"/><z:priorityDefinition priority="9"/>',
        )
    )
    assert found.found("t")["task"] == {
        "assignee": "=owner",
        "candidateGroups": '=["a"]',
        "due": "=now()",
        "priority": "9",
        "form": "intake",
    }
    assert [one[0] for one in found.told] == ["info"]


def test_a_task_with_outputs_hands_out_nothing_else(zeebe: Run) -> None:
    mapping = (
        '<z:ioMapping><z:input source="=a" target="b"/><z:output source="=ok and b &gt; 1" target="c"/></z:ioMapping>'
    )
    found = zeebe(element("userTask", mapping)).found("t")
    assert found["inputs"] == {"b": "=a"}
    assert found["result"] == {"variable": "t_result"}
    assert list(found["outputs"]) == ["c"]
    assert "result.ok else ok" in found["outputs"]["c"]
    assert "result.b else a" in found["outputs"]["c"]


def test_a_path_as_a_target_is_an_entry(zeebe: Run) -> None:
    mapping = (
        '<z:taskDefinition type="erp.post"/><z:ioMapping><z:input source="=a" target="body.amount"/>'
        '<z:input source="EUR" target="body.currency.code"/></z:ioMapping>'
    )
    assert zeebe(element("serviceTask", mapping)).found("t")["inputs"] == {
        "body": '={"amount": a, "currency": {"code": "EUR"}}'
    }


def test_headers_of_a_connector_say_what_becomes_of_its_answer(zeebe: Run) -> None:
    headers = (
        '<z:taskDefinition type="http.get" retries="4"/><z:taskHeaders><z:header key="resultVariable" value="answer"/>'
        '<z:header key="resultExpression" value="={total: response.body.total}"/></z:taskHeaders>'
    )
    assert zeebe(element("serviceTask", headers)).found("t") == {
        "kind": "serviceTask",
        "operation": {"connector": "http", "name": "get"},
        "retry": {"attempts": "4"},
        "result": {"variable": "answer"},
        "outputs": {"total": "=result.body.total"},
    }


def test_scripts_decisions_calls_loops_and_messages(zeebe: Run) -> None:
    found = zeebe(
        element("scriptTask", '<z:script expression="=a + 1" resultVariable="b"/>').replace('"t"', '"s"')
        + element("businessRuleTask", '<z:calledDecision decisionId="d" resultVariable="r"/>').replace('"t"', '"d"')
        + element("callActivity", '<z:calledElement processId="q" propagateAllChildVariables="false"/>')
        + '<bpmn:task id="l"><bpmn:multiInstanceLoopCharacteristics id="m"><bpmn:extensionElements>'
        '<z:loopCharacteristics inputCollection="=xs" inputElement="x" outputCollection="ys" outputElement="=x + 1"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:task>",
        '<bpmn:message id="msg" name="m"><bpmn:extensionElements><z:subscription correlationKey="=id"/>'
        "</bpmn:extensionElements></bpmn:message>",
    )
    assert found.problems == []
    assert found.found("s")["outputs"] == {"b": "=a + 1"}
    assert found.found("d") == {"kind": "businessRuleTask", "decision": {"ref": "d"}, "result": {"variable": "r"}}
    assert found.found("t")["outputs"] == {"t_called": "=true"}
    assert next(one.get("calledElement") for one in found.root.iter() if one.get("id") == "t") == "q"
    assert found.found("m")["loop"] == {
        "collection": "=xs",
        "element": "x",
        "outputCollection": "ys",
        "output": "=x + 1",
    }
    assert found.found("msg")["correlation"] == {"key": "=id"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("=get or else(a, 0) &gt; 1", "=(if a = null then 0 else a) > 1"),
        ("=is defined(a) and a &lt; 2", "=(a != null) and (a < 2)"),
        ("=is empty(xs)", "=count(xs) = 0"),
        ('="get or else(" + a = b', '=("get or else(" + a) = b'),
        ("=a &gt; 1", "=a > 1"),
    ],
)
def test_functions_that_only_camunda_has_are_written_out(zeebe: Run, text: str, wanted: str) -> None:
    flow = f'<bpmn:sequenceFlow id="f"><bpmn:conditionExpression>{text}</bpmn:conditionExpression></bpmn:sequenceFlow>'
    found = zeebe(flow)
    assert found.problems == []
    assert found.text("conditionExpression") == wanted


def test_an_ad_hoc_sub_process_begins_what_it_begins_there(zeebe: Run) -> None:
    found = zeebe(element("adHocSubProcess", '<z:adHoc activeElementsCollection="=xs"/>'))
    assert found.problems == []
    assert found.found("t")["adHoc"] == {"activate": "=xs"}


def test_a_form_in_the_process_is_handed_over_as_a_file(zeebe: Run) -> None:
    form = (
        '{"components": [{"type": "textfield", "key": "why", "label": "Why", "validate": {"required": true}},'
        ' {"type": "text", "text": "x"}, {"type": "filepicker", "key": "photo"}]}'
    )
    body = (
        f'<bpmn:extensionElements><z:userTaskForm id="F"><![CDATA[{form}]]></z:userTaskForm></bpmn:extensionElements>'
        + element("userTask", '<z:formDefinition formKey="camunda-forms:bpmn:F"/>')
    )
    (problem,) = zeebe(body).problems
    assert (problem.severity, problem.rule) == ("warning", "vendor-form")
    assert '"why": {"type": "string", "title": "Why"}' in problem.hint
    assert "photo" in problem.message


@pytest.mark.parametrize(
    ("body", "rule", "words"),
    [
        (element("serviceTask", '<z:taskDefinition type="io.camunda:http-json:1"/>'), "vendor-operation", "http-json"),
        (element("serviceTask", '<z:taskDefinition type="=kind"/>'), "vendor-operation", "=kind"),
        (element("scriptTask", '<z:taskDefinition type="script-worker"/>'), "vendor-operation", "script-worker"),
        (
            element(
                "task",
                '<z:executionListeners><z:executionListener eventType="start" type="log"/></z:executionListeners>',
            ),
            "vendor-script",
            "'log' on start",
        ),
        (element("userTask", '<z:assignmentDefinition candidateUsers="ann"/>'), "vendor-extension", "ann"),
        (element("userTask", '<z:assignmentDefinition assignee="=uuid()"/>'), "vendor-expression", "uuid"),
        (element("userTask", '<z:assignmentDefinition assignee="=1 +"/>'), "vendor-expression", "no FEEL"),
        (
            element(
                "callActivity",
                '<z:calledElement processId="q"/><z:ioMapping><z:input source="=a" target="b"/></z:ioMapping>',
            ),
            "vendor-extension",
            "only its inputs",
        ),
        (
            element(
                "businessRuleTask",
                '<z:calledDecision decisionId="d" resultVariable="r"/>'
                '<z:ioMapping><z:input source="=a" target="b"/></z:ioMapping>',
            ),
            "vendor-extension",
            "nothing but its inputs",
        ),
        (element("adHocSubProcess", '<z:adHoc outputCollection="xs"/>'), "vendor-extension", "not collected"),
        (
            element("endEvent", '<z:ioMapping><z:output source="=a" target="b"/></z:ioMapping>'),
            "vendor-extension",
            "hands nothing out",
        ),
    ],
)
def test_what_would_change_the_run_is_an_error_at_its_element(zeebe: Run, body: str, rule: str, words: str) -> None:
    errors = [problem for problem in zeebe(body).problems if problem.severity == "error"]
    assert [(one.rule, one.element_id) for one in errors] == [(rule, "t")]
    assert words in errors[0].message
