"""The course of one return: what it starts with, what the world does to it, when nothing happens any more."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from designer.scenarios import agenda, systems
from designer.scenarios.agenda import Deed
from designer.scenarios.cases import Case
from designer.scenarios.people import People, correction, receipt_lines
from designer.scenarios.stage import Stage

_HORIZON = timedelta(days=400)


class CannotPlayError(Exception):
    """The case needs something that the library does not have; the message says what."""


def start_variables(case: Case, return_no: int) -> dict[str, Any]:
    """What the process of the return type is started with; `label_by` says on whose account the parcel travels."""
    given, request = case.given, case.request
    return {
        "return_id": str(uuid.uuid4()),
        "return_no": return_no,
        "return_type": given["return_type"],
        "channel": given.get("channel") or "api",
        "requester": request.get("requester") or "u:portal",
        "requested_on": case.requested_on,
        "customer_id": given["customer"]["id"],
        "order_no": given["order"]["id"],
        "requested_resolution": request.get("requested_resolution") or "CREDIT",
        "notes": request.get("notes") or "",
        "evidence": list(request.get("evidence") or ()),
        "label_by": (given.get("logistics") or {}).get("label_by"),
        "lines": [
            {
                "line": line["line"],
                "sku": line["sku"],
                "qty": Decimal(str(line["qty_requested"])),
                "reason_code": None,
                "notes": "",
                "condition": None,
            }
            for line in given["lines"]
        ],
    }


def break_systems(case: Case, world: systems.Systems) -> None:
    """Switch on the faults that the case speaks of."""
    events = case.system_events
    faults: list[dict[str, Any]] = []
    if "erp_down_return_order" in events:
        faults.append({"kind": "500", "operation": "create_return_order"})
    if "credit_timeout_then_found" in events:
        # Nobody waits that long for real: the worker lets virtual time pass instead.
        faults.append({"kind": systems.HANGS, "operation": "post_credit_memo", "count": 1, "seconds": 0.01})
    world.switch_on("erp", *faults)


class Course:
    """The course of one return, from its start to its end or to where nothing happens any more."""

    def __init__(self, case: Case, stage: Stage, variables: Mapping[str, Any]) -> None:
        self._case = case
        self._stage = stage
        self._people = People(case, stage)
        self._return_id = variables["return_id"]
        self._rma_number = f"RMA-{variables['return_no']}"
        self._parcel: str | None = None
        self._told = 0
        self._is_correct = "inspection_corrected" not in case.system_events

    def run(self) -> None:
        self._react()
        for entry in agenda.of(self._case):
            self._stage.wait_until(entry.at)
            if not self._stage.is_running:
                return
            self._do(entry.deed)
            self._react()
        last = self._stage.now + _HORIZON
        while self._stage.is_running and self._stage.wait_for_next(last - self._stage.now):
            self._react()

    def _react(self) -> None:
        """Let people do what has become theirs to do; a wrong inspection is noticed once its credit stands."""
        self._people.work()
        if self._is_correct or self._stage.status != "SETTLED":
            return
        self._is_correct = True
        self._stage.publish(
            "inspection_corrected", self._return_id, correction(self._case), source="returns",
            message_id=f"correct:{self._return_id}",
        )  # fmt: skip
        self._people.work()

    def _do(self, deed: Deed) -> None:
        match deed:
            case Deed.REPAIR_ERP:
                self._stage.systems.switch_on("erp")
            case Deed.APPROVE:
                self._approve()
            case Deed.SCAN:
                self._scan("in_transit")
            case Deed.DELIVER:
                self._scan("delivered")
            case Deed.LOSE:
                self._scan("lost")
            case Deed.CANCEL:
                self._stage.publish(
                    "return_cancelled", self._return_id, {"reason": "as the case says"}, source="returns",
                    message_id=f"cancel:{self._return_id}",
                )  # fmt: skip
            case Deed.RECEIVE:
                self._receive()
            case Deed.CLAIM:
                pass  # the clerk finds the task when the day has come

    def _approve(self) -> None:
        if "approval_sla_breached" in self._case.system_events:
            while self._stage.open_tasks and self._stage.open_timers:
                self._stage.wait_for_next(_HORIZON)
        self._people.approve()

    def _scan(self, status: str) -> None:
        label = self._stage.variables.get("label") or {}
        if not label.get("tracking_number"):
            raise CannotPlayError("the case scans a parcel, but the process made no label")
        scanned = {"tracking_number": label["tracking_number"], "status": status}
        told = self._stage.systems.act("carrier", "scan", scanned)
        self._tell("carrier", "tracker.updated", told)

    def _receive(self) -> None:
        data: dict[str, Any] = {
            "rma_number": self._rma_number,
            "lines": list(receipt_lines(self._case)),
            "received_on": self._case.given["logistics"]["received_date"],
        }
        if "no_asn" in self._case.system_events:
            data["has_asn"] = False
        self._tell("wms", "receipt.posted", self._stage.systems.act("wms", "post_receipt", data))

    def _tell(self, system: str, event: str, told: Mapping[str, Any]) -> None:
        message, key, payload = self._stage.systems.message_of(system, event, told)
        self._told += 1
        self._stage.publish(message, key, payload, source=system, message_id=f"{self._return_id}:{self._told}")
