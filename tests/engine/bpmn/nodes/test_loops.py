"""Multi-instance and standard loops."""

from decimal import Decimal

EXT = "<bpmn:extensionElements>{}</bpmn:extensionElements>"
OPERATION = '<returnflow:operation connector="erp" name="post"/><returnflow:input name="sku" value="=line.sku"/>'
LOOP = '<returnflow:loop collection="=lines" element="line" outputCollection="results" output="=result.ok"/>'
LINES = [{"sku": "A"}, {"sku": "B"}, {"sku": "C"}]


def multi(kind, said, loop=LOOP, *, sequential=False, more="", content="", element_id="t"):
    return (
        f'<bpmn:{kind} id="{element_id}">{EXT.format(said)}{content}'
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"{EXT.format(loop)}{more}</bpmn:multiInstanceLoopCharacteristics></bpmn:{kind}>"
    )


def finish(driver, sku, **result):
    job = next(wait for wait in driver.execution.waits if wait.input["sku"] == sku)
    driver.execution.complete(job.token_id, result)
    driver._rest()


def test_parallel_instances_run_together_and_the_output_keeps_the_order_of_the_input(drive):
    driver = drive(multi("serviceTask", OPERATION)).start(lines=LINES)
    assert [(wait.input["sku"], wait.iteration) for wait in driver.execution.waits] == [
        ("A", (1,)),
        ("B", (2,)),
        ("C", (3,)),
    ]
    assert len({wait.occurrence for wait in driver.execution.waits}) == 3
    for sku in "CAB":
        assert not driver.is_completed
        finish(driver, sku, ok=sku.lower())
    assert driver.is_completed
    assert driver.variables == {"lines": LINES, "results": ["a", "b", "c"]}


def test_sequential_instances_run_one_after_the_other(drive):
    driver = drive(multi("serviceTask", OPERATION, sequential=True)).start(lines=LINES)
    for sku in "ABC":
        assert [wait.input["sku"] for wait in driver.execution.waits] == [sku]
        finish(driver, sku, ok=sku)
    assert driver.variables["results"] == ["A", "B", "C"]
    assert driver.path == ["t", "t", "t"]


def test_an_empty_collection_is_no_round_and_an_empty_output(drive):
    driver = drive(multi("serviceTask", OPERATION)).start(lines=[])
    assert driver.is_completed
    assert driver.variables["results"] == []
    assert driver.path == ["t"]


def test_something_that_is_no_list_is_a_failure(drive):
    driver = drive(multi("serviceTask", OPERATION)).start(lines=None)
    assert "collection of t: expected a list, found null" in driver.failure.message


def test_the_element_and_the_counter_are_local_to_their_instance(drive):
    said = '<returnflow:output name="line" value="=line.sku"/><returnflow:output name="last" value="=loopCounter"/>'
    driver = drive(multi("scriptTask", said, '<returnflow:loop collection="=lines" element="line"/>'))
    driver.start(lines=LINES, line="outer")
    assert driver.variables == {"lines": LINES, "line": "outer", "last": 3}


def test_a_repeated_sub_process_has_a_scope_for_each_instance(drive, flow):
    inner = (
        '<bpmn:userTask id="u"/><bpmn:scriptTask id="w"><bpmn:extensionElements>'
        '<returnflow:output name="mine" value="=line.sku + answer"/></bpmn:extensionElements></bpmn:scriptTask>'
    ) + flow("u>w")
    loop = LOOP.replace("=result.ok", "=mine")
    driver = drive(multi("subProcess", "", loop, content=inner)).start(lines=LINES)
    for wait, answer in zip(driver.execution.waits, "xyz", strict=True):
        driver.execution.complete(wait.token_id, {"answer": answer})
        driver._rest()
    assert driver.variables == {"lines": LINES, "results": ["Ax", "By", "Cz"]}


def test_loops_in_loops_give_each_job_its_path(drive, flow):
    inner = multi("serviceTask", OPERATION, '<returnflow:loop collection="=group" element="line"/>', element_id="j")
    outer = '<returnflow:loop collection="=groups" element="group"/>'
    driver = drive(multi("subProcess", "", outer, content=inner)).start(groups=[LINES[:1], LINES[1:]])
    assert [(wait.input["sku"], wait.iteration) for wait in driver.execution.waits] == [
        ("A", (1, 1)),
        ("B", (2, 1)),
        ("C", (2, 2)),
    ]


def test_the_completion_condition_ends_the_loop_and_withdraws_the_rest(drive):
    more = "<bpmn:completionCondition>=numberOfCompletedInstances >= 2</bpmn:completionCondition>"
    driver = drive(multi("serviceTask", OPERATION, more=more)).start(lines=LINES)
    finish(driver, "A", ok=1)
    finish(driver, "C", ok=3)
    assert driver.is_completed
    assert driver.variables["results"] == [1, None, 3]
    assert driver.seen("element_cancelled") == ["t"]


def test_a_cardinality_repeats_that_often(drive):
    more = "<bpmn:loopCardinality>=n</bpmn:loopCardinality>"
    said = '<returnflow:output name="sum" value="=sum + loopCounter"/>'
    assert drive(multi("scriptTask", said, "", more=more)).start(n=4, sum=0).variables["sum"] == 10


def test_an_error_in_one_instance_ends_them_all(drive, flow):
    diagram = multi("serviceTask", OPERATION) + (
        '<bpmn:boundaryEvent id="b" attachedToRef="t"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:userTask id="mend"/>'
    )
    driver = drive(diagram + flow("b>mend")).start(lines=LINES)
    assert driver.execution.throw_error(driver.execution.waits[1].token_id, "REJECTED", "no")
    driver._rest()
    assert driver.waiting == ["mend"]


def test_a_failed_loop_output_parks_its_instance_and_is_retried(drive):
    loop = LOOP.replace("=result.ok", "=result.ok + rate")
    driver = drive(multi("serviceTask", OPERATION, loop)).start(lines=LINES[:1])
    finish(driver, "A", ok=1)
    assert driver.failure.element_id == "t"
    driver.execution.run.root.scope.variables["rate"] = Decimal(1)
    assert driver.retry().variables["results"] == [2]


def test_a_standard_loop_runs_while_its_condition_holds(drive):
    def looping(attributes, condition):
        return (
            f'<bpmn:scriptTask id="t">{EXT.format(ADD)}<bpmn:standardLoopCharacteristics {attributes}>'
            f"<bpmn:loopCondition>{condition}</bpmn:loopCondition></bpmn:standardLoopCharacteristics></bpmn:scriptTask>"
        )

    assert drive(looping("", "=n &lt; 5")).start(n=0).variables["n"] == 5
    assert drive(looping("", "=n &lt; 0")).start(n=0).variables["n"] == 1
    assert drive(looping('testBefore="true"', "=n &lt; 0")).start(n=0).variables["n"] == 0
    assert drive(looping('loopMaximum="3"', "=true")).start(n=0).variables["n"] == 3


ADD = '<returnflow:output name="n" value="=n + 1"/>'


def test_a_boundary_timer_of_a_loop_is_one_timer_for_all_instances(drive, noon):
    diagram = multi("serviceTask", OPERATION) + (
        '<bpmn:boundaryEvent id="late" attachedToRef="t"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    driver = drive(diagram).start(lines=LINES)
    assert driver.waiting == ["late", "t", "t", "t"]
    assert driver.fire("late").is_completed


def test_an_error_thrown_inside_a_repeated_sub_process_leaves_the_whole_loop(drive, flow):
    bad = '<bpmn:errorEventDefinition errorRef="err"/>'
    inner = f'<bpmn:userTask id="u"/><bpmn:endEvent id="bad">{bad}</bpmn:endEvent>' + flow("u>bad")
    diagram = multi("subProcess", "", '<returnflow:loop collection="=lines" element="line"/>', content=inner)
    diagram += f'<bpmn:boundaryEvent id="b" attachedToRef="t">{bad}</bpmn:boundaryEvent><bpmn:userTask id="mend"/>'
    driver = drive(diagram + flow("b>mend"), '<bpmn:error id="err" errorCode="E"/>').start(lines=LINES)
    driver.complete("u", None)
    assert driver.waiting == ["mend"]
    assert driver.complete("mend", None).is_completed


def test_cancelling_ends_every_instance_of_a_loop(drive):
    driver = drive(multi("serviceTask", OPERATION)).start(lines=LINES)
    driver.execution.cancel()
    driver._hop()
    assert driver.waiting == []
    assert driver.seen("element_cancelled") == ["t", "t", "t"]


def test_hundreds_of_instances_are_no_trouble(drive):
    driver = drive(multi("scriptTask", "", '<returnflow:loop collection="=lines" element="line"/>'))
    driver.start(lines=list(range(1000)))
    assert driver.is_completed
    assert len(driver.path) == 1000
