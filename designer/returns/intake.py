"""Checks a request against the order it names, before anything is written.

Whether the goods may come back (window, quantity, flags) is not decided here but by the decision tables of the process.
"""

from designer.errors import Invalid
from designer.returns.orders import Order
from designer.returns.refusals import unknown_order
from designer.returns.submission import Submission
from engine.errors import Problem


def check_against_order(wish: Submission, order: Order) -> None:
    """Invalid with every line that the order does not have; the order itself must belong to the customer."""
    if wish.customer_id and order.customer_id != wish.customer_id:
        raise unknown_order(wish.order_no)
    problems = [problem for index in range(len(wish.lines)) if (problem := _line_problem(wish, index, order))]
    if problems:
        first = problems[0].message
        raise Invalid(f"Nothing was saved: {first}.", code="line_not_on_order", problems=problems)


def _line_problem(wish: Submission, index: int, order: Order) -> Problem | None:
    asked = wish.lines[index]
    ordered = order.line(asked.line)
    where = f"/lines/{index}"
    if ordered is None:
        known = ", ".join(str(it.line) for it in order.lines) or "none"
        message = f"order {order.order_no} has no line {asked.line}; its lines are: {known}"
        return Problem("line", message, element_id=f"{where}/line")
    if ordered.sku != asked.sku:
        message = f"line {asked.line} of order {order.order_no} is {ordered.sku}, not {asked.sku}"
        return Problem("sku", message, hint="take item and line from the same row", element_id=f"{where}/sku")
    if sum(it.line == asked.line for it in wish.lines) > 1:
        message = f"line {asked.line} is asked for more than once"
        return Problem("line", message, hint="put the quantities together", element_id=f"{where}/line")
    return None
