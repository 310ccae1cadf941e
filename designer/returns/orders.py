"""Orders as the ERP knows them: looked up while somebody asks for a return, never inside a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.sdk.errors import ConnectorError, Misconfigured, NotFound
from designer.catalog import service as catalog
from designer.errors import Unavailable
from designer.returns.refusals import unknown_order

_DEADLINE_SECONDS = 8.0


@dataclass(frozen=True)
class OrderLine:
    """One line of an order; `net_price` per unit. `qty_returned` counts what came back or may; None: not asked for."""

    line: int
    sku: str
    description: str
    qty_ordered: Decimal
    net_price: Decimal
    qty_returned: Decimal | None = None

    @property
    def qty_left(self) -> Decimal:
        """How many could still come back, by quantity alone."""
        return max(self.qty_ordered - (self.qty_returned or Decimal(0)), Decimal(0))


@dataclass(frozen=True)
class Order:
    """An order of one customer in one currency."""

    order_no: str
    customer_id: str
    currency: str
    delivered_on: date | None
    lines: tuple[OrderLine, ...] = ()

    def line(self, number: int) -> OrderLine | None:
        return next((line for line in self.lines if line.line == number), None)


def find(order_no: str) -> Order:
    """The order; Invalid when the ERP knows none, Unavailable when the ERP does not answer."""
    found = _call("get_order", order_no)
    return Order(
        order_no=str(found["id"]),
        customer_id=str(found["customer_id"]),
        currency=str(found["currency"]),
        delivered_on=found.get("delivery_date"),
        lines=tuple(_line(row) for row in found["lines"]),
    )


def find_for(customer_id: str | None, order_no: str) -> Order:
    """The order with what came back before; another customer's order is as unknown as one that is not there."""
    order = find(order_no)
    if customer_id is not None and order.customer_id != customer_id:
        raise unknown_order(order_no)
    returned = {int(row["line"]): row["qty_prev_returned"] for row in _call("get_returned_qty", order_no)["lines"]}
    return replace(
        order, lines=tuple(replace(it, qty_returned=returned.get(it.line, Decimal(0))) for it in order.lines)
    )


def _call(operation: str, order_no: str) -> Mapping[str, Any]:
    try:
        return catalog.read("erp", operation, {"order_no": order_no}, deadline_seconds=_DEADLINE_SECONDS)
    except NotFound as error:
        raise unknown_order(order_no) from error
    except Misconfigured as error:
        raise Unavailable(
            "The connection to the ERP is not set up rightly. Nothing was saved; tell your administrator.",
            code="erp_unavailable",
        ) from error
    except ConnectorError as error:
        raise Unavailable(
            "The ERP does not answer, so the order cannot be checked. Nothing was saved; try again in a minute.",
            code="erp_unavailable",
        ) from error


def _line(row: Mapping[str, Any]) -> OrderLine:
    return OrderLine(
        line=int(row["line"]),
        sku=str(row["sku"]),
        description=str(row.get("description") or ""),
        qty_ordered=row["qty_ordered"],
        net_price=row["net_price"],
    )
