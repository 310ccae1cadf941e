"""What makes a connector be refused when it is built, and the conformance suite's own eyes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from connectors.sdk import Effect, Lookup, NotSafe, Operation, connector, manifest, registry
from connectors.sdk.conformance import CHECKS, ConformanceError, Target
from connectors.sdk.errors import InvalidResponse, Misconfigured, UnknownOutcome
from connectors.sdk.http import Answer
from connectors.sdk.simulator import SimulatorServer


def erp(name: str) -> Operation:
    return registry.get("erp").operation(name)


@pytest.mark.parametrize(
    ("operations", "complaint"),
    [
        ((replace(erp("post_credit_memo"), idempotency=None),), "must declare its idempotency"),
        ((replace(erp("post_credit_memo"), idempotency=NotSafe("no"), reverse=None),), "by Key or Lookup"),
        ((replace(erp("adjust_inventory"), idempotency=NotSafe("no")),), "by Key or Lookup"),
        ((replace(erp("post_debit_memo"), idempotency=Lookup("nowhere")),), "'nowhere' is not an operation"),
        ((replace(erp("get_order"), idempotency=Lookup()),), "a read needs no idempotency"),
        ((replace(erp("get_order"), reverse="undo"),), "'undo' is not an operation"),
        ((replace(erp("get_order"), record=("order", "number")),), "'number' is not in the output"),
        ((erp("get_order"), erp("get_order")), "declared twice"),
    ],
)
def test_a_connector_that_breaks_a_rule_is_not_built(operations: tuple[Operation, ...], complaint: str) -> None:
    with pytest.raises(Misconfigured, match=complaint):
        connector.build("connectors.erp", operations)


def test_a_manifest_lists_everything_wrong_with_it() -> None:
    raw: dict[str, Any] = {"id": "No Spaces", "name": "", "version": "1", "sdk": "1", "auth": ["magic"]}
    with pytest.raises(Misconfigured) as caught:
        manifest.parse(raw, source="test")
    assert all(word in caught.value.message for word in ("No Spaces", "magic", "allowed_hosts", "config_schema"))


def test_a_connector_for_another_sdk_is_refused() -> None:
    raw = {
        "id": "x1", "name": "X", "version": "1.0.0", "sdk": "2.x", "description": "x", "auth": ["none"], "secrets": [],
        "allowed_hosts": ["*"], "config_schema": {"type": "object", "properties": {}},
    }  # fmt: skip
    with pytest.raises(Misconfigured, match="SDK 2.x"):
        manifest.parse(raw, source="test")


def test_an_unknown_connector_is_refused_with_those_that_are_installed() -> None:
    with pytest.raises(Misconfigured, match="erp, wms, carrier, crm"):
        registry.get("odoo")


def blind(operation: Operation) -> Operation:
    """The look-up of a connector whose author forgot to send the key."""
    return replace(operation, call=lambda _http, _data: Answer({"documents": []}))


def eager(operation: Operation) -> Operation:
    return replace(operation, effect=Effect.READ, idempotency=None)


@pytest.mark.parametrize(
    ("changed", "name", "check", "found"),
    [
        (blind, "find_by_key", "an_unclear_answer_is_looked_up", UnknownOutcome),
        (blind, "find_by_key", "a_second_attempt_looks_before_it_sends", ConformanceError),
        (eager, "post_credit_memo", "examples_work", Misconfigured),
        (lambda o: replace(o, example={"order_no": ""}), "get_order", "schemas_are_valid", ValidationError),
        (lambda o: replace(o, read=lambda _: {"found": False}), "get_item", "examples_work", InvalidResponse),
        (lambda o: replace(o, description=""), "get_item", "schemas_are_valid", ConformanceError),
    ],
)
def test_the_suite_catches_a_broken_connector(
    tmp_path: Path, changed: Any, name: str, check: str, found: type[Exception]
) -> None:
    good = registry.get("erp")
    broken = replace(good, operations={**good.operations, name: changed(good.operation(name))})
    with SimulatorServer("erp", 0, tmp_path / "erp.db", secret="s") as server, pytest.raises(found):
        CHECKS[check](Target(broken, server))
