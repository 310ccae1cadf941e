"""Embedded sub-processes and call activities: scopes, mappings, nesting, and errors on their way out."""

from decimal import Decimal

EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
ERROR = '<bpmn:error id="err" name="Rejected" errorCode="REJECTED"/>'


def script(element_id, **outputs):
    said = "".join(f'<returnflow:output name="{name}" value="{value}"/>' for name, value in outputs.items())
    return f'<bpmn:scriptTask id="{element_id}">{EXT.format(said)}</bpmn:scriptTask>'


def user(element_id):
    return f'<bpmn:userTask id="{element_id}"/>'


def called(content, process_id="child"):
    return f'<bpmn:process id="{process_id}" isExecutable="true">{content}</bpmn:process>'


def call(ext="", element_id="c", process_id="child"):
    return f'<bpmn:callActivity id="{element_id}" calledElement="{process_id}">{EXT.format(ext)}</bpmn:callActivity>'


START = '<bpmn:startEvent id="Start"/>'
END = '<bpmn:endEvent id="End"/>'


def test_new_names_of_a_sub_process_stay_inside_and_known_ones_reach_out(drive, flow):
    inner = '<bpmn:startEvent id="i"/>' + script("w", known="=known + 1", fresh="=1") + user("u") + flow("i>w>u")
    ext = EXT.format('<returnflow:output name="out" value="=fresh + known"/>')
    sub = f'<bpmn:subProcess id="sub">{ext}{inner}</bpmn:subProcess>'
    driver = drive(START + sub + END + flow("Start>sub>End")).start(known=1)
    assert driver.execution.variables_at(driver.wait("u").token_id) == {"known": 2, "fresh": 1}
    assert driver.variables == {"known": 2}
    driver.complete("u", None)
    assert driver.is_completed
    assert driver.variables == {"known": 2, "out": 3}


def test_inputs_of_a_sub_process_shadow_what_is_outside(drive, flow):
    inner = script("w", line="=line + 1")
    said = '<returnflow:input name="line" value="=10"/><returnflow:output name="got" value="=line"/>'
    driver = drive(f'<bpmn:subProcess id="sub">{EXT.format(said)}{inner}</bpmn:subProcess>').start(line=1)
    assert driver.variables == {"line": 1, "got": 11}


def test_a_sub_process_without_start_and_end_runs_every_loose_end(drive):
    inner = user("a") + user("b")
    driver = drive(f'<bpmn:subProcess id="sub">{inner}</bpmn:subProcess>').start()
    assert driver.waiting == ["a", "b"]
    assert driver.complete("b", None).complete("a", None).is_completed
    assert driver.path == ["b", "a", "sub"]


def test_sub_processes_nest(drive):
    diagram = user("deep")
    for level in range(6):
        diagram = f'<bpmn:subProcess id="sub{level}">{diagram}</bpmn:subProcess>'
    driver = drive(diagram).start(x=1)
    assert driver.execution.variables_at(driver.wait("deep").token_id) == {"x": 1}
    assert driver.complete("deep", None).is_completed
    assert driver.path == ["deep", *(f"sub{level}" for level in range(6))]


def test_a_call_without_mappings_sees_everything_and_gives_back_what_it_wrote(drive, flow):
    child = called(script("w", a="=a + 1", fresh="=b") + user("u") + flow("w>u"))
    driver = drive(call(), child).start(a=1, b=5)
    token = driver.wait("u").token_id
    assert driver.execution.variables_at(token) == {"a": 2, "b": 5, "fresh": 5}
    assert driver.variables == {"a": 1, "b": 5}
    driver.complete("u", None)
    assert driver.variables == {"a": 2, "b": 5, "fresh": 5}
    assert driver.is_completed


def test_parallel_calls_do_not_overwrite_each_other_with_what_they_only_saw(drive, flow):
    children = called(script("w1", one="=1") + user("u1") + flow("w1>u1"), "c1")
    children += called(script("w2", two="=2") + user("u2") + flow("w2>u2"), "c2")
    diagram = START + '<bpmn:parallelGateway id="fork"/>' + call("", "a", "c1") + call("", "b", "c2")
    driver = drive(diagram + flow("Start>fork>a") + flow("fork>b"), children).start(one=0, two=0)
    driver.complete("u1", None).complete("u2", None)
    assert driver.variables == {"one": 1, "two": 2}


def test_inputs_and_outputs_of_a_call_are_all_that_passes(drive, flow):
    child = called(script("w", total="=amount * 2", hidden="=1") + user("u") + flow("w>u"))
    ext = '<returnflow:input name="amount" value="=price"/><returnflow:output name="result_total" value="=total"/>'
    driver = drive(call(ext), child).start(price=Decimal("1.10"), secret="x")
    assert driver.execution.variables_at(driver.wait("u").token_id) == {
        "amount": Decimal("1.10"),
        "total": Decimal("2.20"),
        "hidden": 1,
    }
    driver.complete("u", None)
    assert driver.variables == {"price": Decimal("1.10"), "secret": "x", "result_total": Decimal("2.20")}


def test_calling_a_process_that_is_not_there_is_a_failure(drive):
    driver = drive(call()).start()
    assert driver.failure.code == "unknown_process"
    assert "'child'" in driver.failure.message


def test_a_process_that_calls_itself_for_ever_is_stopped(drive):
    driver = drive(call("", "c", "p")).start()
    assert driver.failure.code == "too_deep"


def test_an_error_goes_up_through_calls_and_sub_processes_to_who_catches_it(drive, flow):
    bad = '<bpmn:errorEventDefinition errorRef="err"/>'
    bad = f'<bpmn:endEvent id="bad" name="not accepted">{bad}</bpmn:endEvent>'
    child = called(user("u") + bad + flow("u>bad"))
    diagram = f'<bpmn:subProcess id="sub">{call()}{user("beside")}</bpmn:subProcess>' + user("mend")
    diagram += (
        '<bpmn:boundaryEvent id="caught" attachedToRef="sub">'
        + EXT.format('<returnflow:output name="why" value="=result.code"/>')
        + '<bpmn:errorEventDefinition errorRef="err"/></bpmn:boundaryEvent>'
    )
    driver = drive(diagram + flow("caught>mend"), child + ERROR).start()
    driver.complete("u", None)
    assert driver.waiting == ["mend"]
    assert driver.variables == {"why": "REJECTED"}
    thrown = next(event for event in driver.events if event.kind == "error_thrown")
    assert thrown.data == {"code": "REJECTED", "message": "not accepted", "caught_by": "caught"}
    assert set(driver.seen("element_cancelled")) == {"beside", "c", "sub"}
    assert driver.complete("mend", None).is_completed


def test_an_uncaught_error_end_fails_there_and_nothing_goes_on(drive, flow):
    child = called('<bpmn:endEvent id="bad"><bpmn:errorEventDefinition errorRef="err"/></bpmn:endEvent>')
    driver = drive(call() + user("after") + flow("c>after"), child + ERROR).start()
    assert (driver.failure.element_id, driver.failure.process_id) == ("bad", "child")
    assert driver.failure.code == "uncaught_error"
    assert driver.waiting == []
    assert not driver.is_completed


def test_terminate_ends_its_own_sub_process_only(drive, flow):
    inner = user("long") + script("quick", x="=1")
    inner += '<bpmn:endEvent id="stop"><bpmn:terminateEventDefinition/></bpmn:endEvent>' + flow("quick>stop")
    driver = drive(f'<bpmn:subProcess id="sub">{inner}</bpmn:subProcess>' + user("next") + flow("sub>next")).start()
    assert driver.waiting == ["next"]
    assert driver.seen("element_cancelled") == ["long"]


def test_terminate_at_the_top_ends_everything_below_it(drive, flow):
    stop = '<bpmn:endEvent id="stop"><bpmn:terminateEventDefinition/></bpmn:endEvent>'
    diagram = START + '<bpmn:parallelGateway id="fork"/>' + call() + user("t") + stop
    driver = drive(diagram + flow("Start>fork>c") + flow("fork>t>stop"), called(user("u"))).start()
    driver.complete("t", None)
    assert driver.is_completed
    assert not driver.execution.is_cancelled
    assert driver.waiting == []
    assert driver.events[-1].kind == "process_completed"


def test_an_output_that_fails_keeps_the_finished_content_and_is_retried_without_it(drive, flow):
    child = called(user("u"))
    driver = drive(call('<returnflow:output name="x" value="=missing + 1"/>'), child).start()
    driver.complete("u", None, done="yes")
    assert driver.failure.element_id == "c"
    assert "output" in driver.failure.message
    driver.retry()
    assert driver.failure.element_id == "c"
    assert driver.path == ["u"]
