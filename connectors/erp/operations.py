"""The operations of the ERP connector."""

from connectors.erp import client, mapping, schemas
from connectors.sdk import connector
from connectors.sdk.error_map import BusinessError
from connectors.sdk.errors import Conflict, NotFound, Rejected
from connectors.sdk.lookup import Found, KeyRequest
from connectors.sdk.operation import Effect, Lookup, Operation

_NO_ORDER = BusinessError("OrderNotFound", NotFound, "NOT_FOUND", "There is no such order.")
_NO_RETURN_ORDER = BusinessError("ReturnOrderNotFound", NotFound, "NOT_FOUND", "There is no such return order.")
_OVER_QUANTITY = BusinessError(
    "QuantityExceeded", Rejected, "OVER_QUANTITY", "More than was shipped, or than is authorised."
)
_CLOSED_PERIOD = BusinessError("PeriodClosed", Rejected, "CLOSED_PERIOD", "The posting date lies in a closed period.")
_CANCELLED = BusinessError("ReturnOrderCancelled", Conflict, "CONFLICT", "The return order has been cancelled.")
_NO_CUSTOMER = BusinessError("CustomerNotFound", NotFound, "NOT_FOUND", "There is no such customer.")

_RETURN_LINE = {"line": 1, "sku": "BRG-6205", "qty": "4"}

_READS = (
    Operation(
        name="get_order",
        title="Read an order",
        effect=Effect.READ,
        input_schema=schemas.OrderNo(),
        output_schema=schemas.Order(),
        call=lambda http, data: client.order(http, data["order_no"]),
        read=mapping.order,
        record=("order", "id"),
        errors=(_NO_ORDER,),
        example={"order_no": "SO-1001"},
        description="Header and lines of a sales order with prices, delivery date and shipped serial numbers.",
    ),
    Operation(
        name="get_invoice",
        title="Read an invoice",
        effect=Effect.READ,
        input_schema=schemas.InvoiceRequest(),
        output_schema=schemas.Invoice(),
        call=lambda http, data: (
            client.invoice(http, data["invoice_no"])
            if data["invoice_no"]
            else client.invoice_of_order(http, data["order_no"])
        ),
        read=mapping.invoice,
        record=("invoice", "id"),
        errors=(BusinessError("InvoiceNotFound", NotFound, "NOT_FOUND", "There is no such invoice."), _NO_ORDER),
        example={"invoice_no": "INV-1001"},
        description="The invoiced net prices: a credit is computed from these, never from today's price.",
    ),
    Operation(
        name="get_returned_qty",
        title="Read quantities returned so far",
        effect=Effect.READ,
        input_schema=schemas.OrderNo(),
        output_schema=schemas.ReturnedQty(),
        call=lambda http, data: client.returned_quantities(http, data["order_no"]),
        read=mapping.returned_qty,
        errors=(_NO_ORDER,),
        example={"order_no": "SO-1001"},
        description="Per order line: what came back or is authorised to, cancelled return orders aside.",
    ),
    Operation(
        name="get_item",
        title="Read an item",
        effect=Effect.READ,
        input_schema=schemas.Sku(),
        output_schema=schemas.Item(),
        call=lambda http, data: client.item(http, data["sku"]),
        read=mapping.item,
        record=("item", "sku"),
        errors=(BusinessError("ItemNotFound", NotFound, "NOT_FOUND", "There is no such item."),),
        example={"sku": "BRG-6205"},
        description="Cost, supplier, stock class, flags and warranty of an item.",
    ),
    Operation(
        name="check_credit",
        title="Check a customer's credit",
        effect=Effect.READ,
        input_schema=schemas.CustomerId(),
        output_schema=schemas.Credit(),
        call=lambda http, data: client.customer_credit(http, data["customer_id"]),
        read=mapping.credit,
        errors=(_NO_CUSTOMER,),
        example={"customer_id": "C100"},
        description="Whether the customer is on credit hold, and the open balance.",
    ),
    Operation(
        name="find_by_key",
        title="Find a document by key",
        effect=Effect.READ,
        input_schema=KeyRequest(),
        output_schema=Found(),
        call=lambda http, data: client.document_by_key(http, data["key"], data["operation"]),
        read=mapping.found,
        example={"key": "no-such-key"},
        description="The document that an earlier call with this idempotency key made.",
    ),
)

_WRITES = (
    Operation(
        name="create_return_order",
        title="Create a return order",
        effect=Effect.WRITE,
        idempotency=Lookup(),
        input_schema=schemas.ReturnOrderRequest(),
        output_schema=schemas.ReturnOrder(),
        call=lambda http, data: client.create_return_order(http, mapping.return_order_body(data)),
        read=mapping.return_order,
        record=("return_order", "return_order_no"),
        errors=(
            _OVER_QUANTITY,
            _NO_ORDER,
            BusinessError("LineNotFound", Rejected, "UNKNOWN_LINE", "The order has no such line or item."),
            BusinessError("CustomerMismatch", Rejected, "CUSTOMER_MISMATCH", "The order is another customer's."),
        ),
        reverse="cancel_return_order",
        example={"rma_number": "RMA-1001", "customer_id": "C100", "order_no": "SO-1001", "lines": [_RETURN_LINE]},
        description="Reserves the authorised quantities and expects the goods.",
    ),
    Operation(
        name="cancel_return_order",
        title="Cancel a return order",
        effect=Effect.WRITE,
        idempotency=Lookup(),
        input_schema=schemas.CancelReturnOrder(),
        output_schema=schemas.ReturnOrder(),
        call=lambda http, data: client.cancel_return_order(
            http, data["return_order_no"], {"externalDocumentNumber": data["rma_number"]}
        ),
        read=mapping.return_order,
        record=("return_order", "return_order_no"),
        errors=(
            _NO_RETURN_ORDER,
            BusinessError("ReceiptExists", Rejected, "RECEIPT_EXISTS", "Goods have been received against it."),
            BusinessError("CreditExists", Rejected, "CREDIT_EXISTS", "A credit memo refers to it."),
        ),
        example={"return_order_no": "RO-0001", "rma_number": "RMA-0001"},
        description="Frees the authorised quantities; refused once goods or a credit stand against it.",
    ),
    Operation(
        name="post_receipt",
        title="Post a goods receipt",
        effect=Effect.INVENTORY,
        idempotency=Lookup(),
        input_schema=schemas.ReceiptRequest(),
        output_schema=schemas.Receipt(),
        call=lambda http, data: client.post_receipt(http, data["return_order_no"], mapping.receipt_body(data)),
        read=mapping.receipt,
        record=("receipt", "document_no"),
        errors=(_NO_RETURN_ORDER, _OVER_QUANTITY, _CLOSED_PERIOD, _CANCELLED),
        reverse="adjust_inventory",
        example={
            "return_order_no": "RO-0001",
            "rma_number": "RMA-0001",
            "receipt_id": "RCV-1",
            "lines": [{"line": 1, "sku": "LED-HB150", "qty": "1"}],
        },
        description="Books counted goods into returns stock.",
    ),
    Operation(
        name="post_credit_memo",
        title="Post a credit memo",
        effect=Effect.MONEY,
        idempotency=Lookup(),
        input_schema=schemas.CreditMemoRequest(),
        output_schema=schemas.CreditMemo(),
        call=lambda http, data: client.post_credit_memo(http, mapping.credit_memo_body(data)),
        read=mapping.credit_memo,
        record=("credit_memo", "credit_memo_no"),
        errors=(
            BusinessError("InvoiceNotFound", NotFound, "NOT_FOUND", "There is no such invoice."),
            BusinessError("CurrencyMismatch", Rejected, "CURRENCY_MISMATCH", "The invoice has another currency."),
            BusinessError("CustomerMismatch", Rejected, "CUSTOMER_MISMATCH", "The invoice is another customer's."),
            BusinessError("AmountExceeded", Rejected, "AMOUNT_EXCEEDED", "Credits would exceed the invoice."),
            _CLOSED_PERIOD,
        ),
        reverse="post_debit_memo",
        example={
            "rma_number": "RMA-1001",
            "settlement": "1",
            "invoice_no": "INV-1001",
            "customer_id": "C100",
            "currency": "USD",
            "credit_kind": "CREDIT_MEMO",
            "amount": "79.92",
            "components": [
                {"kind": "MERCHANDISE", "amount": "74.00", "line": 1},
                {"kind": "TAX", "amount": "5.92", "line": 1},
            ],
        },
        description="Credits the customer, as a memo or on account. Never deleted; a debit memo corrects it.",
    ),
    Operation(
        name="post_debit_memo",
        title="Post a debit memo",
        effect=Effect.MONEY,
        idempotency=Lookup(),
        input_schema=schemas.DebitMemoRequest(),
        output_schema=schemas.DebitMemo(),
        call=lambda http, data: client.post_debit_memo(http, mapping.debit_memo_body(data)),
        read=mapping.debit_memo,
        record=("debit_memo", "debit_memo_no"),
        errors=(
            _NO_CUSTOMER,
            BusinessError("CreditMemoNotFound", NotFound, "NOT_FOUND", "There is no such credit memo."),
        ),
        example={
            "rma_number": "RMA-1001",
            "customer_id": "C100",
            "currency": "USD",
            "amount": "45.00",
            "reason": "No fault found: test fee",
        },
        description="Charges the customer: a test fee, or the difference after a correction.",
    ),
    Operation(
        name="adjust_inventory",
        title="Adjust inventory",
        effect=Effect.INVENTORY,
        idempotency=Lookup(),
        input_schema=schemas.AdjustmentRequest(),
        output_schema=schemas.Adjustment(),
        call=lambda http, data: client.adjust_inventory(http, mapping.adjustment_body(data)),
        read=mapping.adjustment,
        record=("inventory_document", "document_no"),
        errors=(
            BusinessError("ItemNotFound", NotFound, "NOT_FOUND", "There is no such item."),
            BusinessError("SameStatus", Rejected, "REJECTED", "Stock status before and after are the same."),
        ),
        reverse="adjust_inventory",
        example={
            "rma_number": "RMA-1001",
            "line": 1,
            "sku": "BRG-6205",
            "qty": "4",
            "to_status": "AVAILABLE",
            "reason": "RESTOCK",
        },
        description="Moves stock from one status to another, as the disposition says.",
    ),
)

CONNECTOR = connector.build("connectors.erp", (*_READS, *_WRITES))
