"""A connection that fails is paused: its jobs wait without losing attempts, one finds out, then all go on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from designer.audit import service as audit
from designer.catalog import breaker
from designer.catalog import service as catalog
from designer.cockpit import service as cockpit
from designer.database import reading, transaction
from designer.identity.actor import SYSTEM
from designer.jobs import runner
from engine import clock
from engine.commands.jobs import JobFailure

Browser = Callable[[str], FlaskClient]
WORK = """
import sys
from designer.app import create_app
from designer.jobs import runner
app = create_app({"DATA_DIR": sys.argv[1], "SECRET_KEY": "only for tests", "BREAKER_FAILURES": 3})
with app.app_context():
    runner.run_until_idle("child")
"""


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"BREAKER_FAILURES": 3}


def begin(world: Any, count: int) -> None:
    for number in range(count):
        world.start(rma_number=f"RMA-{number}")


def state() -> str:
    found = catalog.get(SYSTEM, "erp").breaker
    return found.state if found else "none"


def jobs() -> list[Any]:
    with reading() as conn:
        return list(conn.execute(text("SELECT state, attempt, fence, error_code FROM job ORDER BY id")))


def open_it(world: Any, count: int = 5) -> None:
    """Three of `count` jobs are called and fail."""
    world.switch({"kind": "500"})
    begin(world, count)
    runner.run_once("w1")
    assert state() == "open"


def calls(world: Any) -> int:
    with world.servers["erp"].store.read() as tables:
        return int(tables.connection.execute("SELECT coalesce(sum(seen), 0) FROM fault").fetchone()[0])


def test_failures_in_a_row_open_it_and_other_jobs_wait_without_losing_an_attempt(
    world: Any, virtual: clock.VirtualClock
) -> None:
    open_it(world)
    waiting = [job for job in jobs() if job.error_code == "CONNECTION_PAUSED"]
    assert len(waiting) == 2
    assert {(job.state, job.attempt, job.fence) for job in waiting} == {("due", 0, 0)}
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert (found.delayed, found.failures, found.changed_by) == (2, 3, "worker:w1")
    assert found.retry_at == clock.now() + timedelta(seconds=30)
    assert audit.has_happened("breaker.opened")
    before = calls(world)
    virtual.advance(timedelta(seconds=29))
    runner.run_until_idle("w1")
    assert calls(world) == before


def test_one_probe_closes_it_and_all_others_follow_at_once(world: Any, virtual: clock.VirtualClock) -> None:
    open_it(world)
    world.switch()
    virtual.advance(timedelta(seconds=31))
    runner.run_until_idle("w1")
    assert {job.state for job in jobs()} == {"done"}
    assert state() == "closed"
    assert audit.has_happened("breaker.closed")


def test_a_probe_that_fails_opens_it_for_twice_as_long(world: Any, virtual: clock.VirtualClock) -> None:
    open_it(world)
    before = calls(world)
    virtual.advance(timedelta(seconds=31))
    runner.run_once("w1")
    assert calls(world) == before + 1
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert (found.state, found.retry_at) == ("open", clock.now() + timedelta(seconds=60))


def test_a_success_in_between_begins_the_count_anew(world: Any, virtual: clock.VirtualClock) -> None:
    world.switch({"kind": "500", "count": 2})
    begin(world, 3)
    runner.run_once("w1")
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert (found.state, found.failures) == ("closed", 0)


def test_a_refusal_for_a_business_reason_is_an_answer(world: Any, virtual: clock.VirtualClock) -> None:
    world.switch({"kind": "500", "count": 2})
    begin(world, 2)
    world.start(rma_number="RMA-9", order_no="SO-404")
    runner.run_once("w1")
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert found.failures == 0


def test_a_refused_log_in_opens_it_at_once_and_saving_the_connection_tries_again(
    world: Any, virtual: clock.VirtualClock
) -> None:
    view = catalog.get(SYSTEM, "erp")
    draft = catalog.ConnectionDraft("erp", "erp", view.base_url, catalog.Network.SIMULATOR, {}, {"token": "wrong"})
    good = catalog.resolve("erp").secrets["token"]
    catalog.save(SYSTEM, "erp", draft)
    begin(world, 3)
    runner.run_once("w1")
    found = catalog.get(SYSTEM, "erp").breaker
    assert found is not None
    assert (found.state, found.code, found.delayed) == ("open", "AUTH", 2)
    assert found.retry_at == clock.now() + timedelta(seconds=600)
    assert world.incident_codes == ["AUTH"]
    catalog.save(SYSTEM, "erp", catalog.replace(draft, secrets={"token": good}))
    runner.run_until_idle("w1")
    assert [job.state for job in jobs()].count("done") == 2
    assert state() == "closed"


def test_other_connections_are_not_held_up(world: Any, virtual: clock.VirtualClock) -> None:
    open_it(world)
    assert breaker.admit("wms").may_call
    assert not breaker.admit("erp").may_call


def test_only_one_of_several_workers_probes(world: Any, virtual: clock.VirtualClock) -> None:
    open_it(world)
    virtual.advance(timedelta(seconds=31))
    gates = [breaker.admit("erp") for _ in range(3)]
    assert [gate.is_probe for gate in gates] == [True, False, False]
    assert [gate.may_call for gate in gates] == [True, False, False]


def test_a_probe_that_says_nothing_about_the_system_lets_another_one_try(
    world: Any, virtual: clock.VirtualClock
) -> None:
    open_it(world)
    virtual.advance(timedelta(seconds=31))
    (job,) = runner.claim("w1", 1)
    gate = breaker.admit("erp")
    failure = JobFailure("bug", "INVALID_INPUT", "the task asks for nonsense")
    with transaction() as conn:
        breaker.failed(conn, job, gate, failure)
    assert state() == "open"
    assert breaker.admit("erp").is_probe
    world.switch()
    catalog.check(SYSTEM, "erp")
    with transaction() as conn:
        breaker.failed(conn, job, gate, failure)
    assert state() == "closed"


def test_a_probe_whose_worker_was_killed_is_taken_over(world: Any, tmp_path: Path, settings: dict[str, Any]) -> None:
    at = clock.now()
    with clock.use(clock.VirtualClock(at - timedelta(seconds=31))):
        open_it(world)
    world.switch()
    environment = {**os.environ, "RETURNFLOW_FAILPOINT": "called"}
    command = [sys.executable, "-c", WORK, str(tmp_path)]
    killed = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=180)
    assert killed.returncode == -signal.SIGKILL
    assert state() == "half_open"
    with clock.use(clock.VirtualClock(clock.now() + timedelta(seconds=breaker.PROBE_SECONDS + 5))):
        runner.run_until_idle("w2")
        assert {job.state for job in jobs()} == {"done"}
    assert state() == "closed"


def test_a_job_that_waited_is_sent_as_a_first_attempt(
    world: Any, virtual: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operation that is not safe to repeat must not be taken for one that may have happened already."""
    open_it(world, count=4)
    world.switch()
    attempts: list[int] = []
    invoke = catalog.invoke

    def watched(*arguments: Any) -> Any:
        attempts.append(arguments[4]["attempt"])
        return invoke(*arguments)

    monkeypatch.setattr(catalog, "invoke", watched)
    virtual.advance(timedelta(seconds=31))
    runner.run_until_idle("w1")
    assert sorted(attempts) == [1, 2, 2, 2]


def test_trying_now_lets_one_job_find_out(world: Any, virtual: clock.VirtualClock, login: Browser) -> None:
    open_it(world)
    world.switch()
    browser = login("dev1")
    page = browser.get("/connections/erp").text
    assert "Jobs wait: the connection is paused" in page
    assert "2 jobs wait" in page
    assert "Paused" in browser.get("/connectors").text
    assert login("owner1").post("/connections/erp/try-now").status_code == 403
    assert "The next job tries" in browser.post("/connections/erp/try-now", follow_redirects=True).text
    runner.run_until_idle("w1")
    assert state() == "closed"
    assert audit.has_happened("breaker.try_now")
    assert browser.post("/connections/erp/try-now").status_code == 409


def test_the_api_and_the_metrics_say_what_is_paused(
    app: Flask, world: Any, virtual: clock.VirtualClock, api: Browser
) -> None:
    open_it(world)
    (erp,) = [one for one in api("dev1").get("/api/v1/connections").get_json()["connections"] if one["id"] == "erp"]
    assert (erp["breaker"]["state"], erp["breaker"]["delayed"]) == ("open", 2)
    metrics = app.test_client().get("/metrics").text
    assert 'returnflow_connection_paused{connection="erp"} 1.0' in metrics
    assert 'returnflow_jobs_delayed{connection="erp"} 2.0' in metrics
    assert api("dev1").post("/api/v1/connections/erp/try-now").status_code == 200
    assert api("dev1").post("/api/v1/connections/none/try-now").status_code == 404


def test_a_test_that_works_closes_it(world: Any, virtual: clock.VirtualClock) -> None:
    open_it(world)
    world.switch()
    catalog.check(SYSTEM, "erp")
    assert state() == "closed"
    runner.run_until_idle("w1")
    assert [job.state for job in jobs()].count("done") >= 2


def test_retrying_an_incident_does_not_wait_for_the_pause(world: Any, virtual: clock.VirtualClock) -> None:
    world.switch({"kind": "500"})
    world.start()
    for _ in range(40):
        runner.run_until_idle("w1")
        virtual.advance(timedelta(minutes=11))
    assert world.job_states == ["incident"]
    assert state() == "open"
    world.switch()
    (incident,) = cockpit.find_incidents(SYSTEM).items
    cockpit.retry(SYSTEM, incident.id)
    runner.run_until_idle("w1")
    assert world.job_states == ["done"]


@pytest.mark.parametrize("settings", [{"BREAKER_FAILURES": 0}])
def test_it_can_be_switched_off(world: Any, virtual: clock.VirtualClock, settings: dict[str, Any]) -> None:
    world.switch({"kind": "500"})
    begin(world, 5)
    runner.run_once("w1")
    assert state() == "none"
