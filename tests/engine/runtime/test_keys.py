"""Idempotency keys."""

from pathlib import Path
from random import Random

from sqlalchemy import select

from engine.commands import instances, jobs, messages
from engine.commands.bundles import File
from engine.commands.jobs import ClaimedJob
from engine.runtime import keys
from engine.store.tables import job as job_table
from engine.testing import story

VISITS = Path(__file__).parents[1] / "bpmn" / "visits.bpmn"


def test_the_key_depends_on_instance_occurrence_and_operation_alone() -> None:
    key = keys.idempotency_key("return-1", "settle#7", "erp.post_credit_memo")
    assert key == keys.idempotency_key("return-1", "settle#7", "erp.post_credit_memo")
    others = {
        keys.idempotency_key("return-2", "settle#7", "erp.post_credit_memo"),
        keys.idempotency_key("return-1", "settle#8", "erp.post_credit_memo"),
        keys.idempotency_key("return-1", "settle#7", "erp.post_debit_memo"),
    }
    assert key not in others
    assert len(others) == 3


def keys_of(folder: Path, seed: int) -> tuple[list[str], set[tuple[str, str, str]]]:
    """The keys in the order in which jobs were done, and (operation, request, key) of each job."""
    source = Random(seed)  # noqa: S311 - no secret
    order: list[str] = []
    events = ["late", "more"] * 2
    folder.mkdir()
    with story(folder) as told:
        told.deploy(File("bpmn", "visits.bpmn", VISITS.read_bytes()))
        claimed: list[ClaimedJob] = []
        with told.engines.write.begin() as conn:
            instances.start(conn, told.bundle_id, "visits", {"n": 1}, business_key="R-1", start_key="R-1", by="test")
        while True:
            with told.engines.write.begin() as conn:
                claimed += jobs.claim(conn, "test", limit=20)
                if events and source.random() < 0.2:
                    name = events.pop()
                    messages.publish(conn, name, "", {}, source="test", message_id=f"{name}:{len(events)}")
                elif claimed:
                    job = claimed.pop(source.randrange(len(claimed)))
                    order.append(job.idempotency_key)
                    jobs.complete(conn, job, {}, None)
                elif not events:
                    break
        told.instance_id = told.of_process("visits")[0]
        for handler in ("refund", "unseat", "leave_room"):
            told.answer(f"books.{handler}", {})
        told.complete("watch")
        assert told.status == "completed"
        with told.engines.read.connect() as conn:
            columns = job_table.c.operation, job_table.c.request_hash, job_table.c.idempotency_key
            rows = conn.execute(select(*columns)).all()
    return order, {(row[0], row[1], row[2]) for row in rows}


def test_jobs_have_the_same_keys_whatever_order_parallel_branches_take(tmp_path: Path) -> None:
    orders, found = zip(*(keys_of(tmp_path / str(seed), seed) for seed in range(3)), strict=True)
    assert orders[0] != orders[1]
    assert found[0] == found[1] == found[2]
    assert len({key for _, _, key in found[0]}) == 35
