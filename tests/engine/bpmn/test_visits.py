"""Names of visits: the same whatever order parallel branches take, and never given twice."""

import random
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn import CallWait, Execution, JobWait, MessageWait, Model, UserTaskWait, Wait, read

HERE = Path(__file__).parent
OFTEN = 2  # how often each message comes


class Play:
    """`visits.bpmn`, whose branches go on in an order that follows from a seed."""

    def __init__(self, model: Model, decisions: Any, seed: int, *, hops: bool) -> None:
        self.execution = Execution.start(model, "visits", {"n": 1}, decisions)
        self._model, self._decisions, self._hops = model, decisions, hops
        self._random = random.Random(seed)  # noqa: S311 (no secret)
        self._left = {"remind": OFTEN, "m_s": OFTEN}
        self.jobs: dict[str, tuple[str, Any]] = {}
        self.order: list[str] = []
        self.thrown: list[str] = []

    def run(self) -> "Play":
        while self.go_on():
            pass
        return self

    def go_on(self) -> bool:
        """One of the waits goes on; False when everything is over."""
        self.execution.advance()
        self.thrown += [it.data["visit"] for it in self.execution.drain_events() if it.kind == "message_thrown"]
        if self._hops:
            self.execution = Execution.restore(self._model, self._decisions, self.execution.dump())
        if self.execution.is_completed:
            return False
        self._go_on(self._random.choice([wait for wait in self.execution.waits if self._can_go_on(wait)]))
        return True

    def _can_go_on(self, wait: Wait) -> bool:
        if isinstance(wait, UserTaskWait):
            return not any(self._left.values())
        return self._left.get(wait.element_id, 1) > 0

    def _go_on(self, wait: Wait) -> None:
        if isinstance(wait, MessageWait):
            self._left[wait.element_id] -= 1
            self.execution.deliver(wait.token_id, {})
            return
        if isinstance(wait, JobWait):
            assert wait.occurrence not in self.jobs
            self.jobs[wait.occurrence] = (wait.operation, dict(wait.input))
            self.order.append(wait.occurrence)
        self.execution.complete(wait.token_id, {})


@pytest.fixture(scope="module")
def model() -> Model:
    return read({"visits.bpmn": (HERE / "visits.bpmn").read_bytes()})


def test_every_job_has_the_same_name_whatever_order_the_branches_take(model, decisions, hops):
    plays = [Play(model, decisions, seed, hops=hops).run() for seed in range(12)]
    assert len({tuple(play.order) for play in plays}) == len(plays)
    assert all(play.jobs == plays[0].jobs for play in plays)
    assert all(play.thrown == ["tell#1"] for play in plays)


def test_a_name_tells_the_scopes_the_rounds_and_the_visit(model, decisions, hops):
    names = set(Play(model, decisions, 1, hops=hops).run().jobs)
    assert names == {
        "ping#1", "ping#2", "ping#3",
        *(f"lines#1[{line}]/{name}#1" for line in (1, 2, 3) for name in ("reserve", "label")),
        *(f"lines#1[{line}]/post#1[{turn}]" for line in (1, 2, 3) for turn in (1, 2)),
        "nudge#1", "nudge#2",
        *(f"meanwhile#{time}/{name}#1" for time in (1, 2) for name in ("extra", "extra_too")),
        "charge#1", "charge#1/refund#1",
        *(name for seat in ("seat#1[1]", "seat#1[2]") for name in (seat, f"{seat}/unseat#1")),
        *(name for day in (1, 2) for name in (f"book#1[{day}]/room#1", f"book#1[{day}]/room#1/leave_room#1")),
        *(f"{call}#1/{name}#1" for call in ("first", "second") for name in ("pay", "mail")),
    }  # fmt: skip


def service(element_id: str) -> str:
    operation = '<bpmn:extensionElements><returnflow:operation connector="c" name="o"/></bpmn:extensionElements>'
    return f'<bpmn:serviceTask id="{element_id}">{operation}</bpmn:serviceTask>'


def test_states_hold_no_names_and_stay_small_in_loops(drive, flow):
    gateways = '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/>'
    driver = drive(gateways + service("ask") + flow("s>x>ask>x")).start()
    first = len(driver.execution.dump())
    assert b"ask" not in driver.execution.dump()
    for _ in range(300):
        driver.complete("ask")
    assert driver.wait("ask").occurrence == "ask#301"
    assert len(driver.execution.dump()) <= first + 16


def test_in_a_wide_process_each_element_takes_a_bit(drive, flow):
    asks = [service(f"a{n}") for n in range(80)]
    driver = drive("".join(asks) + flow(">".join(f"a{n}" for n in range(80)))).start()
    first = len(driver.execution.dump())
    for n in range(79):
        driver.complete(f"a{n}")
    assert driver.wait("a79").occurrence == "a79#1"
    assert len(driver.execution.dump()) <= first + 16


def test_a_throw_at_each_round_of_a_loop_has_a_name_of_its_own(drive):
    definitions = '<bpmn:signal id="sig" name="Done"/><bpmn:signalEventDefinition id="told" signalRef="sig"/>'
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="told">'
        "<bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )
    driver = drive(f'<bpmn:userTask id="u">{loop}</bpmn:userTask>', definitions).start()
    driver.complete("u").complete("u").complete("u")
    thrown = [event.data["visit"] for event in driver.events if event.kind == "signal_thrown"]
    assert thrown == ["u#1+1", "u#1+2", "u#1+3"]


def test_each_definition_of_an_event_throws_under_a_name_of_its_own(drive):
    definitions = '<bpmn:signal id="a" name="A"/><bpmn:message id="b" name="B"/>'
    both = '<bpmn:signalEventDefinition signalRef="a"/><bpmn:messageEventDefinition messageRef="b"/>'
    driver = drive(f'<bpmn:endEvent id="e">{both}</bpmn:endEvent>', definitions).start()
    thrown = [event.data["visit"] for event in driver.events if "visit" in event.data]
    assert thrown == ["e#1[1]", "e#1[2]"]


def test_each_round_that_calls_another_bundle_makes_its_first_attempt(drive):
    ext = '<bpmn:extensionElements><returnflow:call binding="latest"/></bpmn:extensionElements>'
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><returnflow:loop collection="=[7, 8]"'
        ' element="it" output="=got" outputCollection="all"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    driver = drive(f'<bpmn:callActivity id="c" calledElement="away">{ext}{loop}</bpmn:callActivity>').start()
    calls = driver.waits(CallWait)
    assert [(call.occurrence, call.attempt) for call in calls] == [("c#1[1]", 1), ("c#1[2]", 1)]
    for call in reversed(calls):
        token_id, got = call.token_id, call.input["it"]
        driver._do(lambda execution, token_id=token_id, got=got: execution.complete(token_id, {"got": got}))
    assert driver.variables["all"] == [7, 8]


@pytest.mark.parametrize("saved", ["branches", "undoing"])
def test_a_saved_state_goes_on_under_the_same_names(model, decisions, hops, saved):
    """States of version 3, written when half of the branches were done, and while a compensation was at work."""
    state = (HERE / "states" / f"version_3_{saved}.state").read_bytes()
    whole = Play(model, decisions, 3, hops=False).run()
    play = Play(model, decisions, 4, hops=hops)
    play.execution = Execution.restore(model, decisions, state)
    assert play.execution.dump() == state
    play._left = dict(LEFT[saved])
    play.run()
    assert play.jobs.items() <= whole.jobs.items()
    assert set(whole.order[-len(play.jobs) :]) == set(play.jobs)


# How often each message had still to come when the state was written.
LEFT = {"branches": {"remind": 2, "m_s": 1}, "undoing": {"remind": 0, "m_s": 0}}


@pytest.mark.parametrize("saved", ["version_1_called", "version_1_loop"])
def test_what_waits_in_states_of_earlier_releases_keeps_its_name(decisions, saved):
    model = read({"x.bpmn": (HERE / "every_element.bpmn").read_bytes()})
    execution = Execution.restore(model, decisions, (HERE / "states" / f"{saved}.state").read_bytes())
    jobs = [wait for wait in execution.waits if isinstance(wait, JobWait)]
    assert all(job.occurrence == f"{job.element_id}:{job.token_id}" for job in jobs)
    again = Execution.restore(model, decisions, execution.dump())
    assert again.waits == execution.waits
