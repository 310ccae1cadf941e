"""Inputs and outputs of the WMS operations, in the words of the returns domain."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from connectors.sdk.fields import choice, day, flag, quantity, text, texts, whole

STOCK_STATUSES = ("available", "quarantine", "damaged", "legal", "outbound")


def _lines(schema: type[Schema], description: str) -> fields.List[Any]:
    return fields.List(
        fields.Nested(schema), required=True, validate=validate.Length(min=1), metadata={"description": description}
    )


class ExpectedLine(Schema):
    line = whole("Order line number", required=True)
    sku = text("Item number", required=True)
    qty = quantity("Quantity expected", required=True, validate=validate.Range(min=0, min_inclusive=False))
    serials = texts("Serial numbers expected")


class ExpectedReceiptRequest(Schema):
    rma_number = text("RMA number", required=True)
    warehouse = text("Where the goods go", load_default="MAIN")
    eta = day("Day the goods are expected", load_default=None)
    tracking_numbers = texts("Parcels on the way")
    lines = _lines(ExpectedLine, "What is expected")


class ExpectedReceipt(Schema):
    expected_receipt_id = text("Expected receipt number", required=True)
    status = choice("Status in the WMS", ("EXPECTED", "RECEIVED", "CANCELLED"), required=True)


class CancelExpectedReceipt(Schema):
    expected_receipt_id = text("Expected receipt number", required=True)
    rma_number = text("RMA number", load_default=None)


class ReceiptRequest(Schema):
    receipt_id = text("Receipt number", load_default=None)
    expected_receipt_id = text("Expected receipt number, when the receipt is not known", load_default=None)

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("receipt_id") and not data.get("expected_receipt_id"):
            raise ValidationError("expected receipt_id or expected_receipt_id", "receipt_id")


class ReceiptLine(Schema):
    line = whole("Order line number; null when the item is not on the RMA", load_default=None)
    sku = text("Item counted", required=True)
    qty = quantity("Quantity counted", required=True)
    serials = texts("Serial numbers scanned")


class Receipt(Schema):
    receipt_id = text("Receipt number", required=True)
    rma_number = text("RMA number on the label or packing slip", load_default=None)
    expected_receipt_id = text("Expected receipt that it matched", load_default=None)
    received_on = day("Day the goods were counted", required=True)
    has_asn = flag("Whether an expected receipt was matched at the dock", required=True)
    lpn = text("Licence plate of the goods", required=True)
    lines = _lines(ReceiptLine, "What was counted")


class ReceiptPosted(Schema):
    receipt_id = text("Receipt number", required=True)
    rma_number = text("RMA number; null when none was on the goods", load_default=None)
    received_on = day("Day the goods were counted", required=True)
    has_asn = flag("Whether an expected receipt was matched at the dock", required=True)
    lines = _lines(ReceiptLine, "What was counted")


class ReceiptSearch(Schema):
    rma_number = text("RMA number", load_default=None)
    tracking_number = text("Tracking number of the parcel", load_default=None)
    serial = text("A serial number", load_default=None)

    @validates_schema
    def one_at_least(self, data: dict[str, Any], **_: Any) -> None:
        if not any(data.get(name) for name in ("rma_number", "tracking_number", "serial")):
            raise ValidationError("expected rma_number, tracking_number or serial", "rma_number")


class Receipts(Schema):
    receipts = fields.List(
        fields.Nested(Receipt), required=True, metadata={"description": "Matching receipts, oldest first"}
    )


class MoveRequest(Schema):
    rma_number = text("RMA number", required=True)
    line = whole("Order line number", required=True)
    lot_ref = text("Which inspected lot of the line this is", load_default="1")
    sku = text("Item number", required=True)
    qty = quantity("Quantity moved", required=True, validate=validate.Range(min=0, min_inclusive=False))
    from_location = text("Location before", load_default="RETURNS-DOCK")
    to_location = text("Location after", required=True)
    status = choice("Stock status after the move", STOCK_STATUSES, required=True)
    disposition = text("Disposition code", load_default=None)
    serials = texts("Serial numbers")


class Move(Schema):
    movement_id = text("Movement number", required=True)
    location = text("Location after", required=True)
    status = choice("Stock status after the move", STOCK_STATUSES, required=True)


class InspectionTaskRequest(Schema):
    rma_number = text("RMA number", required=True)
    receipt_id = text("Receipt to inspect", required=True)
    checklist = text("Which checklist to use", load_default="STANDARD")
    priority = whole("0 (first) to 100", load_default=50, validate=validate.Range(min=0, max=100))


class InspectionTask(Schema):
    inspection_task_id = text("Inspection task number", required=True)
    location = text("Bench where the goods are brought", required=True)
