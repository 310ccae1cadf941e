"""The credit arithmetic of the tables, against an independent computation with random lines and lots."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Decide = Callable[..., Any]

CODES = {"OK_SEALED": 0, "OK_OPENED": 10, "NO_FAULT_FOUND": 10, "COSMETIC": 25, "INCOMPLETE": 25, "CUST_DAMAGE": None,
         "DEFECT_CONFIRMED": None, "COUNTERFEIT": None}  # fmt: skip
prices = st.decimals(min_value="0.01", max_value="9999.99", places=2)
rates = st.sampled_from([Decimal(text) for text in ("0", "0.05", "0.0825", "0.19", "0.077")])
lots = st.lists(st.tuples(st.sampled_from(list(CODES)), st.integers(1, 40)), min_size=0, max_size=4)
lines = st.lists(st.tuples(prices, rates, st.sampled_from([None, 10, 15, 20]), lots), min_size=1, max_size=4)


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def base_pct(age: int) -> int:
    return 0 if age <= 14 else 15 if age <= 30 else 20


def shipped(decide: Decide, drawn: list[Any], age: int, label: Decimal) -> dict[str, Any]:
    """What the shipped tables make of the drawn lines: lot by lot, then the whole return."""
    known, credits_of_lots = [], []
    for number, (price, rate, supplier_pct, found) in enumerate(drawn, start=1):
        stock_class = "STOCK" if supplier_pct is None else "NON_STOCK"
        units, terms = sum(qty for _, qty in found) or 1, {"restock_pct": Decimal(supplier_pct or 0)}
        line = {"line": Decimal(number), "qty": Decimal(units), "net_price": price, "tax_rate": rate,
                "stock_class": stock_class, "terms": terms}  # fmt: skip
        known.append(line)
        for code, qty in found:
            lot = {"line": Decimal(number), "qty": Decimal(qty), "code": code}
            credits_of_lots.append(
                decide("lot_credit", effective_type="REMORSE", lot=lot, return_line=line, age_days=Decimal(age),
                       eligibility_reason="OK", refusal_cause=None)
            )  # fmt: skip
    order = {"freight": Decimal(0), "lines": [{"qty_ordered": line["qty"]} for line in known]}
    found_credit: dict[str, Any] = decide(
        "credit", lot_credits=credits_of_lots, lines=known, effective_type="REMORSE", requested_resolution="CREDIT",
        customer={"credit_hold": False, "tier": "STD"}, order=order, label={"paid_by": "DISTRIBUTOR", "cost": label},
    )  # fmt: skip
    return found_credit


def reference(drawn: list[Any], age: int) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(merchandise, fee, tax) of each line."""
    rows = []
    for price, rate, supplier_pct, found in drawn:
        accepted = [(CODES[code], cents(qty * price)) for code, qty in found if CODES[code] is not None]
        merchandise = sum((amount for _, amount in accepted), Decimal(0))
        pcts = [min(50, base_pct(age) + (supplier_pct or 0) + (surcharge or 0)) for surcharge, _ in accepted]
        parts = (cents(amount * pct / 100) for pct, (_, amount) in zip(pcts, accepted, strict=True))
        fee = sum(parts, Decimal(0))
        rows.append((merchandise, max(fee, Decimal(10)) if fee else fee, cents(merchandise * rate)))
    return rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=lines, age=st.integers(0, 60), label=st.sampled_from([Decimal("0.00"), Decimal("24.10")]))
def test_amounts_are_those_of_the_formula_for_any_lines(
    decide: Decide, drawn: list[Any], age: int, label: Decimal
) -> None:
    found = shipped(decide, drawn, age, label)
    rows = reference(drawn, age)
    assert [(row["merchandise"], row["fee"], row["tax"]) for row in found["lines"]] == rows
    total = max(Decimal(0), sum((merchandise + tax - fee for merchandise, fee, tax in rows), Decimal(0)))
    assert found["credit_total"] == max(Decimal(0), total - label)
    assert found["deductions"] + found["credit_total"] == total


@pytest.mark.parametrize(
    ("asked", "hold", "settlement"),
    [("CREDIT", False, "CREDIT_MEMO"), ("CREDIT", True, "ACCOUNT_CREDIT"), ("REPLACEMENT", False, "REPLACEMENT"),
     ("REPAIR", True, "REPAIR"), ("ADVANCE_REPLACEMENT", False, "ADVANCE_REPLACEMENT_CREDIT"),
     ("ADVANCE_REPLACEMENT", True, "ACCOUNT_CREDIT")],
)  # fmt: skip
def test_the_kind_of_settlement_follows_wish_and_credit_hold(
    decide: Decide, asked: str, hold: bool, settlement: str
) -> None:
    accepted = [{"factor": Decimal(1), "qty": Decimal(1)}]
    found = decide("settlement_kind", lot_credits=accepted, effective_type="REMORSE", requested_resolution=asked,
                   customer={"credit_hold": hold})  # fmt: skip
    assert found["code"] == settlement


def test_nothing_accepted_settles_nothing(decide: Decide) -> None:
    refused = [{"factor": Decimal(0), "qty": Decimal(3)}]
    found = decide("settlement_kind", lot_credits=refused, effective_type="REMORSE", requested_resolution="REPLACEMENT",
                   customer={"credit_hold": False})  # fmt: skip
    assert found == {"code": "NONE", "is_credit": False}
