"""The shipped decision tables say what the policy says."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

Decide = Callable[..., Any]
Policy = dict[str, Any]
TIERS = ("STD", "GOLD", "CHANNEL")
DAYS = [0, 10, 14, 15, 30, 31, 45, 46, 60, 61, 75, 76, 180, 181]


def line(**changes: Any) -> dict[str, Any]:
    """A line as P00 puts it together."""
    known = {
        "line": Decimal(1), "order_line": Decimal(1), "sku": "A", "qty": Decimal(2), "qty_ordered": Decimal(2),
        "qty_prev_returned": Decimal(0), "flags": [], "stock_class": "STOCK", "unit_cost": Decimal(100),
        "net_price": Decimal("10.00"), "tax_rate": Decimal("0.08"), "serials": [], "in_warranty": True,
        "terms": {"accepts_stock_return": True, "warranty_mode": "RETURN", "restock_pct": Decimal(15)},
    }  # fmt: skip
    return known | changes


def lot(code: str, **changes: Any) -> dict[str, Any]:
    return {"line": Decimal(1), "qty": Decimal(1), "code": code, "recovery_cost": None, "repair_cost": None} | changes


def test_suppliers_have_the_terms_of_the_policy(decide: Decide, policy: Policy) -> None:
    for supplier, terms in policy["suppliers"].items():
        found = decide("supplier_terms", supplier=supplier)
        assert {name: str(value) for name, value in found.items()} == {name: str(v) for name, v in terms.items()}


@pytest.mark.parametrize("return_type", ["REMORSE", "DEFECTIVE", "WRONG_ITEM", "CORE", "FIELD_SERVICE", "UNAUTHORIZED"])
def test_windows_and_grace_are_those_of_the_policy(decide: Decide, policy: Policy, return_type: str) -> None:
    row = policy["types"][return_type]
    for tier in TIERS:
        found = decide("return_window", return_type=return_type, tier=tier)
        assert found == {"days": row["window_days"][tier], "grace_days": row["grace_days"]}


def test_the_age_of_a_remorse_return_decides_to_the_day(decide: Decide, policy: Policy) -> None:
    row = policy["types"]["REMORSE"]
    for tier in TIERS:
        for age in DAYS:
            over = age - row["window_days"][tier]
            answer = "ELIGIBLE" if over <= 0 else "ELIGIBLE_WITH_OVERRIDE" if over <= 15 else "INELIGIBLE"
            found = decide("eligibility", return_type="REMORSE", tier=tier, age_days=Decimal(age), lines=[line()],
                           evidence=[])  # fmt: skip
            assert found["eligibility"] == answer, (tier, age)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"qty": Decimal(3), "flags": ["CUT"]}, "QTY_EXCEEDS_SHIPPED"),
        ({"qty_prev_returned": Decimal(1)}, "QTY_EXCEEDS_SHIPPED"),
        ({"flags": ["CLEARANCE"], "stock_class": "NON_STOCK", "terms": {"accepts_stock_return": False}},
         "NON_RETURNABLE"),
        ({"stock_class": "NON_STOCK", "terms": {"accepts_stock_return": False}}, "SUPPLIER_REFUSES"),
        ({}, "WINDOW_EXPIRED"),
    ],
)  # fmt: skip
def test_the_first_check_that_fails_is_the_reason(decide: Decide, changes: dict[str, Any], reason: str) -> None:
    found = decide("eligibility", return_type="REMORSE", tier="STD", age_days=Decimal(90), lines=[line(**changes)],
                   evidence=[])  # fmt: skip
    assert found == {"eligibility": "INELIGIBLE", "reason": reason}


def test_two_lines_of_one_order_line_count_together(decide: Decide) -> None:
    found = decide("eligibility", return_type="REMORSE", tier="STD", age_days=Decimal(1), lines=[line(), line()],
                   evidence=[])  # fmt: skip
    assert found["reason"] == "QTY_EXCEEDS_SHIPPED"


def test_flags_and_evidence_are_those_of_the_policy(decide: Decide, policy: Policy) -> None:
    for return_type in ("REMORSE", "SHIP_DAMAGE", "DEFECTIVE", "WARRANTY", "WRONG_ITEM", "STOCK_ROTATION", "CORE"):
        row = policy["types"][return_type]
        assert decide("blocked_flags", return_type=return_type) == row["non_returnable_flags"]
        assert decide("required_evidence", return_type=return_type) == row["evidence"]


def test_missing_evidence_is_asked_for(decide: Decide) -> None:
    found = decide("eligibility", return_type="DEFECTIVE", tier="STD", age_days=Decimal(1), lines=[line()], evidence=[])
    assert found == {"eligibility": "NEEDS_INFO", "reason": "EVIDENCE_MISSING"}


@pytest.mark.parametrize("value", ["0.01", "500.00", "500.01", "2500.00", "2500.01", "10000.00", "10000.01"])
@pytest.mark.parametrize("eligibility", ["ELIGIBLE", "ELIGIBLE_WITH_OVERRIDE"])
@pytest.mark.parametrize("fraud_score", ["0.69", "0.70"])
@pytest.mark.parametrize("flags", [[], ["HAZMAT"]])
def test_the_approval_route_follows_bands_floor_and_reviews(
    decide: Decide, policy: Policy, value: str, eligibility: str, fraud_score: str, flags: list[str]
) -> None:
    bands = policy["approval"]["bands"]
    route = next(band["route"] for band in bands if band["max"] is None or Decimal(value) <= Decimal(band["max"]))
    if eligibility == "ELIGIBLE_WITH_OVERRIDE" and route in (["AUTO"], ["CSR_LEAD"]):
        route = ["RETURNS_MGR"]
    route = ["EHS", *route] if flags else route
    route = ["RISK_REVIEW", *route] if fraud_score == "0.70" else route
    found = decide("approval_route", return_type="REMORSE", return_value=Decimal(value), eligibility=eligibility,
                   fraud_score=Decimal(fraud_score), flags=flags)  # fmt: skip
    assert found["route"] == route


@pytest.mark.parametrize(
    ("return_type", "value", "route"),
    [("RECALL", "90000", "AUTO"), ("REFUSED", "90000", "AUTO"), ("UNAUTHORIZED", "1", "RETURNS_MGR"),
     ("VENDOR_RETURN", "2500.00", "BUYER"), ("VENDOR_RETURN", "2500.01", "PURCHASING_MGR")],
)  # fmt: skip
def test_some_types_have_a_route_of_their_own(decide: Decide, return_type: str, value: str, route: str) -> None:
    found = decide("approval_route", return_type=return_type, return_value=Decimal(value), eligibility="ELIGIBLE",
                   fraud_score=Decimal(0), flags=[])  # fmt: skip
    assert found["route"] == [route]


def test_the_restocking_percentage_follows_age_condition_and_supplier(decide: Decide, policy: Policy) -> None:
    fees = policy["restocking"]
    for age in (0, 14, 15, 30, 31, 60):
        base = next(Decimal(band["pct"]) for band in fees["age_bands"] if age <= band["max_age"])
        for code, surcharge in fees["condition_surcharge_pct"].items():
            for stock_class, supplier in (("STOCK", 0), ("NON_STOCK", 15)):
                found = decide("lot_credit", effective_type="REMORSE", lot=lot(code), age_days=Decimal(age),
                               return_line=line(stock_class=stock_class), eligibility_reason="OK",
                               refusal_cause=None)  # fmt: skip
                assert found["fee_pct"] == min(base + Decimal(surcharge) + supplier, Decimal(fees["cap_pct"]))


def test_grace_costs_more_and_the_fee_has_a_minimum(decide: Decide, policy: Policy) -> None:
    found = decide("lot_credit", effective_type="REMORSE", lot=lot("OK_SEALED"), age_days=Decimal(31),
                   return_line=line(), eligibility_reason="WINDOW_GRACE", refusal_cause=None)  # fmt: skip
    assert found["fee_pct"] == Decimal(policy["restocking"]["grace_pct"])
    assert found["minimum_fee"] == Decimal(policy["restocking"]["min_fee"])


def test_acceptance_is_that_of_the_policy(decide: Decide, policy: Policy) -> None:
    for code, row in policy["inspection_codes"].items():
        for return_type in ("REMORSE", "UNAUTHORIZED", "REFUSED"):
            found = decide("acceptance_factor", effective_type=return_type, lot=lot(code))
            assert found == int(row["accept_remorse"]), code
        for return_type in ("SHIP_DAMAGE", "DEFECTIVE", "WARRANTY", "WRONG_ITEM"):
            found = decide("acceptance_factor", effective_type=return_type, lot=lot(code))
            assert found == int(row["accept_blame_free"]), code
    for code, factor in policy["types"]["CORE"]["grade_factor"].items():
        assert decide("acceptance_factor", effective_type="CORE", lot=lot(code)) == Decimal(factor)


@pytest.mark.parametrize(
    ("ordered", "before", "authorised", "counted", "result", "held"),
    [(10, 0, 4, 4, "EXACT", 0), (10, 0, 4, 3, "SHORT", 0), (10, 0, 4, 5, "OVER_ACCEPTED", 0),
     (10, 0, 4, 6, "OVER_HELD", 2), (10, 6, 4, 5, "OVER_HELD", 1), (60, 0, 30, 33, "OVER_ACCEPTED", 0),
     (60, 0, 30, 34, "OVER_HELD", 4), (60, 0, 29, 31, "OVER_ACCEPTED", 0), (60, 0, 29, 32, "OVER_HELD", 3)],
)  # fmt: skip
def test_a_surplus_is_accepted_up_to_the_tolerance(
    decide: Decide, ordered: int, before: int, authorised: int, counted: int, result: str, held: int
) -> None:
    known = line(qty=Decimal(authorised), qty_ordered=Decimal(ordered), qty_prev_returned=Decimal(before))
    counts = [{"line": Decimal(1), "sku": "A", "qty": Decimal(counted), "serials": []}]
    found = decide("receipt_line", return_type="REMORSE", return_line=known, counted=counts)
    assert (found["result"], found["held"], found["to_inspect"]) == (result, held, counted - held)


def test_a_rotation_accepts_no_surplus(decide: Decide) -> None:
    counts = [{"line": Decimal(1), "sku": "A", "qty": Decimal(3), "serials": []}]
    found = decide("receipt_line", return_type="STOCK_ROTATION", return_line=line(qty_ordered=Decimal(9)),
                   counted=counts)  # fmt: skip
    assert found["result"] == "OVER_HELD"


def test_other_items_and_serials_are_noticed_at_the_dock(decide: Decide) -> None:
    counts = [{"line": Decimal(1), "sku": "A", "qty": Decimal(1), "serials": ["S2"]},
              {"line": Decimal(1), "sku": "B", "qty": Decimal(1), "serials": []}]  # fmt: skip
    found = decide("receipt_line", return_type="REMORSE", return_line=line(serials=["S1"]), counted=counts)
    assert found["exceptions"] == ["WRONG_ITEM_RECEIVED", "SERIAL_MISMATCH"]


# (rule of the policy, type, lot, changes of the line, what is asked for, is the claim missed)
DISPOSED: list[tuple[int, str, dict[str, Any], dict[str, Any], str, bool]] = [
    (1, "RECALL", lot("COUNTERFEIT"), {}, "CREDIT", False),
    (2, "REMORSE", lot("CUST_DAMAGE"), {}, "CREDIT", False),
    (3, "RECALL", lot("HAZARD"), {}, "CREDIT", False),
    (4, "RECALL", lot("OK_SEALED"), {"terms": {"warranty_mode": "NONE"}}, "CREDIT", False),
    (5, "WARRANTY", lot("HAZARD"), {}, "CREDIT", False),
    (6, "CORE", lot("CORE_B"), {}, "CREDIT", False),
    (7, "CORE", lot("OK_SEALED"), {}, "CREDIT", False),
    (8, "STOCK_ROTATION", lot("OK_OPENED"), {}, "CREDIT", False),
    (9, "WARRANTY", lot("NO_FAULT_FOUND"), {}, "CREDIT", False),
    (10, "REMORSE", lot("OK_SEALED"), {"stock_class": "NON_STOCK"}, "CREDIT", False),
    (11, "REMORSE", lot("OK_SEALED"), {}, "CREDIT", False),
    (12, "REMORSE", lot("NO_FAULT_FOUND"), {}, "CREDIT", False),
    (13, "REMORSE", lot("COSMETIC", recovery_cost=Decimal(30)), {}, "CREDIT", False),
    (14, "REMORSE", lot("INCOMPLETE", recovery_cost=Decimal("30.01")), {}, "CREDIT", False),
    (15, "REMORSE", lot("COSMETIC", recovery_cost=Decimal(30)), {"unit_cost": Decimal("49.99")}, "CREDIT", False),
    (16, "SHIP_DAMAGE", lot("CARRIER_DAMAGE"), {"unit_cost": Decimal(200)}, "CREDIT", False),
    (17, "SHIP_DAMAGE", lot("CARRIER_DAMAGE"), {"unit_cost": Decimal("199.99")}, "CREDIT", False),
    (18, "WARRANTY", lot("DEFECT_CONFIRMED", repair_cost=Decimal(50)), {}, "REPAIR", False),
    (19, "WARRANTY", lot("DEFECT_CONFIRMED", repair_cost=Decimal("50.01")), {}, "REPAIR", False),
    (20, "WARRANTY", lot("DEFECT_CONFIRMED"), {"terms": {"warranty_mode": "FIELD_SCRAP"}}, "CREDIT", False),
    (21, "WARRANTY", lot("DEFECT_CONFIRMED", repair_cost=Decimal(50)), {}, "CREDIT", True),
    (22, "WARRANTY", lot("DEFECT_CONFIRMED"), {"in_warranty": False}, "CREDIT", False),
]


@pytest.mark.parametrize(("rule", "return_type", "found", "changes", "asked", "missed"), DISPOSED)
def test_each_rule_of_disposition_is_that_of_the_policy(
    decide: Decide, policy: Policy, rule: int, return_type: str, found: dict[str, Any], changes: dict[str, Any],
    asked: str, missed: bool,
) -> None:  # fmt: skip
    wanted = next(row["then"] for row in policy["disposition"]["rules"] if row["n"] == rule)
    assert wanted == decide("disposition", effective_type=return_type, requested_resolution=asked, lot=found,
                            return_line=line(**changes), claim_missed=missed)  # fmt: skip


def test_what_no_rule_covers_is_held_for_a_person(decide: Decide) -> None:
    assert decide("disposition", effective_type="REMORSE", requested_resolution="CREDIT", lot=lot("CORE_A"),
                  return_line=line(), claim_missed=False) == "QUARANTINE"  # fmt: skip


def test_freight_is_paid_and_refunded_as_the_policy_says(decide: Decide, policy: Policy) -> None:
    for return_type, row in policy["types"].items():
        found = decide("freight_terms", effective_type=return_type)
        assert found == {"payer": row["freight_payer"], "refunds_freight": row["original_freight_refund"]}, return_type


def test_the_test_fee_is_that_of_the_policy(decide: Decide, policy: Policy) -> None:
    fee = policy["test_fee"]
    for return_type in policy["types"]:
        for tier in TIERS:
            is_due = return_type in fee["types"] and tier not in fee["waived_tiers"]
            found = decide("test_fee_terms", effective_type=return_type, customer={"tier": tier})
            assert found == Decimal(fee["amount"] if is_due else 0)


def test_deadlines_are_those_of_the_policy(decide: Decide, policy: Policy) -> None:
    timers = policy["timers"]
    found = decide("deadlines", return_type="REMORSE")
    for name in ("info_reminder_days", "info_cancel_days", "label_reminder_days", "rma_expiry_days"):
        assert found[name] == timers[name]
    assert found["short_close_business_days"] == timers["short_close_business_days"]
    assert found["dock_search_business_days"] == timers["delivered_not_received_business_days"]
    assert found["inspection_business_days"] == timers["inspection_sla_business_days"]


@pytest.mark.parametrize("start", [date(2026, 3, 2) + timedelta(days=offset) for offset in range(7)])
def test_business_days_skip_the_weekend(decide: Decide, start: date) -> None:
    day, left = start, 10
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    assert decide("business_days_later", start=start, days=Decimal(10)) == day


@pytest.mark.parametrize(
    ("words", "reason"),
    [("ordered too many, 4 still sealed in the box", "NO_LONGER_NEEDED"), ("changed my mind", "NO_LONGER_NEEDED"),
     ("opened the cartons, wrong colour temperature for the site", "ORDERED_WRONG"),
     ("Frame size does not fit our mount, never powered", "COMPATIBILITY"), ("came too late", "LATE_DELIVERY"),
     ("cheaper elsewhere", "PRICE_DISPUTE"), ("", "NO_LONGER_NEEDED")],
)  # fmt: skip
def test_the_reason_is_suggested_from_the_words(decide: Decide, words: str, reason: str) -> None:
    assert decide("reason_code", return_type="REMORSE", words=words) == reason


def test_a_claim_filed_late_or_never_is_missed(decide: Decide) -> None:
    due = date(2026, 4, 19)
    assert decide("claim_status", filed_on=due, due=due, answer="CREDITED") == "CREDITED"
    assert decide("claim_status", filed_on=due + timedelta(days=1), due=due, answer="CREDITED") == "MISSED"
    assert decide("claim_status", filed_on=None, due=due, answer=None) == "MISSED"
