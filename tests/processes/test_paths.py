"""The ways that worked cases seldom take: unknown orders, missing evidence, refusals, wrong goods."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from engine.commands import tasks
from engine.commands.bundles import File
from engine.commands.jobs import ClaimedJob, JobFailure
from engine.errors import Refused
from engine.testing import Story, story

KINDS = {"bpmn": ("processes", "bpmn"), "dmn": ("processes", "dmn"), "form": ("forms", "")}
NOT_THERE = JobFailure("business", "NOT_FOUND", "there is no such record")
REFUSED = JobFailure("business", "CLOSED_PERIOD", "the period is closed")


def library(changes: Mapping[str, tuple[str, str]]) -> list[File]:
    """The shipped files; `changes` are {file name: (text, its replacement)}."""
    found = []
    for kind, (package, folder) in KINDS.items():
        for entry in files(package).joinpath(folder).iterdir():
            if entry.name.endswith((".bpmn", ".dmn", ".json")) and entry.name != "return_types.json":
                old, new = changes.get(entry.name, ("", ""))
                content = entry.read_bytes()
                assert old.encode() in content
                found.append(File(kind, entry.name, content.replace(old.encode(), new.encode()) if old else content))  # type: ignore[arg-type]
    return found


def answers() -> dict[str, Any]:
    """Systems that know one customer, one order of four bearings at 18.50, and do what they are asked."""
    customer = {"id": "C1", "name": "Alder", "tier": "STD", "credit_hold": False, "fraud_score": Decimal("0.05"),
                "contact": {}, "address": {"street1": None, "city": None, "state": None, "postal_code": None,
                                           "country": None}}  # fmt: skip
    line = {"line": 1, "sku": "BRG", "qty_ordered": Decimal(4), "net_price": Decimal("18.50"), "serials": []}
    order = {"id": "SO-1", "currency": "USD", "delivery_date": date(2026, 2, 28), "freight": Decimal(0),
             "ship_mode": "PARCEL", "declared_value": None, "lines": [line]}  # fmt: skip
    item = {"sku": "BRG", "description": "Bearing", "unit_cost": Decimal("11.20"), "supplier": "SUP-DELTA",
            "stock_class": "STOCK", "flags": [], "warranty_months": 0}  # fmt: skip
    return {
        "crm.get_customer": customer, "crm.notify": {"notification_id": "M-1"}, "crm.create_case": {"case_id": "K-1"},
        "erp.get_order": order,
        "erp.get_invoice": {"id": "INV-1", "tax_rate": Decimal("0.08"), "lines": [line]},
        "erp.get_returned_qty": {"lines": [{"line": 1, "sku": "BRG", "qty_prev_returned": Decimal(0)}]},
        "erp.get_item": item, "erp.create_return_order": {"return_order_no": "RO-1"},
        "erp.cancel_return_order": {"return_order_no": "RO-1"}, "erp.post_receipt": {"document_no": "GR-1"},
        "erp.adjust_inventory": {"document_no": "IM-1"}, "erp.post_credit_memo": {"credit_memo_no": "CM-1"},
        "erp.post_debit_memo": {"debit_memo_no": "DM-1"},
        "wms.create_expected_receipt": {"expected_receipt_id": "ASN-1"},
        "wms.cancel_expected_receipt": {"expected_receipt_id": "ASN-1"}, "wms.move_to_location": {"movement_id": "MV"},
        "carrier.create_return_label": {"label_id": "L-1", "tracking_number": "T-1", "cost": Decimal("6.10"),
                                        "document": {"url": "https://labels.example/1.pdf"}},
        "carrier.void_label": {"tracking_number": "T-1", "status": "REFUNDED"},
    }  # fmt: skip


class Return:
    """A REMORSE return in a story."""

    def __init__(self, running: Story) -> None:
        self.story = running
        self.calls: list[ClaimedJob] = []
        self.receipts = 0
        for name, result in answers().items():
            self.answer(name, result)

    def answer(self, name: str, *results: Any) -> None:
        """What the system answers: one after the other, the last one from then on."""
        left = list(results)

        def respond(job: ClaimedJob) -> Any:
            self.calls.append(job)
            return left.pop(0) if len(left) > 1 else left[0]

        self.story.answer(name, respond)

    def start(self, changes: Mapping[str, tuple[str, str]] | None = None, **variables: Any) -> None:
        self.story.deploy(*library(changes or {}))
        line = {"line": 1, "sku": "BRG", "qty": Decimal(4), "reason_code": None, "notes": "", "condition": None}
        known = {"return_id": "r-1", "return_no": 1001, "return_type": "REMORSE", "channel": "csr", "requester": "csr1",
                 "requested_on": date(2026, 3, 2), "customer_id": "C1", "order_no": "SO-1", "notes": "not needed",
                 "requested_resolution": "CREDIT", "evidence": [], "lines": [line]}  # fmt: skip
        self.story.start("return_remorse", **(known | variables))

    def receive(self, *counted: tuple[int | None, str, int], has_asn: bool = True) -> None:
        lines = [{"line": line, "sku": sku, "qty": Decimal(qty), "serials": []} for line, sku, qty in counted]
        self.receipts += 1
        told = {"receipt_id": "RCV-1", "rma_number": "RMA-1001", "received_on": date(2026, 3, 9), "lines": lines}
        self.story.publish("receipt_posted", "RMA-1001", f"receipt-{self.receipts}", has_asn=has_asn, **told)

    def inspect(self, *lots: tuple[int, str], **more: Any) -> None:
        self.story.complete("inspect", lots=[{"line": 1, "qty": str(qty), "code": code, **more} for qty, code in lots])

    def called(self, operation: str) -> list[Mapping[str, Any]]:
        return [job.input for job in self.calls if job.operation == operation]

    @property
    def statuses(self) -> list[str]:
        return [entry.data["status"] for entry in self.story.history if entry.kind == "milestone_reached"]

    def close(self) -> None:
        """Let the correction period pass and check that nothing is stuck."""
        self.story.wait(timedelta(minutes=1))
        assert [str(it.message) for it in self.story.incidents] == []
        assert self.story.status == "completed"


@pytest.fixture
def remorse(tmp_path: Path) -> Iterator[Return]:
    with story(tmp_path) as running:
        yield Return(running)


@pytest.mark.parametrize("missing", ["crm.get_customer", "erp.get_order", "erp.get_invoice"])
def test_what_nobody_knows_is_declined(remorse: Return, missing: str) -> None:
    remorse.answer(missing, NOT_THERE)
    remorse.start()
    assert remorse.statuses == ["SUBMITTED", "DECLINED"]
    assert remorse.story.variables["eligibility_reason"] == "UNKNOWN_ORDER"
    assert remorse.called("create_return_order") == []


def test_a_reason_from_the_form_is_kept(remorse: Return) -> None:
    line = {"line": 1, "sku": "BRG", "qty": Decimal(4), "reason_code": "OVERSTOCK", "notes": "", "condition": None}
    remorse.start(lines=[line], notes="ordered the wrong size")
    assert remorse.story.variables["reason_code"] == "OVERSTOCK"


EVIDENCE_ROW = '<text>"{}"</text>\n        </inputEntry>\n        <outputEntry id="required'
EVIDENCE = {"eligibility.dmn": (EVIDENCE_ROW.format("WRONG_ITEM"), EVIDENCE_ROW.format("REMORSE"))}


def test_missing_evidence_is_asked_for_and_looked_at_again(remorse: Return) -> None:
    remorse.start(EVIDENCE)
    assert remorse.story.open_tasks() == ["give_information"]
    remorse.story.complete("give_information", evidence=["photo_label"])
    assert remorse.statuses == ["SUBMITTED", "NEEDS_INFO", "SUBMITTED", "APPROVED", "AWAITING_SHIPMENT"]


def test_evidence_that_never_comes_is_reminded_of_and_then_given_up(remorse: Return) -> None:
    remorse.start(EVIDENCE)
    remorse.story.wait(timedelta(days=10))
    assert remorse.statuses == ["SUBMITTED", "NEEDS_INFO", "CANCELLED"]
    assert remorse.story.variables["timers"] == ["INFO_REMINDER@2026-03-07", "INFO_CANCEL@2026-03-12"]



def expensive(remorse: Return) -> None:
    line = {"line": 1, "sku": "BRG", "qty_ordered": Decimal(4), "net_price": Decimal(3000), "serials": []}
    remorse.answer("erp.get_invoice", {"id": "INV-1", "tax_rate": Decimal("0.08"), "lines": [line]})


def test_two_roles_approve_one_after_the_other_and_never_the_requester(remorse: Return) -> None:
    expensive(remorse)
    remorse.start(requester="mgr1")
    assert remorse.story.task("approve").candidate_groups == ("returns_mgr",)
    with pytest.raises(Refused) as refused:
        remorse.story.complete("approve", user="mgr1", decision="APPROVE")
    assert refused.value.code == "segregation_of_duties"
    remorse.story.complete("approve", user="mgr2", decision="APPROVE")
    assert remorse.story.task("approve").candidate_groups == ("finance_dir",)
    remorse.story.complete("approve", user="findir1", decision="APPROVE")
    assert remorse.statuses == ["SUBMITTED", "UNDER_REVIEW", "APPROVED", "AWAITING_SHIPMENT"]
    assert [it["role"] for it in remorse.story.variables["approvals"]] == ["RETURNS_MGR", "FINANCE_DIR"]
    assert remorse.story.variables["approvals"][0]["rule"] == "Approval route: above 10000.00"


def test_a_refusal_ends_the_route(remorse: Return) -> None:
    expensive(remorse)
    remorse.start()
    remorse.story.complete("approve", user="mgr1", decision="DECLINE", comment="Too old.")
    assert remorse.statuses == ["SUBMITTED", "UNDER_REVIEW", "DECLINED"]
    assert remorse.story.variables["approval_result"] == "DECLINED"
    assert remorse.called("create_return_order") == []


def test_an_approval_is_reminded_of_after_a_day_and_escalated_after_two(remorse: Return) -> None:
    expensive(remorse)
    remorse.start()
    remorse.story.wait(timedelta(hours=24))
    assert [call["priority"] for call in remorse.called("create_case")] == ["NORMAL"]
    remorse.story.wait(timedelta(hours=24))
    assert [call["priority"] for call in remorse.called("create_case")] == ["NORMAL", "HIGH"]
    remorse.story.complete("approve", user="mgr1", decision="DECLINE", comment="Too late.")
    assert remorse.story.variables["exceptions"] == ["APPROVAL_ESCALATED"]


def test_without_any_label_the_customer_sends_at_his_own_cost(remorse: Return) -> None:
    remorse.answer("carrier.create_return_label", JobFailure("business", "LABEL_FAILED", "no service"))
    remorse.start()
    assert remorse.statuses[-1] == "AWAITING_SHIPMENT"
    assert remorse.story.variables["label"] is None
    assert [call["service"] for call in remorse.called("create_return_label")] == ["GROUND", "EXPRESS"]
    remorse.story.publish("return_cancelled", "r-1", "cancel", reason="kept it")
    assert remorse.story.variables["compensation"] == ["CANCEL_EXPECTED_RECEIPT", "CANCEL_RETURN_ORDER"]


def test_nothing_of_the_return_is_told_before_the_erp_has_it(remorse: Return) -> None:
    down = JobFailure("retry", "RETRY", "the ERP is down")
    remorse.answer("erp.create_return_order", *[down] * 12, {"return_order_no": "RO-1"})
    remorse.start()
    remorse.story.wait(timedelta(minutes=2))
    assert remorse.called("notify") == []
    for _ in range(12):
        remorse.story.wait(timedelta(minutes=30))
        remorse.story.work()
    assert remorse.statuses[-1] == "AWAITING_SHIPMENT"
    assert remorse.story.variables["exceptions"] == ["ERP_RETRY"]
    assert len(remorse.called("notify")) == 1


def test_goods_that_match_no_line_are_matched_by_a_person(remorse: Return) -> None:
    remorse.start()
    remorse.receive((None, "BRG", 4))
    assert remorse.story.open_tasks() == ["match_at_dock"]
    remorse.story.complete("match_at_dock", lines=[{"line": 1, "sku": "BRG", "qty": "4", "serials": []}])
    assert len(remorse.called("create_expected_receipt")) == 1
    remorse.inspect((4, "OK_SEALED"))
    remorse.close()
    assert remorse.story.variables["credit_total"] == Decimal("79.92")


def test_the_rest_is_waited_for_and_counted_with_the_first_part(remorse: Return) -> None:
    remorse.start()
    remorse.receive((1, "BRG", 1))
    assert remorse.statuses[-1] == "PARTIALLY_RECEIVED"
    remorse.receive((1, "BRG", 3), has_asn=False)  # the first part has closed the expected receipt
    remorse.inspect((4, "OK_SEALED"))
    remorse.close()
    assert remorse.story.variables["exceptions"] == []
    assert remorse.called("post_receipt")[0]["lines"] == [{"line": 1, "sku": "BRG", "qty": 4}]


def test_another_item_is_sent_back_without_credit(remorse: Return) -> None:
    remorse.start()
    remorse.receive((1, "BRG", 3), (1, "NUT", 1))
    remorse.inspect((3, "OK_SEALED"), (1, "WRONG_ITEM"))
    remorse.close()
    assert remorse.story.variables["exceptions"] == ["WRONG_ITEM_RECEIVED"]
    assert remorse.story.variables["settled_lines"][0]["merchandise"] == Decimal("55.50")
    assert [(move["sku"], move["to_location"]) for move in remorse.called("move_to_location")] == [
        ("BRG", "STOCK"), ("NUT", "CUSTOMER-OUT")]  # fmt: skip
    assert [posting["sku"] for posting in remorse.called("adjust_inventory")] == ["BRG"]


def test_an_inspection_that_does_not_add_up_comes_back(remorse: Return) -> None:
    remorse.start()
    remorse.receive((1, "BRG", 4))
    remorse.inspect((3, "OK_SEALED"))
    assert remorse.story.task("inspect").context["hint"] == "The quantities do not add up on line 1"
    remorse.inspect((3, "OK_SEALED"), (1, "CUST_DAMAGE"))
    remorse.close()
    assert remorse.story.variables["credit_outcome"] == "PARTIAL_CREDIT"


def test_advice_against_the_table_is_decided_by_a_supervisor(remorse: Return) -> None:
    remorse.start()
    remorse.receive((1, "BRG", 4))
    remorse.inspect((4, "OK_SEALED"), recommended_disposition="SCRAP", notes="rusty")
    assert remorse.story.task("override").context["questioned"][0]["decided"] == "RESTOCK"
    advice = [{"lot_no": 1, "disposition": "SCRAP", "reason": "Rusty indeed."}]
    with pytest.raises(Refused):
        remorse.story.complete("override", user="somebody", overrides=advice)
    remorse.story.complete("override", user="mgr1", overrides=advice)
    remorse.close()
    assert remorse.story.variables["settled_lines"][0]["dispositions"] == [{"code": "SCRAP", "qty": 4}]


def test_a_posting_that_is_refused_three_times_goes_to_a_clerk(remorse: Return) -> None:
    remorse.answer("erp.post_credit_memo", REFUSED)
    remorse.start()
    remorse.receive((1, "BRG", 4))
    remorse.inspect((4, "OK_SEALED"))
    remorse.story.wait(timedelta(minutes=11))
    assert len(remorse.called("post_credit_memo")) == 3
    remorse.story.complete("resolve_posting", action="POST_BY_HAND", credit_memo_no="CM-77", comment="Next period.")
    remorse.close()
    assert len(remorse.called("post_credit_memo")) == 3
    assert remorse.story.variables["credit_memo_no"] == "CM-77"
    assert remorse.story.variables["exceptions"] == ["CREDIT_POST_FAILED"]
    assert remorse.statuses[-3:] == ["SETTLING", "SETTLED", "CLOSED"]


def test_a_message_that_cannot_be_sent_holds_nothing_up(remorse: Return) -> None:
    remorse.answer("crm.notify", JobFailure("business", "NO_CONTACT", "no address"))
    remorse.start()
    assert remorse.statuses[-1] == "AWAITING_SHIPMENT"


def test_a_scan_stops_the_expiry_for_good(remorse: Return) -> None:
    remorse.start()
    remorse.story.publish("tracking_updated", "RMA-1001", "scan", rma_number="RMA-1001", status="IN_TRANSIT")
    remorse.story.wait(timedelta(days=60))
    assert remorse.statuses[-1] == "IN_TRANSIT"
    assert remorse.story.variables["timers"] == []


def test_two_days_after_delivery_the_dock_is_searched(remorse: Return) -> None:
    remorse.start()
    remorse.story.publish("tracking_updated", "RMA-1001", "scan", rma_number="RMA-1001", status="DELIVERED")
    remorse.story.wait(timedelta(days=2, minutes=1))
    remorse.receive((1, "BRG", 4))
    assert remorse.statuses[4:] == ["ARRIVED", "RECEIVED", "INSPECTING"]
    remorse.inspect((4, "OK_SEALED"))
    remorse.close()
    assert remorse.story.variables["exceptions"] == ["DOCK_SEARCH"]


def test_claims_against_two_suppliers_run_side_by_side(remorse: Return) -> None:
    line = {"sku": "BRG", "qty_ordered": Decimal(4), "net_price": Decimal("18.50"), "serials": []}
    both = [{**line, "line": 1}, {**line, "line": 2, "sku": "MTR"}]
    order = {**answers()["erp.get_order"], "lines": both}
    remorse.answer("erp.get_order", order)
    remorse.answer("erp.get_invoice", {"id": "INV-1", "tax_rate": Decimal("0.08"), "lines": both})
    remorse.answer("erp.get_returned_qty", {"lines": []})
    item = {**answers()["erp.get_item"], "stock_class": "NON_STOCK"}
    of = {"BRG": {**item, "supplier": "SUP-ACME"}, "MTR": {**item, "sku": "MTR", "supplier": "SUP-CIRRUS"}}
    remorse.story.answer("erp.get_item", lambda job: of[job.input["sku"]])
    asked = {"qty": Decimal(1), "reason_code": None, "notes": "", "condition": None}
    remorse.start(lines=[{**asked, "line": 1, "sku": "BRG"}, {**asked, "line": 2, "sku": "MTR"}])
    remorse.receive((1, "BRG", 1), (2, "MTR", 1))
    found = [{"line": 1, "qty": "1", "code": "OK_SEALED"}, {"line": 2, "qty": "1", "code": "OK_SEALED"}]
    remorse.story.complete("inspect", lots=found)
    remorse.story.wait(timedelta(minutes=1))
    assert remorse.statuses[-1] == "SETTLED"
    remorse.story.complete("claim", filed_on="2026-03-10", answer="DENIED", comment="Opened.")
    remorse.story.wait(timedelta(days=200))
    claims = [(it["party"], it["status"], it["recovered"]) for it in remorse.story.variables["claims"]]
    assert claims == [("SUP-ACME", "DENIED", 0), ("SUP-CIRRUS", "MISSED", 0)]
    assert remorse.story.variables["exceptions"] == ["SUPPLIER_DENIED"]
    assert remorse.statuses[-1] == "CLOSED"


def test_a_completed_task_cannot_be_completed_again(remorse: Return) -> None:
    expensive(remorse)
    remorse.start()
    task = remorse.story.complete("approve", user="mgr2", decision="APPROVE")
    with remorse.story.engines.write.begin() as conn, pytest.raises(Exception, match="was completed by mgr2"):
        tasks.complete(conn, task.id, "mgr3", ["returns_mgr"], {"decision": "APPROVE"})
