"""Reading models: every problem at once, with element ids; nothing is run that would run wrongly."""

import pytest

from engine.bpmn import Execution, Requirements, examine, read
from engine.errors import Conflict, InvalidModel


@pytest.fixture
def problems(definitions):
    def find(body: str, more: str = "") -> list[tuple[str, str | None]]:
        process = f'<bpmn:process id="p" isExecutable="true">{body}</bpmn:process>'
        found = examine({"x.bpmn": definitions(process + more)}).problems
        assert all(problem.file == "x.bpmn" and problem.hint and problem.line for problem in found)
        return [(problem.rule, problem.element_id) for problem in found]

    return find


START = '<bpmn:startEvent id="s"/>'


def test_all_problems_are_listed_and_not_only_the_first(problems, flow):
    body = START + '<bpmn:somethingNew id="c"/><bpmn:callActivity id="call"/>' + flow("s>nowhere")
    assert set(problems(body)) == {
        ("unsupported-element", "c"),
        ("missing-called-element", "call"),
        ("unresolved-reference", "s-nowhere"),
    }


def test_a_model_with_problems_is_not_handed_out(definitions):
    broken = definitions('<bpmn:process id="p"><bpmn:callActivity id="c"/></bpmn:process>')
    with pytest.raises(InvalidModel) as caught:
        read({"b.bpmn": b"no xml", "a.bpmn": broken})
    assert [problem.rule for problem in caught.value.problems] == ["missing-called-element", "not-xml"]


EVENT = '<bpmn:{0} id="x"><bpmn:{1}EventDefinition/></bpmn:{0}>'


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("empty-sub-process", '<bpmn:transaction id="x"/>'),
        ("empty-sub-process", '<bpmn:adHocSubProcess id="x"/>'),
        ("start-events", '<bpmn:subProcess id="x" triggeredByEvent="true"><bpmn:task id="t"/></bpmn:subProcess>'),
        ("quantity", '<bpmn:task id="x" completionQuantity="none"/>'),
        ("unsupported-element", '<bpmn:scriptTask id="x"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'),
        ("condition-syntax", EVENT.format("intermediateCatchEvent", "conditional")),
        ("unresolved-reference", EVENT.format("intermediateCatchEvent", "signal")),
        ("event-definition", EVENT.format("intermediateCatchEvent", "compensate")),
        ("event-definition", EVENT.format("intermediateThrowEvent", "timer")),
        ("event-definition", '<bpmn:intermediateCatchEvent id="x"/>'),
        ("cancel", EVENT.format("endEvent", "cancel")),
        ("missing-operation", EVENT.format("endEvent", "message")),
        ("start-events", EVENT.format("startEvent", "error")),
        (
            "unresolved-reference",
            '<bpmn:endEvent id="x"><bpmn:eventDefinitionRef>e</bpmn:eventDefinitionRef></bpmn:endEvent>',
        ),
        ("unsupported-element", '<bpmn:somethingNew id="x"/>'),
    ],
)
def test_what_cannot_run_as_it_is_drawn_is_refused(problems, rule, body):
    assert (rule, "x") in problems(body)


def test_flows_out_of_a_deciding_gateway_need_conditions(problems, flow):
    body = (
        START + '<bpmn:exclusiveGateway id="x" default="x-c"/><bpmn:task id="a"/><bpmn:task id="b"/><bpmn:task id="c"/>'
    )
    body += flow("s>x>a") + flow("x>b", "amount > 1") + flow("x>c")
    assert set(problems(body)) == {("missing-condition", "x-a"), ("condition-syntax", "x-b")}


def test_references_must_resolve(problems):
    body = (
        '<bpmn:receiveTask id="r"/><bpmn:boundaryEvent id="b" attachedToRef="nobody"><bpmn:errorEventDefinition'
        ' errorRef="none"/></bpmn:boundaryEvent><bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition'
        ' messageRef="none"/></bpmn:intermediateCatchEvent><bpmn:task id="t" default="f9"/>'
        '<bpmn:intermediateThrowEvent id="l"><bpmn:linkEventDefinition name="A"/></bpmn:intermediateThrowEvent>'
    )
    assert set(problems(body)) == {
        ("unresolved-reference", "r"),
        ("unresolved-reference", "b"),
        ("unresolved-reference", "c"),
        ("unresolved-reference", "l"),
        ("flow-sides", "t"),
    }


def test_flows_do_not_cross_the_border_of_a_sub_process(problems, flow):
    body = START + '<bpmn:subProcess id="sub"><bpmn:task id="in"/></bpmn:subProcess>' + flow("s>in")
    assert ("crossing-flow", "s-in") in problems(body)


def test_ids_are_unique_within_a_process_and_processes_within_a_bundle(problems, definitions):
    assert problems('<bpmn:task id="a"/><bpmn:task id="a"/>') == [("duplicate-id", "a")]
    file = definitions('<bpmn:process id="p"><bpmn:task id="a"/></bpmn:process>')
    found = examine({"a.bpmn": file, "b.bpmn": file}).problems
    assert [(problem.rule, problem.element_id, problem.file) for problem in found] == [("duplicate-id", "p", "b.bpmn")]


def test_a_process_with_several_starts_is_told_at_which_to_begin(definitions, decisions):
    body = '<bpmn:process id="p"><bpmn:startEvent id="a"/><bpmn:startEvent id="b"/></bpmn:process>'
    model = read({"x.bpmn": definitions(body)})
    with pytest.raises(Conflict, match="a, b"):
        Execution.start(model, "p", {}, decisions)
    execution = Execution.start(model, "p", {}, decisions, at="b")
    execution.advance()
    assert [event.element_id for event in execution.drain_events()] == ["b", "b", "p"]


def test_misspelt_and_misplaced_extensions_are_problems(problems):
    body = (
        '<bpmn:serviceTask id="a"><bpmn:extensionElements><returnflow:operatoin connector="erp" name="x"/>'
        '</bpmn:extensionElements></bpmn:serviceTask><bpmn:userTask id="b"><bpmn:extensionElements>'
        '<returnflow:operation connector="erp" name="x"/><returnflow:task from="f1"/></bpmn:extensionElements>'
        '</bpmn:userTask><bpmn:serviceTask id="c"><bpmn:extensionElements><returnflow:operation connector="erp"/>'
        '<returnflow:retry attempts="many"/></bpmn:extensionElements></bpmn:serviceTask>'
    )
    assert problems(body) == [
        ("unknown-extension", "a"),
        ("misplaced-extension", "b"),
        ("unknown-attribute", "b"),
        ("missing-attribute", "c"),
        ("retry", "c"),
    ]


def test_a_multi_instance_needs_what_it_repeats_over(problems):
    body = '<bpmn:task id="t"><bpmn:multiInstanceLoopCharacteristics/></bpmn:task>'
    assert problems(body) == [("missing-collection", "t")]


def test_an_event_gateway_leads_to_events_only(problems, flow):
    body = START + '<bpmn:eventBasedGateway id="g"/><bpmn:task id="t"/>' + flow("s>g>t")
    assert problems(body) == [("event-gateway", "g")]


def test_a_drawing_that_is_not_executable_may_hold_anything(definitions):
    drawing = '<bpmn:process id="q" isExecutable="false"><bpmn:complexGateway id="c"/></bpmn:process>'
    runnable = '<bpmn:process id="p" isExecutable="true"><bpmn:task id="t"/></bpmn:process>'
    model = read({"x.bpmn": definitions(drawing + runnable)})
    assert not model.processes["q"].is_executable
    with pytest.raises(InvalidModel, match="no executable process"):
        read({"x.bpmn": definitions(drawing)})


def test_texts_that_are_no_feel_stop_a_model_from_running_with_their_places(definitions):
    body = (
        '<bpmn:scriptTask id="a"><bpmn:extensionElements><returnflow:output name="x" value="=1 +"/>'
        '</bpmn:extensionElements></bpmn:scriptTask><bpmn:intermediateCatchEvent id="b"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>5 minutes</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    model = read({"x.bpmn": definitions(f'<bpmn:process id="p">{body}</bpmn:process>')})
    with pytest.raises(InvalidModel) as caught:
        _ = model.definitions
    found = caught.value.problems
    assert [(problem.rule, problem.element_id) for problem in found] == [("feel-syntax", "a"), ("timer-syntax", "b")]
    assert "column" in found[0].message


def test_requirements_name_what_the_bundle_must_hold(definitions):
    body = (
        '<bpmn:userTask id="u"><bpmn:extensionElements><returnflow:task form="f5"/></bpmn:extensionElements>'
        "</bpmn:userTask>"
        '<bpmn:serviceTask id="s"><bpmn:extensionElements><returnflow:operation connector="erp" name="get"/>'
        '</bpmn:extensionElements></bpmn:serviceTask><bpmn:callActivity id="c" calledElement="p10"/>'
        '<bpmn:subProcess id="sub"><bpmn:businessRuleTask id="d"><bpmn:extensionElements>'
        '<returnflow:decision ref="fee"/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask></bpmn:subProcess>"
    )
    needs = read({"x.bpmn": definitions(f'<bpmn:process id="p">{body}</bpmn:process>')}).requirements()
    assert needs == Requirements(("f5",), ("fee",), (("erp", "get"),), ("p10",))


def test_definitions_are_built_once(definitions):
    model = read({"x.bpmn": definitions('<bpmn:process id="p"><bpmn:task id="t"/></bpmn:process>')})
    assert model.definitions is model.definitions


def test_ids_and_names_that_no_table_could_hold_are_problems(problems):
    long = "x" * 201
    body = (
        f'<bpmn:task id="{long}"/><bpmn:serviceTask id="s"><bpmn:extensionElements><returnflow:operation'
        f' connector="{long}" name="n"/></bpmn:extensionElements></bpmn:serviceTask>'
        '<bpmn:receiveTask id="r" messageRef="m"/>'
    )
    message = f'<bpmn:message id="m" name="{long}"/>'
    assert problems(body, message) == [("too-long", long), ("too-long", "s"), ("missing-name", "r")]
