"""What came of a return, in figures and words, for its overview and for the customer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from designer.returns.codes import words
from designer.returns.detail import LineOutcome
from designer.returns.views import ReturnView


@dataclass(frozen=True)
class Fact:
    """A name and its value; with a currency the value is money."""

    name: str
    value: Any
    currency: str = ""


def outcome(view: ReturnView, variables: Mapping[str, Any]) -> list[Fact]:
    """Decisions and figures that are known by now; what is not known yet is left out."""
    facts = [
        Fact("Eligibility", _eligibility(view)),
        Fact("Value of the goods", view.value, view.currency),
        Fact("Approval route", _route(variables.get("approval_route"))),
        Fact("Approval", words(view.approval_result) if view.approval_result not in (None, "NONE") else None),
        Fact("Approvals", _approvals(variables.get("approvals"))),
        Fact("Exceptions", ", ".join(words(code) for code in view.exceptions) or None),
        Fact("Tracking number", view.tracking_number),
        Fact("Credit", view.credit, view.currency),
        Fact("Credit outcome", words(view.credit_outcome) if view.credit_outcome not in (None, "NONE") else None),
        Fact("Credit memo", view.credit_memo_no),
    ]
    known = [fact for fact in facts if fact.value not in (None, "")]
    return known or [Fact("So far", "Nothing is decided yet; the process has just begun.")]


def sums(view: ReturnView, variables: Mapping[str, Any], lines: Iterable[LineOutcome]) -> list[Fact]:
    """How the credit adds up (domain/returns.md 2.4): merchandise, less fees, plus tax and freight, less deductions."""
    settled = [line for line in lines if line.credit is not None]
    if not settled:
        return []
    parts = [
        Fact("Merchandise", sum((line.merchandise or Decimal(0) for line in settled), Decimal(0)), view.currency),
        Fact("Restocking fee", -sum((line.fee or Decimal(0) for line in settled), Decimal(0)), view.currency),
        Fact("Tax", sum((line.tax or Decimal(0) for line in settled), Decimal(0)), view.currency),
    ]
    for name, variable, sign in (("Freight", "freight_refund", 1), ("Deductions", "deductions", -1)):
        amount = variables.get(variable)
        if isinstance(amount, Decimal) and amount:
            parts.append(Fact(name, sign * amount, view.currency))
    return [*parts, Fact("Credit", view.credit_total, view.currency)]


def _eligibility(view: ReturnView) -> str | None:
    if view.eligibility is None:
        return None
    reason = view.eligibility_reason
    return words(view.eligibility) + (f" ({words(reason).lower()})" if reason and reason != "OK" else "")


def _route(route: Any) -> str | None:
    return ", then ".join(words(str(role)) for role in route) if isinstance(route, list) and route else None


def _approvals(approvals: Any) -> str | None:
    if not isinstance(approvals, list):
        return None
    rows = [row for row in approvals if isinstance(row, Mapping)]
    return ", ".join(f"{row.get('user')} ({words(str(row.get('decision')))})" for row in rows) or None
