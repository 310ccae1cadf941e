"""Unknown variables: certain ones are errors, possible ones warnings, what a start may bring is an info."""

import pytest

from tests.engine.lint.drawing import flows, inside, script

RULE = "unknown-variable"
CALL = '<bpmn:callActivity id="call" name="Call" calledElement="q">{}</bpmn:callActivity></bpmn:process>{}'


def called_with(inputs: str, content: str) -> str:
    """Process p calls process q, which has this content."""
    return CALL.format(inside(inputs), '<bpmn:process id="q" isExecutable="true">' + content)


def told(problems) -> list[tuple[str, str]]:
    return [(problem.severity, problem.element_id) for problem in problems]


ONE_INPUT = '<returnflow:input name="amount" value="=100"/>'


def test_in_a_process_that_is_called_with_inputs_a_name_that_is_none_of_them_is_an_error(of_rule):
    assert told(of_rule(RULE, called_with(ONE_INPUT, script("a", fee="=price")))) == [("error", "a")]


def test_what_is_passed_in_written_or_looped_over_is_known(of_rule):
    loop = (
        '<bpmn:task id="l" name="l"><bpmn:multiInstanceLoopCharacteristics>'
        + inside('<returnflow:loop collection="=[1]" element="one" outputCollection="all" output="=one"/>')
        + "</bpmn:multiInstanceLoopCharacteristics></bpmn:task>"
    )
    content = loop + script("a", fee="=amount + count(all)", total="=fee + 1")
    assert of_rule(RULE, called_with(ONE_INPUT, content)) == []


def test_a_call_without_inputs_sees_everything_of_the_caller(of_rule):
    assert of_rule(RULE, script("w", price="=1") + called_with("", script("a", fee="=price"))) == []


def test_a_call_without_outputs_writes_what_the_called_process_writes(of_rule):
    assert of_rule(RULE, script("r", total="=fee + 1") + called_with(ONE_INPUT, script("a", fee="=amount"))) == []


def test_what_a_sub_process_writes_ends_with_it(of_rule):
    inner = '<bpmn:subProcess id="sub" name="sub">' + script("w", secret="=1") + "</bpmn:subProcess>"
    content = inner + script("r", total="=secret")
    assert told(of_rule(RULE, called_with(ONE_INPUT, content))) == [("error", "r")]


def test_the_result_of_a_task_and_who_did_it_are_known_to_its_outputs_only(of_rule):
    task = '<bpmn:userTask id="t" name="t">{}</bpmn:userTask>'
    outputs = '<returnflow:output name="by" value="=actor"/><returnflow:result variable="answer"/>'
    content = task.format(inside(outputs)) + script("r", x="=answer.x", y="=actor.name")
    # Outputs see what a step gave; the script task gives nothing, but nobody is misled by the name there.
    assert of_rule(RULE, called_with(ONE_INPUT, content)) == []
    flow = '<bpmn:exclusiveGateway id="g"/><bpmn:endEvent id="e"/>'
    flow += '<bpmn:sequenceFlow id="f" sourceRef="g" targetRef="e">'
    flow += "<bpmn:conditionExpression>=actor.name</bpmn:conditionExpression></bpmn:sequenceFlow>"
    assert told(of_rule(RULE, called_with(ONE_INPUT, content + flow))) == [("error", "f")]


def test_a_known_form_without_result_variable_writes_its_fields(of_rule):
    task = '<bpmn:userTask id="t" name="t">' + inside('<returnflow:task form="{}"/>') + "</bpmn:userTask>"
    known = task.format("f5_inspection") + script("r", x="=lots", y="=weight")
    assert told(of_rule(RULE, called_with(ONE_INPUT, known))) == [("error", "r")]


@pytest.mark.parametrize("form", ["=which", "elsewhere"])
def test_a_form_that_is_not_known_may_write_anything(of_rule, form):
    task = f'<bpmn:userTask id="t" name="t">{inside(f"""<returnflow:task form="{form}"/>""")}</bpmn:userTask>'
    content = script("w", which="=1") + task + script("r", y="=weight")
    assert told(of_rule(RULE, called_with(ONE_INPUT, content))) == [("info", "q")]


def test_what_a_process_may_be_started_with_is_one_info_for_all_names(of_rule):
    (problem,) = of_rule(RULE, script("a", x="=zeta + alpha", y="=requester"))
    assert (problem.severity, problem.element_id) == ("info", "p")
    assert "alpha, zeta" in problem.message


def test_a_name_that_looks_misspelt_is_a_warning_even_where_a_start_could_bring_it(of_rule):
    (problem,) = of_rule(RULE, script("a", restocking_fee="=1") + script("b", x="=restoking_fee"))
    assert (problem.severity, problem.hint) == ("warning", "did you mean restocking_fee?")


def test_processes_that_call_each_other_come_to_an_end(of_rule):
    back = '<bpmn:callActivity id="back" name="b" calledElement="p"/>'
    assert told(of_rule(RULE, called_with("", back + script("a", x="=nobody")) + flows())) == [("error", "a")]
