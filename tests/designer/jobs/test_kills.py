"""The worker is killed at every edge, and the credit memo stands once; the oracle is the ERP's own ledger."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from designer.jobs import failpoints, inbox, runner
from engine import clock

GOODS = {"receipt_id": "RCV-1", "rma": "RMA-1001", "received_on": "2026-03-19", "matched": True,
         "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}]}  # fmt: skip
WORK = """
import sys
from designer.app import create_app
from designer.jobs import runner
app = create_app({"DATA_DIR": sys.argv[1], "SECRET_KEY": "only for tests"})
with app.app_context():
    runner.run_until_idle("child")
"""


@pytest.fixture
def work(app: Flask, tmp_path: Path) -> Callable[[str], int]:
    """`work("called")` runs a worker of its own process that dies there; gives its exit code."""

    def run(failpoint: str) -> int:
        environment = {**os.environ, "RETURNFLOW_FAILPOINT": failpoint}
        command = [sys.executable, "-c", WORK, str(tmp_path)]
        return subprocess.run(command, env=environment, check=False, capture_output=True, timeout=120).returncode

    return run


EDGES = ["claimed", "called", "begin", "precommit", "committed"]


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("has_dedupe", [True, False], ids=["dedupes", "ignores_keys"])
def test_a_kill_at_any_edge_posts_the_credit_once(
    world: Any, work: Callable[[str], int], edge: str, has_dedupe: bool
) -> None:
    world.start(amount=Decimal("74.00"))
    runner.run_until_idle("w")
    if not has_dedupe:
        world.switch({"kind": "ignore_key"})
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    assert work(edge) == -signal.SIGKILL
    with clock.use(clock.VirtualClock(clock.now() + timedelta(seconds=runner.LEASE_SECONDS + 1))):
        runner.run_until_idle("w2")
    assert world.ended_at == ["credited"]
    (memo,) = world.applied("post_credit_memo")
    assert memo["identity"]["return"] == "RMA-1001"


def test_the_oracle_sees_a_worker_that_forgets_to_look(
    world: Any, work: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the look-up the same kill posts twice: the test above can fail."""
    world.start()
    runner.run_until_idle("w")
    world.switch({"kind": "ignore_key"})
    inbox.receive("wms", "msg_1", "receipt.posted", GOODS)
    assert work("called") == -signal.SIGKILL
    monkeypatch.setattr("connectors.sdk.invocation._Call._look_up", lambda _self: None)
    with clock.use(clock.VirtualClock(clock.now() + timedelta(seconds=runner.LEASE_SECONDS + 1))):
        runner.run_until_idle("w2")
    assert len(world.applied("post_credit_memo")) == 2


def test_a_kill_before_a_timer_is_committed_fires_it_again(world: Any, work: Callable[[str], int]) -> None:
    with clock.use(clock.VirtualClock(clock.now() - timedelta(hours=2))):
        world.start("pause")
    assert work(failpoints.TIMER) == -signal.SIGKILL
    assert world.ended_at == []
    runner.run_until_idle("w")
    assert world.ended_at == ["pause_over"]
