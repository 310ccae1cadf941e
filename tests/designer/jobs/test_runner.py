"""Jobs are called once, and every way in which a call can go wrong has its fate."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.sdk import Network, registry
from designer import database
from designer.catalog import service as catalog
from designer.catalog.service import ConnectionDraft
from designer.database import reading, transaction
from designer.identity.actor import SYSTEM
from designer.jobs import inbox, runner
from engine.clock import VirtualClock
from engine.commands import incidents, jobs
from engine.queries import incidents as incident_queries
from engine.queries import jobs as job_queries

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip


def goods_arrive() -> None:
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)


def until_done(clock: VirtualClock, hours: int = 12) -> None:
    """Work on, letting back-off times pass."""
    for _ in range(hours):
        runner.run_until_idle("w")
        clock.advance(timedelta(hours=1))


def test_a_process_runs_through_its_connectors_to_the_end(world: Any, virtual: VirtualClock) -> None:
    world.start()
    assert runner.run_once("w").jobs == 1
    assert world.variables["order"]["customer_id"] == "C100"
    goods_arrive()
    runner.run_until_idle("w")
    assert (world.status, world.ended_at) == ("completed", ["credited"])
    (memo,) = world.applied("post_credit_memo")
    assert memo["identity"] == {"return": "RMA-1001", "operation": "post_credit_memo", "line": "1"}
    assert memo["reference"] == "RMA-1001"
    assert world.variables["memo"]["credit_memo_no"] == "CM-1001"


def test_a_time_out_after_the_effect_posts_nothing_twice(world: Any, virtual: VirtualClock) -> None:
    world.start()
    runner.run_until_idle("w")
    world.switch({"kind": "timeout_after_commit", "operation": "post_credit_memo", "seconds": 0, "count": 1})
    goods_arrive()
    until_done(virtual, 2)
    assert world.ended_at == ["credited"]
    assert len(world.applied("post_credit_memo")) == 1


def test_a_target_without_dedupe_and_a_lost_look_up_still_post_once(world: Any, virtual: VirtualClock) -> None:
    world.start()
    runner.run_until_idle("w")
    world.switch(
        {"kind": "ignore_key"},
        {"kind": "timeout_after_commit", "operation": "post_credit_memo", "seconds": 0, "count": 1},
        {"kind": "500", "operation": "find_by_key", "count": 2},
    )
    goods_arrive()
    until_done(virtual)
    assert world.ended_at == ["credited"]
    assert len(world.applied("post_credit_memo")) == 1


def test_a_worker_that_dies_after_the_call_is_followed_by_one_that_looks_first(
    world: Any, virtual: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        """Stands for kill -9 between the answer and the commit."""

    world.start()
    runner.run_until_idle("w")
    world.switch({"kind": "ignore_key"})
    goods_arrive()
    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(runner, "_complete", lambda *_: (_ for _ in ()).throw(KilledError))
        runner.run_until_idle("w1")
    virtual.advance(timedelta(seconds=runner.LEASE_SECONDS + 1))
    runner.run_until_idle("w2")
    assert world.ended_at == ["credited"]
    assert len(world.applied("post_credit_memo")) == 1


def test_the_specific_code_is_caught_under_the_name_of_its_class(world: Any, virtual: VirtualClock) -> None:
    world.start(amount=Decimal("999.00"))
    runner.run_until_idle("w")
    goods_arrive()
    runner.run_until_idle("w")
    assert world.ended_at == ["ended_refused"]
    assert world.incident_codes == []


def test_not_found_is_caught_by_its_code(world: Any, virtual: VirtualClock) -> None:
    world.start(order_no="SO-404")
    runner.run_until_idle("w")
    assert world.ended_at == ["ended_unknown"]


def test_wrong_credentials_are_an_incident_at_once_that_a_retry_resolves(world: Any, virtual: VirtualClock) -> None:
    right = catalog.resolve("erp")
    draft = ConnectionDraft("erp", "erp", right.base_url, Network.SIMULATOR, {}, {"token": "wrong"})
    catalog.save(SYSTEM, "erp", draft)
    world.start()
    runner.run_until_idle("w")
    assert (world.incident_codes, world.job_states) == (["AUTH"], ["incident"])
    catalog.save(SYSTEM, "erp", replace(draft, secrets=right.secrets))
    with transaction() as conn:
        (incident,) = incident_queries.list_page(conn, limit=5).items
        incidents.retry(conn, incident.id, by="admin")
    runner.run_until_idle("w")
    assert world.variables["order"]["id"] == "SO-1001"


def test_an_input_that_breaks_the_schema_is_an_incident_and_sends_nothing(world: Any, virtual: VirtualClock) -> None:
    world.start(order_no="")
    runner.run_until_idle("w")
    assert world.incident_codes == ["INVALID_INPUT"]
    assert world.applied("get_order") == []


def test_a_system_that_is_down_is_tried_again_with_growing_pauses(world: Any, virtual: VirtualClock) -> None:
    world.switch({"kind": "500", "count": 2})
    world.start()
    runner.run_until_idle("w")
    assert (world.job_states, world.incident_codes) == (["due"], [])
    until_done(virtual, 3)
    assert world.variables["order"]["id"] == "SO-1001"


def test_rate_limits_are_kept(world: Any, virtual: VirtualClock) -> None:
    world.switch({"kind": "429", "count": 1})
    world.start()
    runner.run_until_idle("w")
    assert runner.claim("w", 1) == []
    until_done(virtual, 1)
    runner.run_until_idle("w")
    assert "order" in world.variables


def test_a_missing_connection_is_an_incident(world: Any, virtual: VirtualClock) -> None:
    with transaction() as conn:
        conn.execute(catalog.connections.delete())
    world.start()
    runner.run_until_idle("w")
    assert world.incident_codes == ["UNKNOWN_CONNECTION"]


def test_a_broken_connector_ends_neither_the_worker_nor_tells_its_texts(
    world: Any, virtual: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("canary-secret")

    monkeypatch.setattr(catalog, "invoke", broken)
    world.start()
    runner.run_until_idle("w")
    assert world.incident_codes == ["CONNECTOR_BUG"]
    with transaction() as conn:
        (incident,) = incident_queries.list_page(conn, limit=5).items
    assert "canary" not in incident.message


def test_a_call_may_last_less_than_half_of_the_lease_which_is_why_nothing_lengthens_it() -> None:
    longest = max(one.timeout_seconds for connector in registry.all() for one in connector.operations.values())
    assert longest <= runner.DEADLINE_SECONDS < runner.LEASE_SECONDS / 2


def test_whoever_lost_the_lease_discards_the_result(world: Any, virtual: VirtualClock) -> None:
    world.start()
    (late,) = runner.claim("w1", 1)
    virtual.advance(timedelta(seconds=runner.LEASE_SECONDS + 1))
    runner.run_until_idle("w2")
    assert runner.run(late) == "stale"
    assert world.job_states == ["done"]


def test_a_released_job_is_due_at_once(world: Any, virtual: VirtualClock) -> None:
    world.start()
    (claimed,) = runner.claim("w1", 1)
    assert runner.claim("w2", 1) == []
    runner.release(claimed)
    (again,) = runner.claim("w2", 1)
    assert (again.id, again.attempt) == (claimed.id, 1)


def test_a_due_timer_fires_once(world: Any, virtual: VirtualClock) -> None:
    world.start("pause")
    assert runner.run_once("w").timers == 0
    virtual.advance(timedelta(hours=1))
    assert runner.run_once("w").timers == 1
    assert runner.run_once("w").timers == 0
    assert world.ended_at == ["pause_over"]


def test_a_worker_lost_with_the_last_attempt_becomes_an_incident(world: Any, virtual: VirtualClock) -> None:
    world.start()
    for _ in range(3):
        with transaction() as conn:
            assert jobs.claim(conn, "dying", 1)
        virtual.advance(timedelta(seconds=61))
    assert runner.run_once("w").swept == 1
    assert world.incident_codes == ["WORKER_LOST"]


def _states(instance_ids: list[int]) -> list[str]:
    with reading() as conn:
        return [job.state for instance_id in instance_ids for job in job_queries.of_instance(conn, instance_id)]


def test_a_result_and_the_next_claim_are_one_commit(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = [world.start(rma_number=f"RMA-{number}") for number in range(3)]
    (first,) = runner.claim("w", 1)
    seen: list[list[str]] = []
    monkeypatch.setattr(database, "commit_observers", [lambda _seconds: seen.append(_states(begun))])
    assert runner.run_on(first, lambda: True) == 3
    assert seen == [["done", "leased", "due"], ["done", "done", "leased"], ["done", "done", "done"]]


def test_a_chain_ends_where_the_worker_is_asked_to_stop(world: Any) -> None:
    begun = [world.start(rma_number=f"RMA-{number}") for number in range(3)]
    (first,) = runner.claim("w", 1)
    assert runner.run_on(first, lambda: False) == 1
    assert _states(begun) == ["done", "due", "due"]
