"""Returns drawn from the policy at random come out as an independent reading of the policy says."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from designer.scenarios import library, player
from designer.scenarios.cases import Case
from designer.scenarios.player import Player

POLICY = json.loads((Path(__file__).parents[2] / "processes" / "policy.json").read_bytes())
REMORSE = POLICY["types"]["REMORSE"]
SALEABLE = [code for code, row in POLICY["inspection_codes"].items() if row["accept_remorse"]]
FEES = POLICY["restocking"]
SUPPLIERS = POLICY["suppliers"]
REQUESTED = date(2026, 3, 4)
SEEDS = range(1, 41)


@pytest.fixture(scope="module")
def stage() -> Iterator[Player]:
    with player.opened(library.shipped(), library.process_ids()) as opened:
        yield opened


@pytest.mark.parametrize("seed", SEEDS)
def test_a_return_drawn_from_the_policy_comes_out_as_the_policy_says(stage: Player, seed: int) -> None:
    given = draw(random.Random(seed))  # noqa: S311 - a seed makes the same case again
    played = stage.play(Case(f"drawn-{seed}", "", 1, given, Reading(given).expected()))
    told = "\n".join([str(played.hindrance or ""), *(str(it) for it in played.differences), json.dumps(given)])
    assert played.has_passed, told


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


# ---------------------------------------------------------------- drawing


def draw(rng: random.Random) -> dict[str, Any]:
    """The input of a REMORSE case."""
    age = rng.choice([0, 10, 14, 15, 30, 31, 45, 46, 60, 61, 75, 76, rng.randint(0, 80)])
    lines = [draw_line(rng, number) for number in range(1, rng.choice([1, 1, 2, 3]) + 1)]
    events = rng.choice([[], [], [], ["no_asn"], ["label_api_failed"], ["erp_down_return_order"],
                         ["credit_timeout_then_found"], ["credit_failed_3x_manual"], ["delivered_not_found"],
                         ["return_lost"], ["approval_sla_breached"], ["inspection_corrected"]])  # fmt: skip
    given: dict[str, Any] = {
        "return_type": "REMORSE",
        "channel": rng.choice(["portal", "csr", "api", "edi"]),
        "customer": {"id": "C1", "tier": rng.choice(["STD", "GOLD", "CHANNEL"]),
                     "credit_hold": rng.random() < 0.2, "fraud_score": rng.choice(["0.05", "0.69", "0.70", "0.9"])},
        "order": {"id": "SO-1", "invoice_id": "INV-1", "currency": rng.choice(["USD", "EUR"]),
                  "delivery_date": (REQUESTED - timedelta(days=age)).isoformat(), "ship_mode": "PARCEL",
                  "freight": rng.choice(["0.00", "25.00"]), "tax_rate": rng.choice(["0.08", "0.0825", "0.19", "0"]),
                  "declared_value": rng.choice([None, "250.00"])},
        "lines": lines,
        "request": {"date": REQUESTED.isoformat(), "requester": "u:portal", "evidence": [],
                    "requested_resolution": rng.choice(["CREDIT", "CREDIT", "CREDIT", "REPLACEMENT"]),
                    "notes": rng.choice(["not needed", "ordered the wrong size", "does not fit our rack"])},
        "approvals": [],
        "logistics": {"label_by": rng.choice(["CUSTOMER", "DISTRIBUTOR"]), "rma_issued": REQUESTED.isoformat()},
        "receipts": [], "inspection": [], "supplier_answers": [], "system_events": events,
    }  # fmt: skip
    given["logistics"]["label_cost"] = rng.choice(["6.10", "24.10"]) if label_is_ours(given) else "0.00"
    draw_approvals(rng, given)
    draw_journey(rng, given)
    return given


def label_is_ours(given: dict[str, Any]) -> bool:
    return given["logistics"]["label_by"] == "DISTRIBUTOR"


def draw_line(rng: random.Random, number: int) -> dict[str, Any]:
    ordered = rng.choice([1, 2, 5, 10, 40])
    returned = rng.choice([0, 0, 0, rng.randint(0, ordered)])
    flags = rng.choice([[]] * 12 + [["CUSTOM"], ["CUT"], ["CLEARANCE"], ["HAZMAT"], ["PERISHABLE"]])
    cost = rng.choice(["0.80", "11.20", "49.99", "50.00", "171.00"])
    return {
        "line": number, "sku": f"SKU-{number}", "qty_ordered": ordered, "qty_prev_returned": returned,
        "qty_requested": max(1, min(ordered - returned + rng.choice([0] * 15 + [1]), rng.randint(1, ordered))),
        "list_price": rng.choice(["1.25", "18.50", "129.99", "412.00", "0.33"]),
        "discount_pct": rng.choice(["0", "10", "12.5", "33.3"]), "unit_cost": cost,
        "supplier": rng.choice(list(SUPPLIERS)), "stock_class": rng.choice(["STOCK", "STOCK", "NON_STOCK"]),
        "flags": flags, "warranty_months": 12, "serials": [],
    }  # fmt: skip


def draw_approvals(rng: random.Random, given: dict[str, Any]) -> None:
    reading = Reading(given)
    if not reading.eligibility()[0].startswith("ELIGIBLE"):
        return
    for role in [role for role in reading.route() if role != "AUTO"]:
        if rng.random() < 0.2:
            given["approvals"].append({"role": role, "user": "u:portal", "decision": "APPROVE"})
        decision = rng.choice(["APPROVE"] * 5 + ["DECLINE"])
        given["approvals"].append({"role": role, "user": f"u:{role.lower()}", "decision": decision})
        if decision == "DECLINE":
            return


def draw_journey(rng: random.Random, given: dict[str, Any]) -> None:
    reading = Reading(given)
    if reading.approval_result() != "APPROVED":
        return
    logistics, fate = given["logistics"], rng.random()
    if fate < 0.08:
        logistics["cancelled"] = (REQUESTED + timedelta(days=rng.randint(0, 13))).isoformat()
        return
    if fate < 0.16:
        return  # nothing is ever sent
    scanned = REQUESTED + timedelta(days=rng.choice([1, 4, 13, 14, 15, 20]))
    logistics["first_scan"] = scanned.isoformat()
    if "return_lost" in given["system_events"]:
        return
    received = scanned + timedelta(days=7)
    logistics["received_date"] = received.isoformat()
    for line in given["lines"]:
        draw_goods(rng, given, line, received)
    if "inspection_corrected" in given["system_events"]:
        given["first_inspection"] = [{"line": lot["line"], "qty": lot["qty"], "code": "OK_SEALED"}
                                     for lot in given["inspection"]]  # fmt: skip
    for party in {line["supplier"] for line in given["lines"]}:
        filed = received + timedelta(days=rng.choice([5, 200]))
        given["supplier_answers"].append({"party": party, "filed": filed.isoformat(), "answer": "CREDITED",
                                          "credited": "1.00"})  # fmt: skip


def draw_goods(rng: random.Random, given: dict[str, Any], line: dict[str, Any], received: date) -> None:
    counted = max(1, line["qty_requested"] + rng.choice([0] * 8 + [-1, 1, 3]))
    given["receipts"].append({"line": line["line"], "sku": line["sku"], "qty": counted, "serials": []})
    left = counted - Reading(given).held(line, counted)
    while left:
        part = rng.randint(1, left)
        lot = {"line": line["line"], "qty": part, "inspector": "u:insp1",
               "code": rng.choice(["OK_SEALED"] * 4 + ["OK_OPENED", "COSMETIC", "INCOMPLETE", "CUST_DAMAGE",
                                   "NO_FAULT_FOUND", "DEFECT_CONFIRMED", "COUNTERFEIT", "CARRIER_DAMAGE"])}  # fmt: skip
        if lot["code"] in ("COSMETIC", "INCOMPLETE"):
            lot["recovery_cost"] = str(Decimal(line["unit_cost"]) * Decimal(rng.choice(["0.3", "0.31", "0.1"])))
            lot["recovery_cost"] = str(cents(Decimal(lot["recovery_cost"])))
        given["inspection"].append(lot)
        left -= part


# ---------------------------------------------------------------- reading the policy


class Reading:
    """What the policy says about an input, written without looking at the tables."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.lines = given["lines"]
        self.events = given["system_events"]
        self.inspection = given["inspection"]
        self.age = (REQUESTED - date.fromisoformat(given["order"]["delivery_date"])).days
        self.window = REMORSE["window_days"][given["customer"]["tier"]]

    def net(self, line: dict[str, Any]) -> Decimal:
        return cents(Decimal(line["list_price"]) * (1 - Decimal(line["discount_pct"]) / 100))

    def value(self) -> Decimal:
        return sum((line["qty_requested"] * self.net(line) for line in self.lines), Decimal(0))

    def eligibility(self) -> tuple[str, str]:
        if any(ln["qty_requested"] + ln["qty_prev_returned"] > ln["qty_ordered"] for ln in self.lines):
            return "INELIGIBLE", "QTY_EXCEEDS_SHIPPED"
        if any(set(ln["flags"]) & set(REMORSE["non_returnable_flags"]) for ln in self.lines):
            return "INELIGIBLE", "NON_RETURNABLE"
        special = [ln for ln in self.lines if ln["stock_class"] == "NON_STOCK"]
        if any(not SUPPLIERS[ln["supplier"]]["accepts_stock_return"] for ln in special):
            return "INELIGIBLE", "SUPPLIER_REFUSES"
        if self.age <= self.window:
            return "ELIGIBLE", "OK"
        if self.age <= self.window + REMORSE["grace_days"]:
            return "ELIGIBLE_WITH_OVERRIDE", "WINDOW_GRACE"
        return "INELIGIBLE", "WINDOW_EXPIRED"

    def route(self) -> list[str]:
        rules = POLICY["approval"]
        bands = (b["route"] for b in rules["bands"] if b["max"] is None or self.value() <= Decimal(b["max"]))
        route = next(bands)
        if self.eligibility()[0] == "ELIGIBLE_WITH_OVERRIDE" and route in (["AUTO"], ["CSR_LEAD"]):
            route = [rules["override_floor"]]
        if any("HAZMAT" in line["flags"] for line in self.lines):
            route = [rules["hazmat_prepends"], *route]
        if Decimal(self.given["customer"]["fraud_score"]) >= Decimal(rules["fraud_threshold"]):
            route = [rules["fraud_prepends"], *route]
        return route

    def approval_result(self) -> str:
        if not self.eligibility()[0].startswith("ELIGIBLE"):
            return "NONE"
        refused = [said for said in self.given["approvals"] if said["user"] == "u:portal"]
        said = [it["decision"] for it in self.given["approvals"] if it not in refused]
        return "DECLINED" if "DECLINE" in said else "APPROVED"

    def held(self, line: dict[str, Any], counted: int) -> int:
        extra = counted - line["qty_requested"]
        tolerated = max(1, line["qty_requested"] * 10 // 100)
        fits = counted + line["qty_prev_returned"] <= line["qty_ordered"]
        return 0 if extra <= 0 or (extra <= tolerated and fits) else extra

    def disposition(self, line: dict[str, Any], lot: dict[str, Any]) -> str:
        code, cost = lot["code"], Decimal(line["unit_cost"])
        if code == "COUNTERFEIT":
            return "QUARANTINE_LEGAL"
        if code == "CUST_DAMAGE":
            return "RETURN_TO_CUSTOMER"
        terms = SUPPLIERS[line["supplier"]]
        if code == "OK_SEALED":
            is_special = line["stock_class"] == "NON_STOCK" and terms["accepts_stock_return"]
            return "VENDOR_RETURN" if is_special else "RESTOCK"
        if code in ("OK_OPENED", "NO_FAULT_FOUND"):
            return "RESTOCK_OPENBOX"
        if code in ("COSMETIC", "INCOMPLETE"):
            if Decimal(lot["recovery_cost"]) <= cost * Decimal("0.30"):
                return "REFURBISH"
            return "LIQUIDATE" if cost >= 50 else "SCRAP"
        if code == "CARRIER_DAMAGE":
            return "LIQUIDATE" if cost >= 200 else "SCRAP"
        in_warranty = self.age < 360
        return "VENDOR_RETURN" if in_warranty and terms["warranty_mode"] == "RETURN" else "SCRAP"

    def fee_pct(self, line: dict[str, Any], code: str) -> Decimal:
        if self.eligibility()[1] == "WINDOW_GRACE":
            base = Decimal(FEES["grace_pct"])
        else:
            base = Decimal(next(band["pct"] for band in FEES["age_bands"] if self.age <= band["max_age"]))
        base += Decimal(FEES["condition_surcharge_pct"]["OK_OPENED" if code == "NO_FAULT_FOUND" else code])
        if line["stock_class"] == "NON_STOCK":
            base += Decimal(SUPPLIERS[line["supplier"]]["restock_pct"])
        return min(base, Decimal(FEES["cap_pct"]))

    def line_amounts(self, line: dict[str, Any], lots: list[dict[str, Any]], pays: bool) -> dict[str, Any]:
        merchandise, fee = Decimal("0.00"), Decimal("0.00")
        for lot in lots if pays else ():
            if lot["code"] in (*SALEABLE, "LOST"):
                part = cents(lot["qty"] * self.net(line))
                merchandise += part
                fee += cents(part * self.fee_pct(line, lot["code"]) / 100) if lot["code"] != "LOST" else 0
        fee = max(fee, Decimal(FEES["min_fee"])) if fee > 0 else fee
        tax = cents(merchandise * Decimal(self.given["order"]["tax_rate"]))
        counted = sum(r["qty"] for r in self.given["receipts"] if r["line"] == line["line"])
        units: dict[str, int] = {}
        for lot in lots:
            if lot["code"] != "LOST":
                code = self.disposition(line, lot)
                units[code] = units.get(code, 0) + lot["qty"]
        held = self.held(line, counted)
        if held:
            units["RETURN_TO_CUSTOMER"] = units.get("RETURN_TO_CUSTOMER", 0) + held
        return {"line": line["line"], "merchandise": merchandise, "fee": fee, "tax": tax,
                "credit": merchandise + tax - fee,
                "dispositions": [{"code": code, "qty": qty} for code, qty in units.items()]}  # fmt: skip

    def timers(self, approved_on: date) -> list[str]:
        logistics = self.given["logistics"]
        if logistics.get("cancelled"):
            return []
        due = approved_on + timedelta(days=14)
        scanned = date.fromisoformat(logistics["first_scan"]) if logistics.get("first_scan") else None
        found = [f"LABEL_REMINDER@{due}"] if scanned is None or scanned > due else []
        return found if scanned else [*found, f"RMA_EXPIRED@{approved_on + timedelta(days=30)}"]

    def expected(self) -> dict[str, Any]:
        eligibility, reason = self.eligibility()
        result = self.approval_result()
        notes = self.given["request"]["notes"]
        expected: dict[str, Any] = {
            "effective_type": "REMORSE", "eligibility": eligibility, "eligibility_reason": reason,
            "return_value": self.value(), "approval_route": self.route() if result != "NONE" else [],
            "approval_result": result, "lines": [], "exceptions": [], "supplier_claims": [], "timers": [],
            "compensation": [], "freight_refund": 0, "deductions": 0, "test_fee": 0, "credit_total": 0,
            "credit_outcome": "NONE", "settlement": "NONE", "credit_memos_posted": 0, "debit_memos_posted": 0,
            "final_status": "DECLINED",
            "reason_code": {"n": "NO_LONGER_NEEDED", "o": "ORDERED_WRONG", "d": "COMPATIBILITY"}[notes[0]],
        }  # fmt: skip
        expected["exceptions"] += self.approval_exceptions(result)
        if result == "APPROVED":
            expected |= self.journey(expected)
        return expected

    def approval_exceptions(self, result: str) -> list[str]:
        if result == "NONE":
            return []
        found = ["SOD_BLOCKED"] if any(said["user"] == "u:portal" for said in self.given["approvals"]) else []
        people = [role for role in self.route() if role != "AUTO"]
        return [*found, "APPROVAL_ESCALATED"] if "approval_sla_breached" in self.events and people else found

    def approved_on(self) -> date:
        # The scenario lets the deadline of the first approver pass: asked on a Wednesday, escalated 48 hours later.
        late = "approval_sla_breached" in self.events and any(role != "AUTO" for role in self.route())
        return REQUESTED + timedelta(days=2) if late else REQUESTED

    def journey(self, expected: dict[str, Any]) -> dict[str, Any]:
        logistics, exceptions = self.given["logistics"], expected["exceptions"]
        names = {"label_api_failed": "LABEL_FAILED", "erp_down_return_order": "ERP_RETRY"}
        exceptions += [name for event, name in names.items() if event in self.events]
        expected["timers"] = self.timers(self.approved_on())
        undo = POLICY["compensation"]["EXPIRED"]
        if not logistics.get("first_scan"):
            status = "CANCELLED" if logistics.get("cancelled") else "EXPIRED"
            return {"final_status": status, "compensation": undo}
        if "return_lost" in self.events:
            exceptions.append("LOST_IN_TRANSIT")
            if logistics["label_by"] == "CUSTOMER":
                lost = POLICY["compensation"]["LOST_ON_CUSTOMER_LABEL"]
                return {"final_status": "EXPIRED", "compensation": lost}
        names = {"no_asn": "NO_ASN", "delivered_not_found": "DOCK_SEARCH"}
        exceptions += [name for event, name in names.items() if event in self.events]
        answer = self.corrected(expected) if self.given.get("first_inspection") else self.settled(expected)
        expected["exceptions"] = sorted(set(exceptions))
        return answer

    def corrected(self, expected: dict[str, Any]) -> dict[str, Any]:
        """The first inspection is settled; then the right one counts, and the difference is charged."""
        self.inspection = self.given["first_inspection"]
        first = self.settled(expected)
        if first["settlement"] == "NONE":
            return first
        self.inspection = self.given["inspection"]
        expected["exceptions"].append("INSPECTION_CORRECTED")
        final = self.settled({**expected, "exceptions": []})
        reverse, debit = POLICY["compensation"]["INSPECTION_CORRECTED"]
        charged = final["credit_total"] < first["credit_total"]
        return {**final, "credit_memos_posted": first["credit_memos_posted"], "debit_memos_posted": int(charged),
                "compensation": [reverse, debit] if charged else [reverse]}  # fmt: skip

    def lots(self, line: dict[str, Any]) -> list[dict[str, Any]]:
        if "return_lost" in self.events:
            return [{"line": line["line"], "qty": line["qty_requested"], "code": "LOST"}]
        return [lot for lot in self.inspection if lot["line"] == line["line"]]

    def settled(self, expected: dict[str, Any]) -> dict[str, Any]:
        exceptions, given = expected["exceptions"], self.given
        for receipt in given["receipts"]:
            extra = receipt["qty"] - self.lines[receipt["line"] - 1]["qty_requested"]
            if extra:
                exceptions.append("OVER_RECEIPT" if extra > 0 else "SHORT_RECEIPT")
        if any(lot["code"] == "COUNTERFEIT" for lot in self.inspection):
            exceptions.append("COUNTERFEIT_SUSPECT")
        accepted = any(lot["code"] in (*SALEABLE, "LOST") for line in self.lines for lot in self.lots(line))
        wants_goods = given["request"]["requested_resolution"] == "REPLACEMENT"
        pays = accepted and not wants_goods
        lines = [self.line_amounts(line, self.lots(line), pays) for line in self.lines]
        before = max(Decimal(0), sum(row["credit"] for row in lines))
        cost = Decimal(given["logistics"]["label_cost"]) if "return_lost" not in self.events else Decimal(0)
        deductions = min(cost, before)
        total = before - deductions
        taken = deductions + sum(row["fee"] for row in lines)
        full = all(sum(lot["qty"] for lot in self.lots(line) if lot["code"] in (*SALEABLE, "LOST"))
                   >= line["qty_requested"] for line in self.lines)  # fmt: skip
        outcome = "NO_CREDIT" if not total else "FULL_CREDIT" if full and not taken else "PARTIAL_CREDIT"
        settlement = "NONE" if not total else "ACCOUNT_CREDIT" if given["customer"]["credit_hold"] else "CREDIT_MEMO"
        if accepted and wants_goods:
            outcome = settlement = "REPLACEMENT"
        answer = {"lines": lines, "deductions": deductions, "credit_total": total, "credit_outcome": outcome,
                  "settlement": settlement, "credit_memos_posted": int(total > 0),
                  "final_status": "REJECTED" if settlement == "NONE" else "CLOSED"}  # fmt: skip
        if settlement != "NONE":
            answer["supplier_claims"] = list(self.claims())
        if total:
            names = {"credit_timeout_then_found": "CREDIT_POST_RETRY", "credit_failed_3x_manual": "CREDIT_POST_FAILED"}
            exceptions += [name for event, name in names.items() if event in self.events]
        return answer

    def claims(self) -> Iterator[dict[str, Any]]:
        """Claims of one kind against one party are one claim."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            cost, terms = Decimal(line["unit_cost"]), SUPPLIERS[line["supplier"]]
            for lot in self.lots(line):
                if lot["code"] == "LOST":
                    most = Decimal(POLICY["carriers"]["PARCEL"]["default_declared_value"])
                    sums["CARRIER"] = min(sums.get("CARRIER", Decimal(0)) + lot["qty"] * cost, most)
                elif lot["code"] == "OK_SEALED" and self.disposition(line, lot) == "VENDOR_RETURN":
                    amount = cents(lot["qty"] * cost * (1 - Decimal(terms["restock_pct"]) / 100))
                    sums[line["supplier"]] = sums.get(line["supplier"], Decimal(0)) + amount
        logistics = self.given["logistics"]
        for party, amount in sums.items():
            if party == "CARRIER":
                due = date.fromisoformat(logistics["first_scan"]) + timedelta(days=60)
                yield {"party": party, "type": "CARRIER_PARCEL", "amount": amount, "due": due, "status": "MISSED",
                       "recovered": 0}  # fmt: skip
                continue
            days = SUPPLIERS[party]["claim_window_days"]
            due = date.fromisoformat(logistics["received_date"]) + timedelta(days=days)
            filed = next(a["filed"] for a in self.given["supplier_answers"] if a["party"] == party)
            in_time = date.fromisoformat(filed) <= due
            yield {"party": party, "type": "STOCK_RETURN", "amount": amount, "due": due,
                   "status": "CREDITED" if in_time else "MISSED", "recovered": 1 if in_time else 0}  # fmt: skip
