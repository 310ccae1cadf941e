"""States of version 2 with what few executions have: an earlier release wrote them, and they must always go on."""

from pathlib import Path

import pytest

from engine.bpmn import Execution

STATES = Path(__file__).with_name("states")


@pytest.fixture
def restored(drive, decisions):
    """A driver that goes on from the saved state `name` of `rare_states.bpmn`."""

    def make(name: str):
        driver = drive("rare_states.bpmn")
        driver.prefix = f"{name}."
        saved = STATES.joinpath(f"version_2_{name}.state").read_bytes()
        driver.execution = Execution.restore(driver.model, decisions, saved)
        state = driver.execution.dump()
        assert Execution.restore(driver.model, decisions, state).dump() == state
        return driver

    return make


def test_a_throw_that_waits_for_a_handler_undoes_the_rest(restored):
    driver = restored("undoing")
    assert driver.waiting == ["un_b"]
    driver.complete("un_b").complete("un_b")
    assert driver.is_completed
    assert driver.variables["log"] == [10, 20, 2, "z"]


def test_a_complex_gateway_that_has_gone_on_is_reset(restored):
    driver = restored("gateway").complete("b")
    assert driver.variables["log"] == ["go"]
    driver.complete("c")
    assert driver.is_completed
    assert driver.variables["log"] == ["go", "reset"]


def test_event_sub_processes_go_on_listening(restored):
    driver = restored("listening")
    assert sorted(driver.waiting) == ["on", "on2", "r", "u"]
    driver.signal("Sig2")
    driver.signal("Sig")
    assert driver.waiting.count("r") == 2
    driver.complete("u", n=9)
    assert driver.is_completed
    assert driver.variables["log"] == ["q"]


def test_an_ad_hoc_sub_process_goes_on_and_is_undone(restored):
    driver = restored("chosen")
    assert sorted(driver.waiting) == ["b", "x"]
    driver.pick("x", "a").complete("a", enough=True)
    assert driver.is_completed
    assert driver.variables["log"] == ["un_a", "un_a"]


def test_a_parked_failure_goes_on(restored):
    driver = restored("parked")
    assert driver.failure.element_id == "parked.bad"
    driver.execution.run.root.scope.assign("more", 4)
    driver.retry()
    assert driver.is_completed
    assert (driver.variables["n"], driver.variables["log"]) == (5, ["a", "z"])
