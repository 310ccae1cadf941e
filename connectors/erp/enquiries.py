"""The simulated ERP's answers to questions, in its own words."""

from typing import Any

from connectors.erp import books
from connectors.sdk.simulator import ledger
from connectors.sdk.simulator.definition import Call, RefusalError
from connectors.sdk.simulator.store import Tables


def order(tables: Tables, call: Call) -> dict[str, Any]:
    order = books.required(tables, "orders", call.args["number"], "OrderNotFound")
    return {
        "number": order["id"],
        "customerNumber": order["customer_id"],
        "invoiceNumber": order["invoice_id"],
        "currencyCode": order["currency"],
        "deliveryDate": order["delivery_date"],
        "shipmentMethod": order["ship_mode"],
        "freightAmount": order["freight"],
        "taxRate": order["tax_rate"],
        "declaredValue": order["declared_value"],
        "externalDocumentNumber": order["po_number"],
        "lines": [
            {
                **_priced(line, line["qty_ordered"]),
                "description": _description(tables, line),
                "unitOfMeasure": line.get("uom", "EA"),
                "serialNumbers": line.get("serials", []),
                "lotNumber": line.get("lot"),
            }
            for line in order["lines"]
        ],
    }


def _description(tables: Tables, line: dict[str, Any]) -> Any:
    item = tables.get("items", line["sku"]) or {}
    return line.get("description") or item.get("description", "")


def _priced(line: dict[str, Any], quantity: Any) -> dict[str, Any]:
    return {
        "lineNumber": line["line"],
        "itemNumber": line["sku"],
        "quantity": str(quantity),
        "unitPrice": line["list_price"],
        "discountPercent": line["discount_pct"],
        "netUnitPrice": str(books.net_price(line)),
    }


def _invoice(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": order["invoice_id"],
        "orderNumber": order["id"],
        "customerNumber": order["customer_id"],
        "currencyCode": order["currency"],
        "exchangeRate": str(order.get("exchange_rate", "1")),
        "taxRate": order["tax_rate"],
        "freightAmount": order["freight"],
        "status": "Paid" if order.get("paid", True) else "Open",
        "postingDate": order.get("invoiced_on") or order["delivery_date"],
        "lines": [_priced(line, line["qty_ordered"]) for line in order["lines"]],
    }


def invoice_by_number(tables: Tables, call: Call) -> dict[str, Any]:
    return _invoice(books.invoiced_order(tables, call.args["number"]))


def invoice_of_order(tables: Tables, call: Call) -> dict[str, Any]:
    order = books.required(tables, "orders", call.args["number"], "OrderNotFound")
    if not order["invoice_id"]:
        raise RefusalError(404, "InvoiceNotFound", f"order {order['id']!r} has not been invoiced")
    return _invoice(order)


def returned_quantities(tables: Tables, call: Call) -> dict[str, Any]:
    order = books.required(tables, "orders", call.args["number"], "OrderNotFound")
    return {
        "orderNumber": order["id"],
        "lines": [
            {
                "lineNumber": line["line"],
                "itemNumber": line["sku"],
                "returnedQuantity": str(books.returned(tables, order, line)),
            }
            for line in order["lines"]
        ],
    }


def item(tables: Tables, call: Call) -> dict[str, Any]:
    item = books.required(tables, "items", call.args["number"], "ItemNotFound")
    return {
        "number": item["sku"],
        "displayName": item.get("description", ""),
        "baseUnitOfMeasure": item.get("uom", "EA"),
        "unitCost": item["unit_cost"],
        "vendorNumber": item.get("supplier"),
        "isStocked": item.get("stock_class", "STOCK") == "STOCK",
        "attributes": item.get("flags", []),
        "warrantyMonths": item.get("warranty_months", 0),
        "itemTracking": item.get("tracking", "NONE").title(),
        "gtin": item.get("gtin"),
    }


def credit(tables: Tables, call: Call) -> dict[str, Any]:
    customer = books.required(tables, "customers", call.args["number"], "CustomerNotFound")
    return {
        "customerNumber": customer["id"],
        "blocked": "Credit" if customer.get("credit_hold") else "",
        "balance": customer.get("open_balance", "0.00"),
        "creditLimit": customer.get("credit_limit"),
        "currencyCode": customer.get("currency", "USD"),
    }


def documents(tables: Tables, call: Call) -> dict[str, Any]:
    operation = call.query.get("operation", "")
    document = ledger.document_by_key(tables, call.query.get("externalKey", ""), operation)
    if document is None:
        return {"documents": []}
    return {"documents": [{"type": operation, "number": document["number"], "document": document}]}
