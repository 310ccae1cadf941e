"""Orders as the ERP knows them: looked up while somebody asks for a return, never inside a transaction."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
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
    """One line of an order; `net_price` per unit, `qty_returned` counts what was returned or authorised before."""

    line: int
    sku: str
    description: str
    qty_ordered: Decimal
    qty_returned: Decimal
    net_price: Decimal

    @property
    def qty_left(self) -> Decimal:
        return max(self.qty_ordered - self.qty_returned, Decimal(0))


@dataclass(frozen=True)
class Order:
    """An order of one customer in one currency."""

    order_no: str
    customer_id: str
    customer_name: str
    currency: str
    delivered_on: date | None
    lines: tuple[OrderLine, ...] = ()

    def line(self, number: int) -> OrderLine | None:
        return next((line for line in self.lines if line.line == number), None)


def find(order_no: str) -> Order:
    """The order; Invalid when the ERP knows none, Unavailable when the ERP does not answer."""
    return _order(_call("get_order", {"order_no": order_no}, order_no))


def of_customer(customer_id: str) -> list[Order]:
    """The customer's orders, newest first, without lines; Unavailable when the ERP does not answer."""
    found = _call("list_orders", {"customer_id": customer_id}, customer_id)
    return [_order(row) for row in found["orders"]]


def _call(operation: str, data: Mapping[str, Any], reference: str) -> Mapping[str, Any]:
    try:
        return catalog.invoke(
            "erp", operation, data, idempotency_key=f"screen:{uuid.uuid4()}", reference=reference,
            deadline_seconds=_DEADLINE_SECONDS,
        ).data  # fmt: skip
    except NotFound as error:
        raise unknown_order(reference) from error
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


def _order(row: Mapping[str, Any]) -> Order:
    return Order(
        order_no=str(row["order_no"]),
        customer_id=str(row["customer_id"]),
        customer_name=str(row.get("customer_name") or ""),
        currency=str(row["currency"]),
        delivered_on=row.get("delivery_date"),
        lines=tuple(_line(line) for line in row.get("lines") or ()),
    )


def _line(row: Mapping[str, Any]) -> OrderLine:
    return OrderLine(
        line=int(row["line"]),
        sku=str(row["sku"]),
        description=str(row.get("description") or ""),
        qty_ordered=row["qty_ordered"],
        qty_returned=row.get("qty_returned") or Decimal(0),
        net_price=row["net_price"],
    )
