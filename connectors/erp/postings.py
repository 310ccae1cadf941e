"""What can be posted in the simulated ERP, each posting with what it is about in business terms."""

from decimal import Decimal
from typing import Any

from connectors.erp import books
from connectors.sdk.simulator.definition import Call, Identity, RefusalError
from connectors.sdk.simulator.store import Tables


def create_return_order(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("externalDocumentNumber", "customerNumber", "orderNumber", "lines")
    order = books.required(tables, "orders", call.body["orderNumber"], "OrderNotFound")
    if order["customer_id"] != call.body["customerNumber"]:
        raise RefusalError(422, "CustomerMismatch", f"order {order['id']} belongs to another customer")
    lines = [_authorised(tables, order, sent) for sent in call.body["lines"]]
    number = f"RO-{tables.next_number('return_orders')}"
    record = {
        "id": number,
        "rma_number": call.body["externalDocumentNumber"],
        "customer_id": order["customer_id"],
        "order_id": order["id"],
        "reason_code": call.body.get("reasonCode"),
        "status": "Open",
        "lines": lines,
        "created_at": call.now.isoformat(),
    }
    tables.put("return_orders", number, record)
    return {"number": number, "status": "Open"}


def _authorised(tables: Tables, order: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    line = books.line_of(order, sent)
    quantity = books.decimal(sent.get("quantity"), "quantity")
    left = Decimal(str(line["qty_ordered"])) - books.returned(tables, order, line)
    if quantity > left:
        raise RefusalError(
            422, "QuantityExceeded", f"line {line['line']}: {quantity} asked, {left} of {line['qty_ordered']} left"
        )
    return {"line": line["line"], "sku": line["sku"], "qty": str(quantity)}


def cancel_return_order(tables: Tables, call: Call) -> dict[str, Any]:
    record = books.required(tables, "return_orders", call.args["number"], "ReturnOrderNotFound")
    if tables.find("receipts", return_order_id=record["id"]):
        raise RefusalError(409, "ReceiptExists", f"goods have been received against {record['id']}")
    if tables.find("credit_memos", rma_number=record["rma_number"]):
        raise RefusalError(409, "CreditExists", f"a credit memo refers to {record['id']}")
    tables.put("return_orders", record["id"], {**record, "status": "Cancelled"})
    return {"number": record["id"], "status": "Cancelled"}


def post_receipt(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("externalDocumentNumber", "receiptReference", "lines")
    record = books.required(tables, "return_orders", call.args["number"], "ReturnOrderNotFound")
    if record["status"] == "Cancelled":
        raise RefusalError(409, "ReturnOrderCancelled", f"{record['id']} has been cancelled")
    day = books.posting_date(tables, call)
    lines = [_counted(tables, record, sent) for sent in call.body["lines"]]
    number = f"GR-{tables.next_number('receipts')}"
    receipt = {
        "id": number,
        "return_order_id": record["id"],
        "rma_number": call.body["externalDocumentNumber"],
        "receipt_reference": call.body["receiptReference"],
        "posting_date": day,
        "location": call.body.get("locationCode") or "RETURNS",
        "lines": lines,
    }
    tables.put("receipts", number, receipt)
    tables.put("return_orders", record["id"], {**record, "status": "Received"})
    return {"number": number, "returnOrderNumber": record["id"]}


def _counted(tables: Tables, record: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    line = books.line_of(record, sent)
    quantity = books.decimal(sent.get("quantity"), "quantity")
    left = Decimal(str(line["qty"])) - books.received(tables, record, line["line"])
    if quantity > left:
        raise RefusalError(422, "QuantityExceeded", f"line {line['line']}: {quantity} counted, {left} authorised")
    return {"line": line["line"], "sku": line["sku"], "qty": str(quantity), "serials": sent.get("serialNumbers", [])}


def post_credit_memo(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("externalDocumentNumber", "appliesToInvoice", "customerNumber", "currencyCode", "components")
    order = books.invoiced_order(tables, call.body["appliesToInvoice"])
    if order["currency"] != call.body["currencyCode"]:
        raise RefusalError(422, "CurrencyMismatch", f"the invoice is in {order['currency']}")
    if order["customer_id"] != call.body["customerNumber"]:
        raise RefusalError(422, "CustomerMismatch", "the invoice belongs to another customer")
    amount = books.decimal(call.body.get("totalAmount"), "totalAmount")
    parts = [(part.get("type"), books.decimal(part.get("amount"), "amount")) for part in call.body["components"]]
    if books.total(value for _kind, value in parts) != amount:
        raise RefusalError(422, "TotalMismatch", "the components do not add up to totalAmount")
    _check_credit_left(tables, order, amount)
    day = books.posting_date(tables, call)
    number = f"CM-{tables.next_number('credit_memos')}"
    memo = {
        "id": number,
        "rma_number": call.body["externalDocumentNumber"],
        "settlement": call.body.get("settlement"),
        "invoice_id": order["invoice_id"],
        "customer_id": order["customer_id"],
        "credit_type": call.body.get("creditType") or "Memo",
        "currency": order["currency"],
        "amount": str(amount),
        "tax": str(books.total(value for kind, value in parts if kind == "TAX")),
        "components": call.body["components"],
        "posting_date": day,
        "key": call.key,
    }
    tables.put("credit_memos", number, memo)
    return {
        "number": number,
        "creditType": memo["credit_type"],
        "totalAmount": memo["amount"],
        "taxAmount": memo["tax"],
        "currencyCode": memo["currency"],
    }


def _check_credit_left(tables: Tables, order: dict[str, Any], amount: Decimal) -> None:
    before = books.total(
        Decimal(memo["amount"]) for memo in tables.find("credit_memos", invoice_id=order["invoice_id"])
    )
    limit = books.gross(order)
    if amount < 0 or before + amount > limit:
        raise RefusalError(
            422, "AmountExceeded", f"{amount} asked, {before} credited before, the invoice amounts to {limit}"
        )


def post_debit_memo(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("externalDocumentNumber", "customerNumber", "currencyCode", "totalAmount")
    customer = books.required(tables, "customers", call.body["customerNumber"], "CustomerNotFound")
    corrected = call.body.get("correctsCreditMemo")
    if corrected:
        books.required(tables, "credit_memos", corrected, "CreditMemoNotFound")
    amount = books.decimal(call.body["totalAmount"], "totalAmount")
    number = f"DM-{tables.next_number('debit_memos')}"
    memo = {
        "id": number,
        "rma_number": call.body["externalDocumentNumber"],
        "settlement": call.body.get("settlement"),
        "customer_id": customer["id"],
        "currency": call.body["currencyCode"],
        "amount": str(amount),
        "description": call.body.get("description"),
        "corrects": corrected,
        "posting_date": books.posting_date(tables, call),
        "key": call.key,
    }
    tables.put("debit_memos", number, memo)
    return {"number": number, "totalAmount": memo["amount"], "currencyCode": memo["currency"]}


def adjust_inventory(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("externalDocumentNumber", "itemNumber", "quantity", "fromStatus", "toStatus")
    item = books.required(tables, "items", call.body["itemNumber"], "ItemNotFound")
    if call.body["fromStatus"] == call.body["toStatus"]:
        raise RefusalError(422, "SameStatus", "expected two different stock statuses")
    number = f"IM-{tables.next_number('inventory_documents')}"
    document = {
        "id": number,
        "rma_number": call.body["externalDocumentNumber"],
        "line": call.body.get("lineNumber"),
        "sku": item["sku"],
        "qty": str(books.decimal(call.body["quantity"], "quantity")),
        "from_status": call.body["fromStatus"],
        "to_status": call.body["toStatus"],
        "reason": call.body.get("reasonCode"),
    }
    tables.put("inventory_documents", number, document)
    return {"number": number}


def about_return(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("externalDocumentNumber") or ""))


def about_settlement(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("externalDocumentNumber") or ""), str(call.body.get("settlement") or ""))


def about_receipt(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("externalDocumentNumber") or ""), str(call.body.get("receiptReference") or ""))


def about_lot(_tables: Tables, call: Call) -> Identity:
    parts = (call.body.get("lineNumber"), call.body.get("lotReference"), call.body.get("toStatus"))
    return Identity(str(call.body.get("externalDocumentNumber") or ""), "/".join(str(part or "") for part in parts))


def about_return_order(tables: Tables, call: Call) -> Identity:
    record = tables.get("return_orders", call.args["number"]) or {}
    return Identity(str(record.get("rma_number", "")), call.args["number"])
