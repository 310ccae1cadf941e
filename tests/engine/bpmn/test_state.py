"""Saved states: refused when they are not ours, small, and as good as the live execution."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.bpmn import Execution, JobWait, UserTaskWait, read
from engine.bpmn.token import Token
from engine.errors import Refused


def test_a_state_of_another_model_is_refused(drive, decisions, definitions):
    state = drive('<bpmn:userTask id="u"/>').start().execution.dump()
    other = read({"x.bpmn": definitions('<bpmn:process id="p"><bpmn:userTask id="v"/></bpmn:process>')})
    with pytest.raises(Refused, match="another model"):
        Execution.restore(other, decisions, state)


def test_a_state_of_a_newer_release_is_refused(drive, decisions):
    driver = drive('<bpmn:userTask id="u"/>').start()
    with pytest.raises(Refused, match="version 3 or older, found 9"):
        Execution.restore(driver.model, decisions, b"\x09" + driver.execution.dump()[1:])


def test_a_finished_execution_keeps_its_variables_and_its_end(drive, decisions):
    driver = drive('<bpmn:task id="u"/>').start(x=1)
    restored = Execution.restore(driver.model, decisions, driver.execution.dump())
    assert restored.is_completed
    assert restored.variables == {"x": 1}
    driver = drive('<bpmn:userTask id="u"/>').start(x=1)
    driver.execution.cancel()
    restored = Execution.restore(driver.model, decisions, driver.execution.dump())
    assert (restored.is_completed, restored.is_cancelled) == (True, True)


def test_a_state_does_not_grow_with_the_rounds_of_a_loop(drive, flow):
    diagram = '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/><bpmn:userTask id="u"/>' + flow("s>x>u>x")
    driver = drive(diagram).start(n=1)
    driver.complete("u", None)
    first = len(driver.execution.dump())
    for _ in range(200):
        driver.complete("u", None)
    assert len(driver.execution.dump()) <= first + 8


def test_variables_passed_into_a_called_process_are_saved_once(drive):
    child = '<bpmn:process id="child"><bpmn:userTask id="u"/></bpmn:process>'
    driver = drive('<bpmn:callActivity id="c" calledElement="child"/>', child).start(text="x" * 5000)
    assert len(driver.execution.dump()) < 5400
    driver.execution.run.root.scope.assign("text", "changed meanwhile")
    restored = Execution.restore(driver.model, driver.decisions, driver.execution.dump())
    assert restored.variables_at(driver.wait("u").token_id) == {"text": "x" * 5000}


def test_a_large_value_is_saved_once_however_many_hold_it(drive):
    child = '<bpmn:process id="child"><bpmn:userTask id="u"/></bpmn:process>'
    loop = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>10</bpmn:loopCardinality>"
    ext = '<bpmn:extensionElements><returnflow:input name="own" value="=big"/></bpmn:extensionElements>'
    call = f'<bpmn:callActivity id="c" calledElement="child">{ext}{loop}</bpmn:multiInstanceLoopCharacteristics>'
    driver = drive(f"{call}</bpmn:callActivity>", child).start(big={"text": "x" * 5000})
    assert len(driver.execution.dump()) < 6500
    restored = Execution.restore(driver.model, driver.decisions, driver.execution.dump())
    for wait in restored.waits:
        assert restored.variables_at(wait.token_id) == {"own": {"text": "x" * 5000}}


@pytest.mark.parametrize("saved", ["version_1_called", "version_1_loop"])
def test_states_of_earlier_releases_go_on(drive, decisions, saved, noon):
    decisions.by_ref["fee"] = lambda context: context["n"]
    driver = drive("every_element.bpmn")
    state = Path(__file__).with_name("states").joinpath(f"{saved}.state").read_bytes()
    driver.execution = Execution.restore(driver.model, decisions, state)
    if saved == "version_1_called":
        driver.complete("ask", "csr1").complete("each", None)
    assert driver.wait("remind").due_at == datetime(2026, 3, 2, 12, 10, tzinfo=UTC)
    assert [wait.iteration for wait in driver.waits(JobWait)] == [(2,), (3,)]
    driver.complete("each", None).complete("each", None).fire("waited").complete("tell", None)
    assert driver.is_completed
    assert driver.variables["moved"] == [1, 2, 3]


def test_a_state_saved_after_any_single_step_goes_on_with_the_same_trace(decisions, noon):
    decisions.by_ref["fee"] = lambda context: context["n"]
    model = read({"x.bpmn": Path(__file__).with_name("every_element.bpmn").read_bytes()})

    def trace(*, hops: bool) -> list[object]:
        execution = Execution.start(model, "every", {"n": 2}, decisions)
        seen: list[object] = []

        def step(move: Callable[[Execution], object]) -> None:
            nonlocal execution
            move(execution)
            seen.extend(execution.drain_events())
            if hops:
                execution = Execution.restore(model, decisions, execution.dump())
            seen.append((execution.waits, execution.variables))

        while not execution.is_completed:
            while execution.run.ready:
                step(one_token)
            step(lambda now: now.advance())
            if execution.waits:
                step(go_on)
        return seen

    assert trace(hops=True) == trace(hops=False)


def one_token(execution: Execution) -> None:
    execution.run.attempt(execution.run.ready.popleft(), Token.run)


def go_on(execution: Execution) -> None:
    """The first job or user task, else the last wait, goes on."""
    done = [wait for wait in execution.waits if isinstance(wait, JobWait | UserTaskWait)]
    if done:
        execution.complete(done[0].token_id, {"by": "test"}, "csr1")
    else:
        execution.fire_timer(execution.waits[-1].token_id)
