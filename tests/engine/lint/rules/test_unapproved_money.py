"""The two-person rule: every way to a money operation leads by a task that not everybody may do."""

from tests.engine.lint.drawing import flows, inside, money

RULE = "unapproved-money"
START, END = '<bpmn:startEvent id="s"/>', '<bpmn:endEvent id="e"/>'


def approval(task_id: str = "approve", excluded: str = "=requester") -> str:
    said = f'<returnflow:task form="f5_inspection" candidateGroups="mgr" excludedUsers="{excluded}"/>'
    return f'<bpmn:userTask id="{task_id}" name="Approve">{inside(said)}</bpmn:userTask>'


def call(process_id: str) -> str:
    return f'<bpmn:callActivity id="call_{process_id}" name="Call" calledElement="{process_id}"/>'


def process(process_id: str, content: str) -> str:
    return f'</bpmn:process><bpmn:process id="{process_id}" isExecutable="true">{content}'


def ids(problems) -> list[str]:
    return [problem.element_id for problem in problems]


def test_a_way_around_the_approval_is_found(of_rule):
    body = START + '<bpmn:parallelGateway id="g"/>' + approval() + money()
    assert ids(of_rule(RULE, body + flows("s g", "g approve", "g post", "approve post"))) == ["post"]


def test_a_boundary_event_on_the_approval_leads_around_it(of_rule):
    late = '<bpmn:boundaryEvent id="late" attachedToRef="approve"><bpmn:timerEventDefinition>'
    late += "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    assert ids(of_rule(RULE, START + approval() + late + money() + flows("s approve", "late post"))) == ["post"]


def test_an_approval_before_the_call_holds_in_the_called_process(of_rule):
    body = START + approval() + call("q") + flows("s approve", "approve call_q") + process("q", money())
    assert of_rule(RULE, body) == []


def test_a_called_process_that_always_approves_holds_behind_the_call(of_rule):
    approving = process("q", '<bpmn:startEvent id="s2"/>' + approval() + flows("s2 approve"))
    assert of_rule(RULE, START + call("q") + money() + flows("s call_q", "call_q post") + approving) == []


def test_a_called_process_with_a_way_around_does_not(of_rule):
    gateway = '<bpmn:startEvent id="s2"/><bpmn:parallelGateway id="g"/><bpmn:endEvent id="e2"/>'
    leaky = process("q", gateway + approval() + flows("s2 g", "g approve", "g e2"))
    assert ids(of_rule(RULE, START + call("q") + money() + flows("s call_q", "call_q post") + leaky)) == ["post"]


def test_an_approval_inside_a_sub_process_holds_behind_it(of_rule):
    sub = '<bpmn:subProcess id="sub" name="sub">' + approval() + "</bpmn:subProcess>"
    assert of_rule(RULE, START + sub + money() + flows("s sub", "sub post")) == []
    empty = '<bpmn:subProcess id="sub" name="sub"><bpmn:task id="t" name="t"/></bpmn:subProcess>'
    assert ids(of_rule(RULE, START + empty + money() + flows("s sub", "sub post"))) == ["post"]


def test_an_operation_that_undoes_another_needs_no_approval(of_rule):
    undo = money("undo").replace("post_credit_memo", "reverse_credit_memo")
    assert of_rule(RULE, START + undo + flows("s undo")) == []
