"""Faults, dedupe by key and the ledger."""

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from connectors.sdk.errors import ConnectorError, Retryable
from connectors.sdk.simulator import SimulatorServer, faults, ledger

Simulate = Callable[..., SimulatorServer]
CASE = {"customer_id": "C100", "rma_number": "RMA-7", "subject": "Fee"}


def switch(server: SimulatorServer, **fault: Any) -> None:
    with server.store.write() as tables:
        faults.replace(tables, [fault])


def calls(server: SimulatorServer, **wanted: str) -> list[dict[str, Any]]:
    with server.store.read() as tables:
        return ledger.listed(tables, **wanted)  # type: ignore[arg-type]


def outcomes(server: SimulatorServer, call: Any, number: int) -> list[bool]:
    def works(index: int) -> bool:
        try:
            call(server, "create_case", CASE, key=f"k{index}")
        except ConnectorError:
            return False
        return True

    return [works(index) for index in range(number)]


def test_a_share_strikes_evenly(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="500", share="0.25")
    assert outcomes(server, call, 8) == [True, True, True, False] * 2


def test_a_count_strikes_the_next_calls_and_then_no_more(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="500", count=2)
    assert outcomes(server, call, 4) == [False, False, True, True]


def test_a_fault_strikes_its_own_operation_alone(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="500", operation="create_case")
    with pytest.raises(Retryable):
        call(server, "create_case", CASE)
    assert call(server, "get_customer", {"customer_id": "C100"}).data["tier"] == "STD"


def test_a_request_delivered_twice_has_one_effect(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="duplicate")
    call(server, "create_case", CASE)
    assert [entry["effect"] for entry in calls(server, operation="create_case")] == ["replayed", "applied"]
    with server.store.read() as tables:
        assert len(tables.all("cases")) == 1


def test_a_target_that_ignores_keys_does_it_twice_and_the_ledger_tells(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="ignore_key")
    call(server, "create_case", CASE)
    call(server, "create_case", CASE)
    applied = calls(server, operation="create_case", effect="applied")
    assert [entry["identity"] for entry in applied] == [
        {"return": "RMA-7", "operation": "create_case", "line": "Fee"}
    ] * 2


def test_an_error_before_the_work_leaves_no_effect(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="500")
    with pytest.raises(Retryable):
        call(server, "create_case", CASE)
    (entry,) = calls(server, operation="create_case")
    assert (entry["effect"], entry["status"], entry["fault"]) == ("failed", 500, "500")


def test_a_refusal_is_written_down_and_changes_nothing(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    with pytest.raises(ConnectorError):
        call(server, "create_case", CASE | {"customer_id": "C404"})
    (entry,) = calls(server, operation="create_case")
    assert (entry["effect"], entry["body"]["AccountId"], entry["key"]) == ("refused", "C404", "key")


def test_a_write_without_a_key_is_refused(simulate: Simulate) -> None:
    server = simulate("crm")
    answer = httpx.post(
        f"{server.base_url}/services/data/cases", json={}, headers={"Authorization": f"Bearer {server.token}"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "MissingIdempotencyKey")


def test_a_call_that_was_held_up_does_not_write_after_a_reset(simulate: Simulate, call: Any) -> None:
    server = simulate("crm")
    switch(server, kind="slow", seconds=0.3)

    threading.Timer(0.1, server.reset).start()
    with pytest.raises(Retryable):
        call(server, "create_case", CASE)
    with server.store.read() as tables:
        assert tables.all("cases") == []
