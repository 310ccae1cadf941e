"""Refusals of a request that more than one place says, in the same words."""

from designer.errors import Invalid
from engine.errors import Problem


def unknown_order(order_no: str) -> Invalid:
    """The refusal of an order that is not there, or not this customer's: both sound the same."""
    problem = Problem(
        "order_no",
        f"there is no order {order_no[:40]} for this customer",
        hint="take the number from the order confirmation or the invoice, such as SO-1001",
        element_id="/order_no",
    )
    return Invalid(f"Nothing was saved: {problem.message}. Check the number.", code="unknown_order", problems=[problem])
