"""How many statements the steps of a process take: the database is asked no more than needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.commands import instances, jobs, tasks
from engine.queries import tasks as task_queries
from engine.testing import Story


@contextmanager
def counted(story: Story) -> Iterator[list[str]]:
    """Every statement that reaches SQLite on the connection of the next transaction, BEGIN and COMMIT included."""
    seen: list[str] = []
    with story.engines.write.connect() as conn:
        driver = conn.connection.dbapi_connection
        driver.set_trace_callback(seen.append)
    yield seen
    driver.set_trace_callback(None)


def test_completing_a_user_task_takes_at_most_15_statements(approval: Story) -> None:
    approval.start("approval", order_no="SO-1", requester="csr1")
    with approval.engines.read.connect() as conn:
        (task,) = task_queries.of_instance(conn, approval.instance_id, "open")
    with counted(approval) as statements, approval.engines.write.begin() as conn:
        tasks.complete(conn, task.id, "lead1", ["csr_lead"], {"decision": "APPROVE"})
    assert [statements[0], statements[-1]] == ["BEGIN IMMEDIATE", "COMMIT"]
    assert len(statements) <= 15, "\n".join(statements)


def test_a_result_and_the_next_claim_take_at_most_12_statements(approval: Story) -> None:
    variables = {"order_no": "SO-1", "requester": "csr1"}
    with approval.engines.write.begin() as conn:
        instances.start(
            conn, approval.bundle_id, "approval", variables, business_key="SO-1", start_key="SO-1", by="csr1"
        )
        (job,) = jobs.claim(conn, "w", 10)
    with counted(approval) as statements, approval.engines.write.begin() as conn:
        assert jobs.complete(conn, job, {"amount": 80}, None)
        assert jobs.claim(conn, "w", 10) == []
    assert len(statements) <= 12, "\n".join(statements)
