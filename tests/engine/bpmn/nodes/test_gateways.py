"""Exclusive, parallel, inclusive and event-based gateways, and flows that branch without a gateway."""

SCRIPT = (
    '<bpmn:scriptTask id="{0}"><bpmn:extensionElements><returnflow:output name="{1}" value="={2}"/>'
    "</bpmn:extensionElements></bpmn:scriptTask>"
)
JOB = (
    '<bpmn:serviceTask id="{0}"><bpmn:extensionElements><returnflow:operation connector="erp" name="{0}"/>'
    '<returnflow:result variable="{0}_out"/></bpmn:extensionElements></bpmn:serviceTask>'
)


def node(kind, *ids, **attributes):
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return "".join(f'<bpmn:{kind} id="{one}"{more}/>' for one in ids)


def test_an_exclusive_gateway_takes_the_first_true_way_in_diagram_order(drive, flow):
    diagram = node("startEvent", "s") + node("exclusiveGateway", "x", default="x-c") + node("task", "a", "b", "c")
    diagram += flow("s>x") + flow("x>a", "=n > 10") + flow("x>b", "=n > 5") + flow("x>c")
    assert drive(diagram).start(n=20).path == ["s", "x", "a"]
    assert drive(diagram).start(n=7).path == ["s", "x", "b"]
    assert drive(diagram).start(n=1).path == ["s", "x", "c"]


def test_a_condition_that_is_neither_true_nor_false_parks_the_token_until_it_is_mended(drive, flow):
    diagram = node("startEvent", "s") + node("exclusiveGateway", "x", default="x-b") + node("task", "a", "b")
    diagram += flow("s>x") + flow("x>a", "=amount > 10") + flow("x>b")
    driver = drive(diagram).start(amount=None)
    assert driver.failure.element_id == "x"
    assert "condition of x-a: expected true or false, found null" in driver.failure.message
    assert not driver.is_completed
    assert driver.waiting == []
    driver.retry()
    assert driver.failure.code == "expression"


def test_no_true_condition_and_no_default_is_a_failure_and_not_an_end(drive, flow):
    diagram = node("startEvent", "s") + node("exclusiveGateway", "x") + node("task", "a", "b")
    diagram += flow("s>x") + flow("x>a", "=n = 1") + flow("x>b", "=n = 2")
    driver = drive(diagram).start(n=3)
    assert driver.failure.code == "no_flow_taken"
    assert not driver.is_completed


def test_a_parallel_join_waits_for_every_way_and_keeps_the_newest_values(drive, flow):
    diagram = node("startEvent", "s") + node("parallelGateway", "fork", "join") + JOB.format("a") + JOB.format("b")
    diagram += SCRIPT.format("set_b", "seen", "b_out.v") + node("endEvent", "e")
    diagram += flow("s>fork>a>join>e") + flow("fork>b>set_b>join")
    driver = drive(diagram).start(seen=0)
    driver.complete("b", None, v=5)
    assert not driver.is_completed
    driver.complete("a", None, v=1)
    assert driver.is_completed
    assert driver.variables["seen"] == 5
    assert driver.path.count("join") == 1


def test_surplus_tokens_at_a_join_stay_for_the_next_time(drive, flow):
    diagram = node("startEvent", "s") + node("parallelGateway", "fork", "join", "end_fork") + node("task", "t")
    diagram += JOB.format("late") + JOB.format("later") + node("exclusiveGateway", "m")
    diagram += flow("s>fork>t>join") + flow("fork>m>join", flow_id="").replace('id="m-join"', 'id="mj"')
    diagram += flow("fork>late>m") + flow("fork>later>t") + flow("join>end_fork")
    driver = drive(diagram).start()
    assert driver.path.count("join") == 1
    driver.complete("late", None)
    assert driver.path.count("join") == 1
    driver.complete("later", None)
    assert driver.path.count("join") == 2
    assert driver.is_completed


def test_two_flows_between_the_same_nodes_are_two_tokens(drive, flow):
    diagram = node("startEvent", "s") + node("parallelGateway", "fork", "join")
    diagram += flow("s>fork") + flow("fork>join", flow_id="one") + flow("fork>join", flow_id="two")
    driver = drive(diagram).start()
    assert driver.path == ["s", "fork", "join"]
    assert driver.is_completed


def test_an_inclusive_split_takes_every_open_way_and_its_join_waits_for_just_those(drive, flow):
    diagram = node("startEvent", "s") + node("inclusiveGateway", "split", default="split-c")
    diagram += node("inclusiveGateway", "join")
    diagram += JOB.format("a") + JOB.format("b") + JOB.format("c") + node("endEvent", "e")
    diagram += flow("s>split") + flow("split>a", "=n > 1") + flow("split>b", "=n > 2") + flow("split>c")
    diagram += flow("a>join") + flow("b>join") + flow("c>join>e")
    driver = drive(diagram).start(n=3)
    assert driver.waiting == ["a", "b"]
    driver.complete("b", None)
    assert not driver.is_completed
    driver.complete("a", None)
    assert driver.is_completed
    assert driver.path.count("join") == 1
    alone = drive(diagram).start(n=0)
    assert alone.waiting == ["c"]
    assert alone.complete("c", None).is_completed


def test_an_inclusive_join_goes_on_when_the_missing_token_turns_away(drive, flow):
    diagram = node("startEvent", "s") + node("parallelGateway", "fork") + node("inclusiveGateway", "join")
    diagram += JOB.format("a") + JOB.format("b") + node("exclusiveGateway", "away", default="away-e1")
    diagram += node("endEvent", "e1", "e2")
    diagram += flow("s>fork>a>join>e2") + flow("fork>b>away>e1") + flow("away>join", "=b_out.joins")
    driver = drive(diagram).start().complete("a", None)
    assert "join" not in driver.path
    driver.complete("b", None, joins=False)
    assert driver.path[-2:] == ["join", "e2"]
    assert driver.is_completed


def test_an_inclusive_join_in_a_loop_does_not_wait_for_itself(drive, flow):
    diagram = node("startEvent", "s") + node("inclusiveGateway", "join") + JOB.format("a")
    diagram += node("exclusiveGateway", "again", default="again-e") + node("endEvent", "e")
    diagram += flow("s>join>a>again>e") + flow("again>join", "=a_out.again")
    driver = drive(diagram).start().complete("a", None, again=True).complete("a", None, again=False)
    assert driver.is_completed
    assert driver.path.count("join") == 2


def test_the_first_event_behind_an_event_gateway_withdraws_the_others(drive, flow, noon):
    diagram = node("startEvent", "s") + node("eventBasedGateway", "g") + node("task", "came", "late")
    diagram += (
        '<bpmn:intermediateCatchEvent id="msg"><bpmn:extensionElements><returnflow:result variable="got"/>'
        '</bpmn:extensionElements><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
        '<bpmn:intermediateCatchEvent id="timer"><bpmn:timerEventDefinition><bpmn:timeDuration>PT5M'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    diagram += flow("s>g>msg>came") + flow("g>timer>late")
    message = '<bpmn:message id="m" name="arrived"/>'
    driver = drive(diagram, message).start()
    assert driver.waiting == ["msg", "timer"]
    driver.deliver("msg", x="1")
    assert driver.path == ["s", "g", "msg", "came"]
    assert driver.variables["got"] == {"x": "1"}
    assert driver.is_completed
    other = drive(diagram, message).start().fire("timer")
    assert other.path == ["s", "g", "timer", "late"]
    assert other.seen("element_entered") == other.path


def test_several_flows_out_of_a_task_are_taken_together_and_conditions_choose_among_them(drive, flow):
    diagram = node("startEvent", "s") + node("task", "t", default="t-d") + node("task", "a", "b", "c", "d")
    diagram += flow("s>t") + flow("t>a", "=n > 1") + flow("t>b", "=n > 2") + flow("t>c") + flow("t>d")
    assert sorted(drive(diagram).start(n=3).path) == ["a", "b", "c", "s", "t"]


def test_several_flows_into_a_task_run_it_once_for_each_token(drive, flow):
    diagram = node("startEvent", "s") + node("parallelGateway", "fork") + node("task", "a", "b", "t")
    diagram += flow("s>fork>a>t") + flow("fork>b>t")
    assert drive(diagram).start().path.count("t") == 2


def test_a_loop_of_thousands_of_rounds_ends_as_it_should(drive, flow, hops):
    diagram = node("startEvent", "s") + SCRIPT.format("count", "n", "n + 1")
    diagram += node("exclusiveGateway", "again", default="again-e") + node("endEvent", "e")
    diagram += flow("s>count>again>e") + flow("again>count", "=n &lt; 5000")
    driver = drive(diagram).start(n=0)
    assert driver.is_completed
    assert driver.variables["n"] == 5000


def test_a_loop_that_never_ends_is_stopped_with_a_failure(drive, flow, monkeypatch):
    monkeypatch.setattr("engine.bpmn.limits.STEPS", 500)
    diagram = node("startEvent", "s") + node("task", "a", "b") + flow("s>a>b>a")
    driver = drive(diagram).start()
    assert driver.failure.code == "step_limit"
