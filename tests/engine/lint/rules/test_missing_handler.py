"""Declared business errors are caught on the task, around it, or by the callers; else the rule tells which are not."""

from tests.engine.lint.drawing import money

RULE = "missing-handler"


def border(host: str, error: str = ' errorRef="closed_period"') -> str:
    definition = f"<bpmn:errorEventDefinition{error}/>"
    return f'<bpmn:boundaryEvent id="b_{host}" attachedToRef="{host}">{definition}</bpmn:boundaryEvent>'


def test_an_event_of_another_code_does_not_catch(of_rule):
    (problem,) = of_rule(RULE, money() + border("post").replace("closed_period", "other"))
    assert "CLOSED_PERIOD" in problem.message


def test_an_event_without_a_code_catches_all(of_rule):
    assert of_rule(RULE, money() + border("post", "")) == []


def test_a_sub_process_around_the_task_catches(of_rule):
    assert of_rule(RULE, f'<bpmn:subProcess id="sub" name="s">{money()}</bpmn:subProcess>' + border("sub")) == []


def test_every_caller_has_to_catch(of_rule):
    call = '<bpmn:callActivity id="{0}" name="c" calledElement="q"/>'
    called = f'</bpmn:process><bpmn:process id="q" isExecutable="true">{money()}'
    assert of_rule(RULE, call.format("one") + border("one") + called) == []
    assert len(of_rule(RULE, call.format("one") + border("one") + call.format("two") + called)) == 1


def test_a_process_that_calls_itself_is_judged(of_rule):
    call = '<bpmn:callActivity id="again" name="c" calledElement="p"/>'
    assert of_rule(RULE, call + money() + border("post")) == []
