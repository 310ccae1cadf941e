"""Inputs and outputs of the ERP operations, in the words of the returns domain."""

from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from connectors.sdk.fields import Money, choice, day, flag, money, quantity, rate, text, texts, whole

CREDIT_KINDS = ("CREDIT_MEMO", "ACCOUNT_CREDIT")
GRANTED = ("MERCHANDISE", "TAX", "FREIGHT")
DEDUCTED = ("RESTOCKING_FEE", "TEST_FEE", "LABEL")
COMPONENT_KINDS = (*GRANTED, *DEDUCTED, "OTHER")
STOCK_STATUSES = ("RETURNS", "AVAILABLE", "OPEN_BOX", "QUARANTINE", "REFURBISH", "SCRAP", "VENDOR", "CUSTOMER")


def _lines(schema: type[Schema], description: str) -> fields.List[Any]:
    return fields.List(
        fields.Nested(schema), required=True, validate=validate.Length(min=1), metadata={"description": description}
    )


class OrderNo(Schema):
    order_no = text("Order number, such as SO-1001", required=True)


class OrderLine(Schema):
    line = whole("Order line number", required=True)
    sku = text("Item number", required=True)
    description = text("Item text", load_default="")
    uom = text("Unit of measure", load_default="EA")
    qty_ordered = quantity("Quantity ordered and shipped", required=True)
    list_price = money("Price per unit before discount", required=True)
    discount_pct = rate("Discount", unit="percent", required=True)
    net_price = money("Price per unit after discount, two places, half up", required=True)
    serials = texts("Serial numbers shipped")
    lot = text("Lot shipped", load_default=None)


class Order(Schema):
    id = text("Order number", required=True)
    customer_id = text("Customer number", required=True)
    invoice_id = text("Invoice number", load_default=None)
    currency = text("ISO 4217", required=True)
    delivery_date = day("Date of delivery; null when not delivered", load_default=None)
    ship_mode = choice("How it was shipped", ("PARCEL", "LTL"), required=True)
    freight = money("Freight charged", required=True)
    tax_rate = rate("Tax rate on merchandise", required=True)
    declared_value = money("Value declared to the carrier", load_default=None)
    po_number = text("The customer's purchase order", load_default=None)
    lines = _lines(OrderLine, "Order lines")


class InvoiceRequest(Schema):
    invoice_no = text("Invoice number", load_default=None)
    order_no = text("Order number, when the invoice number is not known", load_default=None)

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("invoice_no") and not data.get("order_no"):
            raise ValidationError("expected invoice_no or order_no", "invoice_no")


class InvoiceLine(Schema):
    line = whole("Order line number", required=True)
    sku = text("Item number", required=True)
    qty_invoiced = quantity("Quantity invoiced", required=True)
    list_price = money("Price per unit before discount", required=True)
    discount_pct = rate("Discount", unit="percent", required=True)
    net_price = money("Price per unit that was invoiced", required=True)


class Invoice(Schema):
    id = text("Invoice number", required=True)
    order_id = text("Order number", required=True)
    customer_id = text("Customer number", required=True)
    currency = text("ISO 4217", required=True)
    exchange_rate = rate("Rate to the books' currency", required=True)
    tax_rate = rate("Tax rate on merchandise", required=True)
    freight = money("Freight charged", required=True)
    paid = flag("Whether the invoice is settled", required=True)
    issued_on = day("Invoice date", load_default=None)
    lines = _lines(InvoiceLine, "Invoice lines")


class ReturnedQtyLine(Schema):
    line = whole("Order line number", required=True)
    sku = text("Item number", required=True)
    qty_prev_returned = quantity("Quantity returned and authorised so far", required=True)


class ReturnedQty(Schema):
    order_no = text("Order number", required=True)
    lines = _lines(ReturnedQtyLine, "One entry per order line")


class Sku(Schema):
    sku = text("Item number", required=True)


class Item(Schema):
    sku = text("Item number", required=True)
    description = text("Item text", load_default="")
    uom = text("Unit of measure", load_default="EA")
    unit_cost = money("Cost per unit", required=True)
    supplier = text("Supplier number", load_default=None)
    stock_class = choice("Whether it is kept in stock", ("STOCK", "NON_STOCK"), required=True)
    flags = texts("CUSTOM, CUT, CLEARANCE, HAZMAT, PRORATED, PERISHABLE")
    warranty_months = whole("Warranty in months, 0 for none", required=True)
    tracking = choice("What identifies a unit", ("NONE", "LOT", "SERIAL"), load_default="NONE")
    gtin = text("GTIN-14", load_default=None)


class CustomerId(Schema):
    customer_id = text("Customer number", required=True)


class Credit(Schema):
    customer_id = text("Customer number", required=True)
    credit_hold = flag("Whether credits may only stand on account", required=True)
    open_balance = money("Open receivables", required=True)
    credit_limit = money("Credit limit", load_default=None)
    currency = text("ISO 4217", required=True)


class ReturnLine(Schema):
    line = whole("Order line number", required=True)
    sku = text("Item number", required=True)
    qty = quantity("Quantity", required=True, validate=validate.Range(min=0, min_inclusive=False))
    serials = texts("Serial numbers")
    lot = text("Lot", load_default=None)


class ReturnOrderRequest(Schema):
    rma_number = text("RMA number", required=True)
    customer_id = text("Customer number", required=True)
    order_no = text("Order that the goods were bought with", required=True)
    reason_code = text("Canonical reason code", load_default=None)
    lines = _lines(ReturnLine, "Authorised quantities")


class ReturnOrder(Schema):
    return_order_no = text("Return order number", required=True)
    status = choice("Status in the ERP", ("OPEN", "RECEIVED", "CANCELLED"), required=True)


class CancelReturnOrder(Schema):
    return_order_no = text("Return order number", required=True)
    rma_number = text("RMA number", load_default=None)


class ReceiptRequest(Schema):
    return_order_no = text("Return order number", required=True)
    rma_number = text("RMA number", required=True)
    receipt_id = text("Receipt in the WMS that this posts", required=True)
    posted_on = day("Posting date; absent means the ERP's date", load_default=None)
    location = text("Stock location", load_default="RETURNS")
    lines = _lines(ReturnLine, "Counted quantities")


class Receipt(Schema):
    document_no = text("Receipt document number", required=True)
    return_order_no = text("Return order number", required=True)


class Component(Schema):
    kind = choice("What the amount is for", COMPONENT_KINDS, required=True)
    amount = money("Granted amounts are positive, deducted ones negative", required=True)
    line = whole("Order line, where the amount belongs to one", load_default=None)

    @validates_schema
    def sign(self, data: dict[str, Any], **_: Any) -> None:
        if data["kind"] in GRANTED and data["amount"] < 0:
            raise ValidationError(f"{data['kind']} is granted: expected an amount of 0 or more", "amount")
        if data["kind"] in DEDUCTED and data["amount"] > 0:
            raise ValidationError(f"{data['kind']} is deducted: expected an amount of 0 or less", "amount")


class CreditMemoRequest(Schema):
    rma_number = text("RMA number", required=True)
    settlement = text("Which settlement of the return this is, such as 1", load_default="1")
    invoice_no = text("Invoice that is credited", required=True)
    customer_id = text("Customer number", required=True)
    currency = text("ISO 4217, that of the invoice", required=True)
    credit_kind = choice("Paid out or kept on account", CREDIT_KINDS, load_default="CREDIT_MEMO")
    amount = money("Total; the components add up to it", required=True, validate=validate.Range(min=0))
    components = _lines(Component, "What the amount is made of")
    reason_code = text("Canonical reason code", load_default=None)
    posted_on = day("Posting date; absent means the ERP's date", load_default=None)

    @validates_schema
    def sum_up(self, data: dict[str, Any], **_: Any) -> None:
        total = sum((component["amount"] for component in data["components"]), Decimal(0))
        if total != data["amount"]:
            raise ValidationError(f"the components add up to {total}, expected {data['amount']}", "components")


class CreditMemo(Schema):
    credit_memo_no = text("Credit memo number", required=True)
    credit_kind = choice("Paid out or kept on account", CREDIT_KINDS, required=True)
    amount = money("Amount posted", required=True)
    tax = money("Tax part of it", required=True)
    currency = text("ISO 4217", required=True)


class DebitMemoRequest(Schema):
    rma_number = text("RMA number", required=True)
    settlement = text("Which settlement of the return this is", load_default="1")
    customer_id = text("Customer number", required=True)
    currency = text("ISO 4217", required=True)
    amount = Money(
        required=True,
        validate=validate.Range(min=0, min_inclusive=False),
        metadata={"description": "Amount charged", "unit": "currency"},
    )
    reason = text("Why, as shown to the customer", required=True)
    credit_memo_no = text("Credit memo that this corrects", load_default=None)


class DebitMemo(Schema):
    debit_memo_no = text("Debit memo number", required=True)
    amount = money("Amount posted", required=True)
    currency = text("ISO 4217", required=True)


class AdjustmentRequest(Schema):
    rma_number = text("RMA number", required=True)
    line = whole("Order line number", required=True)
    lot_ref = text("Which inspected lot of the line this is", load_default="1")
    sku = text("Item number", required=True)
    qty = quantity("Quantity moved", required=True, validate=validate.Range(min=0, min_inclusive=False))
    from_status = choice("Stock status before", STOCK_STATUSES, load_default="RETURNS")
    to_status = choice("Stock status after", STOCK_STATUSES, required=True)
    reason = text("Disposition code", required=True)
    serials = texts("Serial numbers")


class Adjustment(Schema):
    document_no = text("Inventory document number", required=True)
