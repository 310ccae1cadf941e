"""The same stories on PostgreSQL: one schema, two databases."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from engine.commands import instances, jobs, tasks
from engine.commands.bundles import File
from engine.queries import jobs as job_queries
from engine.queries import tasks as task_queries
from engine.store import database
from engine.testing import Story, story
from tests.engine.store.meetings import until_it_waits

MODELS = Path(__file__).parents[1] / "commands"


@pytest.fixture
def approval(tmp_path: Path, postgres_url: str) -> Iterator[Story]:
    with story(tmp_path, postgres_url) as told:
        told.deploy(
            File("bpmn", "approval.bpmn", (MODELS / "approval.bpmn").read_bytes()),
            File("form", "approval.json", (MODELS / "approval.json").read_bytes()),
        )
        told.answer("erp.get_order", {"amount": Decimal("79.92")})
        told.answer("erp.post_credit_memo", {"memo_no": "CM-1"})
        yield told


def test_a_return_runs_from_request_to_credit(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    approval.complete("approve", user="lead1", decision="APPROVE")
    approval.publish("goods_received", "SO-1", qty=4)
    assert approval.status == "completed"
    assert approval.variables["order"] == {"amount": Decimal("79.92")}


def test_a_message_is_taken_once(approval: Story) -> None:
    assert approval.publish("goods_received", "SO-1").outcome == "buffered"
    assert approval.publish("goods_received", "SO-1").outcome == "duplicate"


def test_a_message_that_comes_while_its_receiver_is_not_committed_reaches_it(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    outcomes: list[str] = []
    sender = threading.Thread(target=lambda: outcomes.append(approval.publish("goods_received", "SO-1").outcome))
    with approval.engines.write.begin() as conn:
        (task,) = task_queries.of_instance(conn, approval.instance_id, "open")
        tasks.complete(conn, task.id, "lead1", ["csr_lead", "returns_mgr"], {"decision": "APPROVE"})
        sender.start()
        until_it_waits(conn, sender)
    sender.join()
    assert outcomes == ["correlated"]


def test_a_message_whose_receiver_goes_away_while_it_comes_is_kept(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    approval.complete("approve", user="lead1", decision="APPROVE")
    outcomes: list[str] = []
    sender = threading.Thread(target=lambda: outcomes.append(approval.publish("goods_received", "SO-1").outcome))
    with approval.engines.write.begin() as conn:
        instances.cancel(conn, approval.instance_id, by="csr1", reason="sent twice")
        sender.start()
        until_it_waits(conn, sender)
    sender.join()
    assert outcomes == ["buffered"]


def test_a_message_and_a_step_that_opens_another_receiver_of_it_do_not_wait_for_each_other(
    tmp_path: Path, postgres_url: str
) -> None:
    """One step of an instance makes a receiver; the message looks for one, and the next step waits to make another."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with story(tmp_path, postgres_url) as told, ThreadPoolExecutor(2) as pool:
        told.deploy(File("bpmn", "parcels.bpmn", (MODELS / "parcels.bpmn").read_bytes()))
        told.start("parcels")
        with told.engines.write.begin() as conn:
            tasks.complete(conn, told.task("announce_one").id, "clerk", [], {})
            sent = pool.submit(told.publish, "parcel_came", "")
            pool.submit(told.complete, "announce_other")
            while not sent.done() and conn.execute(waiting).scalar_one() < 2:
                wait([sent], 0.01)
        assert sent.result().outcome == "correlated"
        pool.shutdown()
        assert len(told.happened("message_received")) == 1


def test_workers_that_claim_at_once_share_the_jobs_and_take_none_twice(approval: Story) -> None:
    for n in range(20):
        with approval.engines.write.begin() as conn:
            instances.start(
                conn, approval.bundle_id, "approval", {"order_no": f"SO-{n}", "requester": "csr1"},
                business_key=f"SO-{n}", start_key=f"SO-{n}", by="csr1",
            )  # fmt: skip
    done: list[int] = []

    def work(name: str) -> None:
        while True:
            with approval.engines.write.begin() as conn:
                claimed = jobs.claim(conn, name, limit=3)
            if not claimed:
                return
            for job in claimed:
                with approval.engines.write.begin() as conn:
                    assert jobs.complete(conn, job, {"amount": 1}, None)
                done.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(set(done))
    with approval.engines.read.connect() as conn:
        assert job_queries.count_by_state(conn) == {"done": 20}


def test_a_connection_that_was_cut_while_idle_is_replaced(
    approval: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.0)
    with approval.engines.write.begin() as conn:
        cut = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(approval.engines.write.url.render_as_string(hide_password=False).replace("+psycopg", "")) as o:
        o.execute("SELECT pg_terminate_backend(%s)", [cut])
    with approval.engines.write.begin() as conn:
        assert conn.execute(text("SELECT pg_backend_pid()")).scalar_one() != cut


def test_a_look_begins_no_transaction(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    idle = text("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")
    with approval.engines.read.connect() as conn:
        assert task_queries.of_instance(conn, approval.instance_id, "open")
        with approval.engines.write.connect() as other:
            assert other.execute(idle).scalar_one() == 0
