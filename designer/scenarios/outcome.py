"""What came of a played return, in the words of `expected`."""

from collections.abc import Mapping
from typing import Any

from designer.scenarios.stage import Stage

# A refused try is on the engine's record, not in a variable: no process can know of it.
_REFUSED_TRY = "SOD_BLOCKED"
_FROM_VARIABLES = (
    "effective_type", "eligibility", "eligibility_reason", "return_value", "approval_route", "approval_result",
    "freight_refund", "deductions", "test_fee", "credit_total", "credit_outcome", "settlement", "timers",
    "compensation", "reason_code",
)  # fmt: skip


def found(stage: Stage, rma_number: str) -> dict[str, Any]:
    """Every field that a case may expect; amounts are Decimals."""
    variables, history = stage.variables, stage.history
    refused = [_REFUSED_TRY] if any(entry.kind == "task_refused" for entry in history) else []
    return {
        **{name: variables.get(name) for name in _FROM_VARIABLES},
        "exceptions": [*(variables.get("exceptions") or ()), *refused],
        "lines": variables.get("settled_lines"),
        "supplier_claims": [_claim(claim) for claim in variables.get("claims") or ()],
        "credit_memos_posted": stage.systems.count("erp", "post_credit_memo", rma_number),
        "debit_memos_posted": stage.systems.count("erp", "post_debit_memo", rma_number),
        "final_status": stage.status,
    }


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    return {name: claim.get(name) for name in ("party", "type", "amount", "due", "status", "recovered")}
