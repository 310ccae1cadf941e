"""What the simulated systems know before a case begins, drawn from the case's input."""

from collections.abc import Mapping, Sequence
from typing import Any

from designer.scenarios.cases import Case

Records = Mapping[str, Sequence[Mapping[str, Any]]]


def erp(case: Case) -> Records:
    """Customer, items and the one order that is returned."""
    given = case.given
    customer, order = given["customer"], given["order"]
    items = {line["sku"]: _item(line) for line in given["lines"]}
    names = ("currency", "delivery_date", "ship_mode", "freight", "tax_rate", "declared_value")
    return {
        "customers": [{"id": customer["id"], "credit_hold": customer.get("credit_hold", False)}],
        "items": list(items.values()),
        "orders": [
            {
                "id": order["id"],
                "invoice_id": order.get("invoice_id"),
                "customer_id": customer["id"],
                **{name: order.get(name) for name in names},
                "lines": [_order_line(line) for line in given["lines"]],
            }
        ],
    }


def _item(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "sku": line["sku"],
        "description": line["sku"],
        "unit_cost": line["unit_cost"],
        "supplier": line.get("supplier"),
        "stock_class": line.get("stock_class") or "STOCK",
        "flags": line.get("flags") or [],
        "warranty_months": line.get("warranty_months") or 0,
        "tracking": "SERIAL" if line.get("serials") else "NONE",
    }


def _order_line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "line": line["line"],
        "sku": line["sku"],
        "qty_ordered": line["qty_ordered"],
        "qty_prev_returned": line.get("qty_prev_returned") or 0,
        "list_price": line["list_price"],
        "discount_pct": line.get("discount_pct") or "0",
        "serials": line.get("serials") or [],
        "lot": line.get("lot"),
    }


def crm(case: Case) -> Records:
    customer = case.given["customer"]
    names = ("id", "tier", "credit_hold", "fraud_score")
    return {"customers": [{name: customer[name] for name in names if name in customer}]}


def carrier(case: Case) -> Records:
    """One rate that comes to what the label costs; the usual service is down when the case says so."""
    cost = str((case.given.get("logistics") or {}).get("label_cost") or "0.00")
    currency = case.given["order"].get("currency") or "USD"
    rate = {"base": cost, "per_kg": "0", "currency": currency}
    is_down = "label_api_failed" in case.system_events
    return {"rates": [{"id": "GROUND", **rate, "is_suspended": is_down}, {"id": "EXPRESS", **rate}]}


def wms(case: Case) -> Records:  # noqa: ARG001 - the same shape as the others
    """Nothing: the warehouse learns of the return from the process."""
    return {}
