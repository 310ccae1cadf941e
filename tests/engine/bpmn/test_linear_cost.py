"""Loops without a limit: neither the state nor what an execution holds in memory grows with the rounds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine import clock

ROUNDS = 1_000
SETTLED = 300  # by then all numbers in the state have the width that they keep up to 65,535
TIMER = "<bpmn:timerEventDefinition><bpmn:{0}>{1}</bpmn:{0}></bpmn:timerEventDefinition>"
MORE = (
    '<bpmn:message id="m" name="Asked"/><bpmn:signal id="s" name="Recall"/>'
    '<bpmn:escalation id="e" escalationCode="late"/><bpmn:process id="called" isExecutable="true">'
    '<bpmn:userTask id="inner"/></bpmn:process>'
)
MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
CONDITION = "<bpmn:conditionalEventDefinition><bpmn:condition>=never</bpmn:condition></bpmn:conditionalEventDefinition>"
GATE = '<bpmn:exclusiveGateway id="again"/><bpmn:exclusiveGateway id="more" default="more-again"/>'


def border(event_id: str, definition: str, *, interrupting: bool = True) -> str:
    cancels = "true" if interrupting else "false"
    attributes = f'attachedToRef="work" cancelActivity="{cancels}"'
    return f'<bpmn:boundaryEvent id="{event_id}" {attributes}>{definition}</bpmn:boundaryEvent>'


def event_sub_process(name: str, definition: str) -> str:
    return (
        f'<bpmn:subProcess id="{name}" triggeredByEvent="true"><bpmn:startEvent id="{name}_start" '
        f'isInterrupting="false">{definition}</bpmn:startEvent></bpmn:subProcess>'
    )


TASK = '<bpmn:userTask id="work"/>'
LISTENING = event_sub_process("on_message", MESSAGE) + event_sub_process("on_condition", CONDITION)
BOUNDARIES = (
    border("late", TIMER.format("timeDuration", "P1D"))
    + border("each_hour", TIMER.format("timeCycle", "R/PT1H"), interrupting=False)
    + border("asked", MESSAGE, interrupting=False)
    + border("recalled", '<bpmn:signalEventDefinition signalRef="s"/>')
    + border("escalated", '<bpmn:escalationEventDefinition escalationRef="e"/>', interrupting=False)
)
SUB_PROCESS = (
    f'<bpmn:subProcess id="work">{event_sub_process("inside", MESSAGE)}<bpmn:userTask id="inner"/></bpmn:subProcess>'
)
MANY = (
    '<bpmn:userTask id="work"><bpmn:multiInstanceLoopCharacteristics isSequential="true">'
    "<bpmn:loopCardinality>1</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
)
BRANCHES = (
    '<bpmn:inclusiveGateway id="work"/><bpmn:userTask id="inner"/><bpmn:task id="other"/>'
    '<bpmn:inclusiveGateway id="join"/>'
)
BODIES = {
    "a task": (TASK, "work", "work"),
    "event sub-processes listening": (LISTENING + TASK, "work", "work"),
    "events on the border": (TASK + BOUNDARIES, "work", "work"),
    "a sub-process with a listener": (SUB_PROCESS, "inner", "work"),
    "a called process": ('<bpmn:callActivity id="work" calledElement="called"/>', "inner", "work"),
    "a multi-instance task": (MANY, "work", "work"),
    "a split and a join": (BRANCHES, "inner", "join"),
    "a transaction": ('<bpmn:transaction id="work"><bpmn:userTask id="inner"/></bpmn:transaction>', "inner", "work"),
}


def held(run: Any) -> dict[str, int]:
    """How many things of each kind the execution holds in memory."""
    books = run.execution.run
    scopes = [instance.scope.variables for instance in books.instances.values()]
    return {
        "tokens": sum(len(instance.tasks) for instance in books.instances.values()),
        "children": sum(len(t._children) for instance in books.instances.values() for t in instance.tasks.values()),
        "instances": len(books.instances) + len(books._inside),
        "waiting": len(books.waiting) + len(books.conditions) + len(books.parked) + len(books.ready),
        "joining": sum(len(tokens) for instance in books.instances.values() for tokens in instance.joining.values()),
        "listening": sum(len(instance.listening) for instance in books.instances.values()),
        "records": sum(len(instance.records) for instance in books.instances.values()),
        "packed": len(books.packed._known) + len(books.packed._used),
        "variables": sum(map(len, scopes)),
        "changed": len(books.changed),
        "events": len(books.events),
    }


def grows_not(run: Any, round_: Callable[[], Any]) -> None:
    """Go `ROUNDS` rounds; from `SETTLED` on neither the state nor what is held may change."""
    known: tuple[int, dict[str, int]] | None = None
    for number in range(ROUNDS):
        round_()
        if number % 100 == 0:
            run.execution.drain_events()
            found = len(run.execution.dump()), held(run)
            if number == SETTLED:
                known = found
            assert known is None or found == known


@pytest.mark.parametrize("name", BODIES)
def test_neither_state_nor_memory_grows_with_the_rounds_of_a_loop(
    drive: Callable[..., Any], flow: Callable[..., str], name: str
) -> None:
    body, task, last = BODIES[name]
    inner = flow("work>inner>join", "=true") + flow("work>other>join", "=true") if name == "a split and a join" else ""
    flows = flow("start>again>work") + inner + flow(f"{last}>more>again") + flow("more>end", "=done")
    ends = '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
    run = drive(ends + GATE + body + flows, MORE).start(done=False, never=False, data={"lines": [1, 2, 3]})
    grows_not(run, lambda: run.complete(task, done=False, data={"lines": [1, 2, 3]}))
    run.complete(task, done=True)
    assert run.is_completed or run.waiting == []
    assert not run.execution.failures


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (TASK + border("each_hour", TIMER.format("timeCycle", "R/PT1H"), interrupting=False), "each_hour"),
        (TASK + event_sub_process("hourly", TIMER.format("timeCycle", "R/PT1H")), "hourly_start"),
    ],
    ids=["on the border", "event sub-process"],
)
def test_a_timer_that_fires_a_thousand_times_leaves_nothing_behind(
    drive: Callable[..., Any], noon: clock.VirtualClock, body: str, event: str
) -> None:
    run = drive(body).start()
    assert sorted(run.waiting) == sorted(["work", event])

    def fire() -> None:
        noon.set(noon.now() + timedelta(hours=1))
        run.fire(event)

    grows_not(run, fire)
    assert run.path.count(event) == ROUNDS
    assert run.complete("work").is_completed


@pytest.mark.parametrize(
    "body",
    [TASK + border("asked", MESSAGE, interrupting=False), TASK + event_sub_process("on_message", MESSAGE)],
    ids=["on the border", "event sub-process"],
)
def test_a_message_that_comes_a_thousand_times_leaves_nothing_behind(drive: Callable[..., Any], body: str) -> None:
    run = drive(body, MORE).start()
    event = next(one for one in run.waiting if one != "work")
    grows_not(run, lambda: run.deliver(event, text="again"))
    assert run.complete("work").is_completed


def test_a_loop_of_scripts_takes_a_thousand_rounds_at_once(drive: Callable[..., Any], flow: Callable[..., str]) -> None:
    count = '<bpmn:extensionElements><returnflow:output name="n" value="=n + 1"/></bpmn:extensionElements>'
    body = '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>' + GATE
    body += f'<bpmn:scriptTask id="work">{count}</bpmn:scriptTask>'
    run = drive(body + flow("start>again>work>more>again") + flow("more>end", f"=n = {5 * ROUNDS}")).start(n=0)
    assert run.is_completed
    assert run.path.count("work") == 5 * ROUNDS
    assert held(run)["tokens"] == 0
