"""Violations of the OMG schema are told in plain words, with element and line, and as severe as they matter."""

import time
from importlib.resources import files

import pytest

from engine.bpmn import schema

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def problems(process: str, head: str = ' targetNamespace="t"', attributes: str = "", after: str = ""):
    body = f'{HEAD}{head}>\n<process id="p"{attributes}>{process}</process>{after}</definitions>'
    return schema.problems(body.encode(), "x.bpmn")


@pytest.mark.parametrize(
    ("process", "severity", "element_id", "message"),
    [
        (
            '<task id="a" startQuantity="x"/>',
            "error",
            "a",
            "expected a whole number as startQuantity of task, found 'x'",
        ),
        ('<boundaryEvent id="b"/>', "error", "b", "boundaryEvent lacks the attribute attachedToRef"),
        ('<tusk id="a"/>', "error", "a", "BPMN has no element tusk here; expected documentation"),
        (
            '<eventBasedGateway id="g" eventGatewayType="Both"/>',
            "error",
            "g",
            "expected Exclusive or Parallel as eventGatewayType of eventBasedGateway, found 'Both'",
        ),
        ('<task id="a" colour="red"/>', "warning", "a", "task has no attribute colour"),
        ('<task id="1 a"/>', "warning", "1 a", "expected an id that stands once in the file"),
        (
            '<task id="a"><outgoing>f</outgoing><incoming>g</incoming></task>',
            "warning",
            "a",
            "incoming stands where the schema has outgoing",
        ),
        ('<task id="a"/>lost', "warning", "p", "process holds a text between its parts"),
        (
            '<sequenceFlow id="f" sourceRef="a" targetRef="b">'
            '<conditionExpression xsi:type="tFormal">=x</conditionExpression></sequenceFlow>',
            "warning",
            "f",
            "conditionExpression says that it is a tFormal, a type that BPMN does not have",
        ),
    ],
)
def test_a_violation_is_told_in_words(process, severity, element_id, message):
    (problem,) = problems(process)
    assert (problem.severity, problem.element_id, problem.line) == (severity, element_id, 2)
    assert problem.message.startswith(message)
    assert problem.hint


def test_all_violations_are_told_at_once():
    assert len(problems('<task id="a" q="1"/><task id="b" w="1"/><boundaryEvent id="c"/>')) == 3


def test_a_missing_target_namespace_is_a_warning():
    assert [problem.severity for problem in problems("", head="")] == ["warning"]


def test_what_is_wrong_in_a_drawing_or_in_the_picture_is_a_warning():
    assert [it.severity for it in problems('<boundaryEvent id="b"/>', attributes=' isExecutable="false"')] == [
        "warning"
    ]
    plane = '<di:BPMNDiagram><di:BPMNPlane><di:BPMNShape id="s"><dc:Bounds x="a" y="1" width="1" height="1"/>'
    after = plane + "</di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>"
    assert [(it.severity, it.element_id) for it in problems("", after=after)] == [("warning", "s")]


def test_a_process_that_is_neither_executable_nor_not_is_an_error():
    (problem,) = problems("", attributes=' isExecutable="yes"')
    assert (problem.severity, problem.element_id) == ("error", "p")


def test_extensions_of_vendors_are_no_violations():
    extension = '<task id="a" xmlns:v="urn:v" v:colour="red"><extensionElements><v:any/></extensionElements></task>'
    assert problems(extension) == []


@pytest.mark.parametrize("name", ["p60_inspect.bpmn", "return_remorse.bpmn"])
def test_the_shipped_diagrams_are_as_the_schema_has_them(name):
    assert schema.problems(files("processes").joinpath("bpmn", name).read_bytes(), name) == []


def test_what_cannot_be_read_is_left_to_reading():
    assert schema.problems(b"<definitions", "x.bpmn") == []


def test_very_many_violations_are_told_as_kinds_with_a_count_in_bounded_time():
    begun = time.process_time()
    found = problems('<task id="a" q="1"/>' * 25_000)
    assert time.process_time() - begun < 20
    assert 0 < len(found) <= schema.MAX_TOLD
    assert any(it.message.startswith("task has no attribute q (met ") for it in found)


def test_ten_thousand_elements_are_validated_in_bounded_time():
    tasks = "".join(f'<task id="t{number}" name="Pack"/>' for number in range(10_000))
    begun = time.process_time()
    assert problems(tasks) == []
    assert time.process_time() - begun < 10
