"""The standard return with DBOS on PostgreSQL: `python -m benchmarks.peers.dbos_return URL`.

A workflow of steps. The open task is an event that a task list would read, its answer and the message are sent to the
workflow, whose id is the order number. Steps are checkpointed when they return; what only computes needs none.
The two services between split and join are called one after the other, which costs less than child workflows.
"""

import os
import sys
from importlib.metadata import version
from time import perf_counter
from typing import Any

import psycopg
from dbos import DBOS, DBOSConfig, SetWorkflowID

from benchmarks.peers import conversation
from benchmarks.peers.outcome import age_of, check, credit_of, fee_of
from benchmarks.sample import START

PATIENCE_SECONDS = 60


@DBOS.step()
def call(operation: str, order_no: str) -> dict[str, str]:
    """A service of another system."""
    return {"id": f"{operation}-1", "order": order_no}


@DBOS.workflow()
def standard_return(start: dict[str, Any]) -> dict[str, Any]:
    order_no, age = start["order_no"], age_of(start)
    fee_pct = fee_of(age)
    call("register_fee" if fee_pct > 0 else "register_free", order_no)
    DBOS.set_event("task", "approve")
    answer = DBOS.recv("approve", timeout_seconds=PATIENCE_SECONDS)
    credit = credit_of(start["amount"], fee_pct)
    call("order_return", order_no)
    call("make_label", order_no)
    goods = DBOS.recv("goods_received", timeout_seconds=PATIENCE_SECONDS)
    call("post_credit", order_no)
    if not (answer and goods):
        raise TimeoutError(f"{order_no}: nobody answered")
    return {"age": age, "fee_pct": fee_pct, "credit": credit}


def run(number: int) -> float:
    key = f"SO-{os.getpid()}-{number}"
    with SetWorkflowID(key):
        handle = DBOS.start_workflow(standard_return, {**START, "order_no": key})
    if DBOS.get_event(key, "task", timeout_seconds=PATIENCE_SECONDS) != "approve":
        raise TimeoutError(f"{key}: no task")
    begin = perf_counter()
    DBOS.send(key, {"is_approved": True}, topic="approve")
    task_seconds = perf_counter() - begin
    DBOS.send(key, {"received": True}, topic="goods_received")
    check(key, handle.get_result())
    return task_seconds


def main(url: str) -> None:
    config: DBOSConfig = {
        "name": "standard-return",
        "system_database_url": url,
        "executor_id": f"client-{os.getpid()}",
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.launch()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:

        def size() -> int:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            return int(row[0]) if row else 0

        conversation.answer(version("dbos"), run, size)
    DBOS.destroy()


if __name__ == "__main__":
    main(sys.argv[1])
