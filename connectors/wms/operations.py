"""The operations of the WMS connector."""

from connectors.sdk import connector
from connectors.sdk.error_map import BusinessError
from connectors.sdk.errors import Conflict, NotFound, Rejected
from connectors.sdk.lookup import Found, KeyRequest
from connectors.sdk.operation import Effect, Lookup, Operation
from connectors.sdk.trigger import Trigger
from connectors.wms import client, mapping, schemas

_NO_ASN = BusinessError("ASN_UNKNOWN", NotFound, "NOT_FOUND", "There is no such expected receipt.")
_NO_RECEIPT = BusinessError("RECEIPT_UNKNOWN", NotFound, "NOT_FOUND", "Nothing has been received under that number.")
_UNKNOWN_SKU = BusinessError("ITEM_UNKNOWN", Rejected, "UNKNOWN_SKU", "The WMS does not know the item.")

CONNECTOR = connector.build(
    "connectors.wms",
    (
        Operation(
            name="create_expected_receipt",
            title="Create an expected receipt",
            effect=Effect.WRITE,
            idempotency=Lookup(),
            input_schema=schemas.ExpectedReceiptRequest(),
            output_schema=schemas.ExpectedReceipt(),
            call=lambda http, data: client.create_asn(http, mapping.asn_body(data)),
            read=mapping.asn,
            record=("expected_receipt", "expected_receipt_id"),
            errors=(_UNKNOWN_SKU,),
            reverse="cancel_expected_receipt",
            example={"rma_number": "RMA-1001", "lines": [{"line": 1, "sku": "BRG-6205", "qty": "4"}]},
            description="Tells the dock what will come, so that a receipt can be matched.",
        ),
        Operation(
            name="cancel_expected_receipt",
            title="Cancel an expected receipt",
            effect=Effect.WRITE,
            idempotency=Lookup(),
            input_schema=schemas.CancelExpectedReceipt(),
            output_schema=schemas.ExpectedReceipt(),
            call=lambda http, data: client.cancel_asn(http, data["expected_receipt_id"], {"rma": data["rma_number"]}),
            read=mapping.asn,
            record=("expected_receipt", "expected_receipt_id"),
            errors=(
                _NO_ASN,
                BusinessError("ASN_CLOSED", Rejected, "RECEIPT_EXISTS", "Goods have been received against it."),
            ),
            example={"expected_receipt_id": "ASN-0001", "rma_number": "RMA-0001"},
            description="Refused once goods have been received against it.",
        ),
        Operation(
            name="get_receipt",
            title="Read a receipt",
            effect=Effect.READ,
            input_schema=schemas.ReceiptRequest(),
            output_schema=schemas.Receipt(),
            call=lambda http, data: (
                client.receipt(http, data["receipt_id"])
                if data["receipt_id"]
                else client.receipt_of_asn(http, data["expected_receipt_id"])
            ),
            read=mapping.receipt,
            record=("receipt", "receipt_id"),
            errors=(_NO_RECEIPT, _NO_ASN),
            example={"receipt_id": "RCV-0001"},
            description="What was counted, under a receipt number or for an expected receipt.",
        ),
        Operation(
            name="search_receipt",
            title="Search receipts",
            effect=Effect.READ,
            input_schema=schemas.ReceiptSearch(),
            output_schema=schemas.Receipts(),
            call=lambda http, data: client.search_receipts(http, mapping.search(data)),
            read=mapping.receipts,
            example={"rma_number": "RMA-0002"},
            description="Receipts by RMA number, parcel or serial number; none is an empty list.",
        ),
        Operation(
            name="move_to_location",
            title="Move goods",
            effect=Effect.INVENTORY,
            idempotency=Lookup(),
            input_schema=schemas.MoveRequest(),
            output_schema=schemas.Move(),
            call=lambda http, data: client.move(http, mapping.move_body(data)),
            read=mapping.move,
            record=("movement", "movement_id"),
            errors=(
                _UNKNOWN_SKU,
                BusinessError("BIN_FULL", Rejected, "LOCATION_FULL", "The location takes no more."),
                BusinessError("SAME_BIN", Conflict, "CONFLICT", "The goods are there already."),
            ),
            reverse="move_to_location",
            example={
                "rma_number": "RMA-0002",
                "line": 1,
                "sku": "LED-HB150",
                "qty": "3",
                "to_location": "A-01-01",
                "status": "available",
                "disposition": "RESTOCK",
            },
            description="Moves an inspected lot where its disposition sends it, with its new stock status.",
        ),
        Operation(
            name="create_inspection_task",
            title="Create an inspection task",
            effect=Effect.WRITE,
            idempotency=Lookup(),
            input_schema=schemas.InspectionTaskRequest(),
            output_schema=schemas.InspectionTask(),
            call=lambda http, data: client.create_quality_task(http, mapping.quality_task_body(data)),
            read=mapping.quality_task,
            record=("inspection_task", "inspection_task_id"),
            errors=(_NO_RECEIPT,),
            example={"rma_number": "RMA-0002", "receipt_id": "RCV-0001"},
            description="Has the received goods brought to an inspection bench.",
        ),
        Operation(
            name="find_by_key",
            title="Find a transaction by key",
            effect=Effect.READ,
            input_schema=KeyRequest(),
            output_schema=Found(),
            call=lambda http, data: client.transaction_by_key(http, data["key"], data["operation"]),
            read=mapping.found,
            example={"key": "no-such-key"},
            description="What an earlier call with this idempotency key made.",
        ),
    ),
    triggers=(
        Trigger(
            event="receipt.posted",
            title="Goods were counted in",
            message="receipt_posted",
            key="rma_number",
            schema=schemas.ReceiptPosted(),
            read=mapping.receipt_posted,
        ),
    ),
)
