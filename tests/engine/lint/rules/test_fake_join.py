"""A fake join is told only where tokens really run at the same time."""

from tests.engine.lint.drawing import flows

RULE = "fake-join"


def tasks(*ids: str) -> str:
    return "".join(f'<bpmn:task id="{one}" name="{one}"/>' for one in ids)


def test_ways_of_a_choice_may_meet_in_a_task(of_rule):
    body = '<bpmn:exclusiveGateway id="x"/>' + tasks("a", "b", "c") + flows("x a", "x b", "a c", "b c")
    assert of_rule(RULE, body) == []


def test_a_loop_back_to_a_task_is_no_fake_join(of_rule):
    body = '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/>' + tasks("a", "b")
    assert of_rule(RULE, body + flows("s a", "a x", "x a", "x b")) == []


def test_several_flows_out_of_a_task_are_a_split_too(of_rule):
    body = tasks("s", "a", "b", "c") + flows("s a", "s b", "a c", "b c")
    assert [problem.element_id for problem in of_rule(RULE, body)] == ["c"]


def test_a_choice_within_one_branch_does_not_matter(of_rule):
    body = '<bpmn:parallelGateway id="g"/><bpmn:exclusiveGateway id="x"/>' + tasks("a", "b", "c", "d")
    assert of_rule(RULE, body + flows("g x", "g d", "x a", "x b", "a c", "b c")) == []
