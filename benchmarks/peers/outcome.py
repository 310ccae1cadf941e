"""What a standard return decides, for engines whose rules and scripts are Python, and how it must end."""

from collections.abc import Mapping
from typing import Any

# 40 - 20 days are in the second band: 15 of 120 are kept.
EXPECTED = {"age": 20, "fee_pct": 15, "credit": 102.0}
_BANDS = ((14, 0), (30, 15), (60, 20), (75, 25))
_BEYOND = 50


def age_of(start: Mapping[str, Any]) -> int:
    return int(start["days_now"]) - int(start["days_delivered"])


def fee_of(age: int) -> int:
    """The five rules of the decision: the percentage that is kept."""
    return next((fee for limit, fee in _BANDS if age <= limit), _BEYOND)


def credit_of(amount: float, fee_pct: int) -> float:
    return amount * (100 - fee_pct) / 100


def check(key: str, found: Mapping[str, Any]) -> None:
    """Fail unless the return reached its end with the right figures."""
    if {name: found.get(name) for name in EXPECTED} != EXPECTED:
        raise AssertionError(f"{key}: expected {EXPECTED}, found {dict(found)}")
