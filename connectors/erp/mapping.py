"""Between the words of the returns domain and those of the ERP."""

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]


def order(document: Body) -> dict[str, Any]:
    return {
        "id": document["number"],
        "customer_id": document["customerNumber"],
        "invoice_id": document["invoiceNumber"],
        "currency": document["currencyCode"],
        "delivery_date": document["deliveryDate"],
        "ship_mode": document["shipmentMethod"],
        "freight": document["freightAmount"],
        "tax_rate": document["taxRate"],
        "declared_value": document["declaredValue"],
        "po_number": document["externalDocumentNumber"],
        "lines": [_order_line(line) for line in document["lines"]],
    }


def _order_line(line: Body) -> dict[str, Any]:
    return {
        "line": line["lineNumber"],
        "sku": line["itemNumber"],
        "description": line["description"],
        "uom": line["unitOfMeasure"],
        "qty_ordered": line["quantity"],
        "list_price": line["unitPrice"],
        "discount_pct": line["discountPercent"],
        "net_price": line["netUnitPrice"],
        "serials": line["serialNumbers"],
        "lot": line["lotNumber"],
    }


def invoice(document: Body) -> dict[str, Any]:
    return {
        "id": document["number"],
        "order_id": document["orderNumber"],
        "customer_id": document["customerNumber"],
        "currency": document["currencyCode"],
        "exchange_rate": document["exchangeRate"],
        "tax_rate": document["taxRate"],
        "freight": document["freightAmount"],
        "paid": document["status"] == "Paid",
        "issued_on": document["postingDate"],
        "lines": [
            {
                "line": line["lineNumber"],
                "sku": line["itemNumber"],
                "qty_invoiced": line["quantity"],
                "list_price": line["unitPrice"],
                "discount_pct": line["discountPercent"],
                "net_price": line["netUnitPrice"],
            }
            for line in document["lines"]
        ],
    }


def returned_qty(document: Body) -> dict[str, Any]:
    return {
        "order_no": document["orderNumber"],
        "lines": [
            {"line": line["lineNumber"], "sku": line["itemNumber"], "qty_prev_returned": line["returnedQuantity"]}
            for line in document["lines"]
        ],
    }


def item(document: Body) -> dict[str, Any]:
    return {
        "sku": document["number"],
        "description": document["displayName"],
        "uom": document["baseUnitOfMeasure"],
        "unit_cost": document["unitCost"],
        "supplier": document["vendorNumber"],
        "stock_class": "STOCK" if document["isStocked"] else "NON_STOCK",
        "flags": document["attributes"],
        "warranty_months": document["warrantyMonths"],
        "tracking": document["itemTracking"].upper(),
        "gtin": document["gtin"],
    }


def credit(document: Body) -> dict[str, Any]:
    return {
        "customer_id": document["customerNumber"],
        "credit_hold": document["blocked"] == "Credit",
        "open_balance": document["balance"],
        "credit_limit": document["creditLimit"],
        "currency": document["currencyCode"],
    }


def _sent_lines(lines: list[Body]) -> list[dict[str, Any]]:
    return [
        {
            "lineNumber": line["line"],
            "itemNumber": line["sku"],
            "quantity": line["qty"],
            "serialNumbers": line["serials"],
            "lotNumber": line["lot"],
        }
        for line in lines
    ]


def return_order_body(data: Body) -> dict[str, Any]:
    return {
        "externalDocumentNumber": data["rma_number"],
        "customerNumber": data["customer_id"],
        "orderNumber": data["order_no"],
        "reasonCode": data["reason_code"],
        "lines": _sent_lines(data["lines"]),
    }


def return_order(document: Body) -> dict[str, Any]:
    return {"return_order_no": document["number"], "status": document["status"].upper()}


def receipt_body(data: Body) -> dict[str, Any]:
    return {
        "externalDocumentNumber": data["rma_number"],
        "receiptReference": data["receipt_id"],
        "postingDate": data["posted_on"],
        "locationCode": data["location"],
        "lines": _sent_lines(data["lines"]),
    }


def receipt(document: Body) -> dict[str, Any]:
    return {"document_no": document["number"], "return_order_no": document["returnOrderNumber"]}


def credit_memo_body(data: Body) -> dict[str, Any]:
    return {
        "externalDocumentNumber": data["rma_number"],
        "settlement": data["settlement"],
        "appliesToInvoice": data["invoice_no"],
        "customerNumber": data["customer_id"],
        "currencyCode": data["currency"],
        "creditType": "OnAccount" if data["credit_kind"] == "ACCOUNT_CREDIT" else "Memo",
        "totalAmount": data["amount"],
        "reasonCode": data["reason_code"],
        "postingDate": data["posted_on"],
        "components": [
            {"type": part["kind"], "amount": part["amount"], "lineNumber": part["line"]} for part in data["components"]
        ],
    }


def credit_memo(document: Body) -> dict[str, Any]:
    return {
        "credit_memo_no": document["number"],
        "credit_kind": "ACCOUNT_CREDIT" if document["creditType"] == "OnAccount" else "CREDIT_MEMO",
        "amount": document["totalAmount"],
        "tax": document["taxAmount"],
        "currency": document["currencyCode"],
    }


def debit_memo_body(data: Body) -> dict[str, Any]:
    return {
        "externalDocumentNumber": data["rma_number"],
        "settlement": data["settlement"],
        "customerNumber": data["customer_id"],
        "currencyCode": data["currency"],
        "totalAmount": data["amount"],
        "description": data["reason"],
        "correctsCreditMemo": data["credit_memo_no"],
    }


def debit_memo(document: Body) -> dict[str, Any]:
    return {
        "debit_memo_no": document["number"],
        "amount": document["totalAmount"],
        "currency": document["currencyCode"],
    }


def adjustment_body(data: Body) -> dict[str, Any]:
    return {
        "externalDocumentNumber": data["rma_number"],
        "lineNumber": data["line"],
        "lotReference": data["lot_ref"],
        "itemNumber": data["sku"],
        "quantity": data["qty"],
        "fromStatus": data["from_status"],
        "toStatus": data["to_status"],
        "reasonCode": data["reason"],
        "serialNumbers": data["serials"],
    }


def adjustment(document: Body) -> dict[str, Any]:
    return {"document_no": document["number"]}


def found(document: Body) -> dict[str, Any]:
    entries = document["documents"]
    if not entries:
        return {"found": False}
    first = entries[0]
    return {"found": True, "type": first["type"], "id": first["number"], "document": first["document"]}
