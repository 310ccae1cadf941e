"""Waits for messages that are limited by a timer around or beside them are no problem."""

from tests.engine.lint.drawing import flows

RULE = "wait-without-timeout"
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
MESSAGE = '<bpmn:messageEventDefinition messageRef="keyed"/>'
CATCH = f'<bpmn:intermediateCatchEvent id="m">{MESSAGE}</bpmn:intermediateCatchEvent>'


def test_a_timer_beside_it_behind_an_event_based_gateway_limits_the_wait(of_rule):
    body = '<bpmn:eventBasedGateway id="g"/>' + CATCH
    late = f'<bpmn:intermediateCatchEvent id="t">{TIMER}</bpmn:intermediateCatchEvent>'
    assert of_rule(RULE, body + late + flows("g m", "g t")) == []
    assert len(of_rule(RULE, body + flows("g m"))) == 1


def test_a_timer_on_a_sub_process_around_it_limits_the_wait(of_rule):
    sub = f'<bpmn:subProcess id="sub" name="s">{CATCH}</bpmn:subProcess>'
    late = f'<bpmn:boundaryEvent id="late" attachedToRef="sub">{TIMER}</bpmn:boundaryEvent>'
    assert of_rule(RULE, sub + late) == []
    assert len(of_rule(RULE, sub)) == 1
