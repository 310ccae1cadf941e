"""The rules of the simulated ERP: net prices, quantities that may still come back, what an invoice can be credited."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from connectors.sdk.simulator.definition import Call, RefusalError
from connectors.sdk.simulator.store import Tables

Record = Mapping[str, Any]
CENT = Decimal("0.01")


def decimal(value: Any, name: str) -> Decimal:
    """`value` as a Decimal; 422 names the field that is none."""
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise RefusalError(422, "InvalidField", f"{name}: expected a decimal number") from error


def net_price(line: Record) -> Decimal:
    """Price per unit after discount, two places, half up (returns.md 2.4)."""
    discount = Decimal(str(line["discount_pct"]))
    price = Decimal(str(line["list_price"])) * (1 - discount / 100)
    return price.quantize(CENT, rounding=ROUND_HALF_UP)


def required(tables: Tables, kind: str, record_id: str, code: str) -> dict[str, Any]:
    """The record, or 404 with `code`."""
    record = tables.get(kind, str(record_id))
    if record is None:
        raise RefusalError(404, code, f"there is no {record_id!r} in {kind.replace('_', ' ')}")
    return record


def invoiced_order(tables: Tables, number: Any) -> dict[str, Any]:
    """The order that was billed with invoice `number`, or 404."""
    orders = tables.find("orders", invoice_id=str(number))
    if not orders:
        raise RefusalError(404, "InvoiceNotFound", f"there is no invoice {number!r}")
    return orders[0]


def line_of(record: Record, call_line: Record) -> dict[str, Any]:
    """The line of `record` that a sent line names by number and item; 422 when there is none."""
    for line in record["lines"]:
        if line["line"] == call_line.get("lineNumber") and line["sku"] == call_line.get("itemNumber"):
            found: dict[str, Any] = line
            return found
    raise RefusalError(
        422, "LineNotFound", f"no line {call_line.get('lineNumber')} with item {call_line.get('itemNumber')}"
    )


def returned(tables: Tables, order: Record, line: Record) -> Decimal:
    """Quantity of an order line that came back before or is authorised in return orders that are not cancelled."""
    authorised = (
        Decimal(str(part["qty"]))
        for return_order in tables.find("return_orders", order_id=order["id"])
        if return_order["status"] != "Cancelled"
        for part in return_order["lines"]
        if part["line"] == line["line"]
    )
    return Decimal(str(line.get("qty_prev_returned", 0))) + sum(authorised, Decimal(0))


def received(tables: Tables, return_order: Record, line_number: int) -> Decimal:
    """Quantity received so far against a line of a return order."""
    receipts = tables.find("receipts", return_order_id=return_order["id"])
    return sum(
        (Decimal(str(part["qty"])) for receipt in receipts for part in receipt["lines"] if part["line"] == line_number),
        Decimal(0),
    )


def gross(order: Record) -> Decimal:
    """What was invoiced: net merchandise, tax per line, freight."""
    rate = Decimal(str(order["tax_rate"]))
    total = Decimal(str(order.get("freight") or 0))
    for line in order["lines"]:
        merchandise = net_price(line) * Decimal(str(line["qty_ordered"]))
        total += merchandise + (merchandise * rate).quantize(CENT, rounding=ROUND_HALF_UP)
    return total


def posting_date(tables: Tables, call: Call) -> str:
    """The posting date asked for, else today; 422 when its month is closed."""
    day = str(call.body.get("postingDate") or call.now.date().isoformat())
    if tables.get("closed_periods", day[:7]) is not None:
        raise RefusalError(422, "PeriodClosed", f"the period {day[:7]} is closed")
    return day


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
