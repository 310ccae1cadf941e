"""The simulated ERP: its records, its API, its sample data."""

from typing import Any

from connectors.erp import enquiries, postings
from connectors.erp.samples import SAMPLES
from connectors.sdk.simulator.definition import Kind, Route, Simulator

_BASE = "/api/v2"


def _prepared_order(order: dict[str, Any]) -> dict[str, Any]:
    defaults = {"invoice_id": None, "delivery_date": None, "declared_value": None, "po_number": None, "freight": "0.00"}
    return {**defaults, **order}


SIMULATOR = Simulator(
    title="ERP (simulated)",
    description="Sales orders, invoices, items and customers; return orders, receipts, credit and debit memos.",
    kinds={
        "customers": Kind("Customers", "id", ("id", "name", "credit_hold", "open_balance")),
        "items": Kind("Items", "sku", ("sku", "description", "unit_cost", "supplier", "stock_class", "flags")),
        "orders": Kind(
            "Orders", "id", ("id", "customer_id", "invoice_id", "delivery_date", "currency", "lines"), _prepared_order
        ),
        "return_orders": Kind("Return orders", "id", ("id", "rma_number", "order_id", "status", "lines")),
        "receipts": Kind("Receipts", "id", ("id", "return_order_id", "rma_number", "posting_date", "lines")),
        "credit_memos": Kind(
            "Credit memos",
            "id",
            ("id", "rma_number", "invoice_id", "credit_type", "amount", "tax", "currency", "posting_date"),
        ),
        "debit_memos": Kind("Debit memos", "id", ("id", "rma_number", "amount", "currency", "description")),
        "inventory_documents": Kind(
            "Inventory documents", "id", ("id", "rma_number", "sku", "qty", "from_status", "to_status", "reason")
        ),
        "closed_periods": Kind("Closed periods", "id", ("id",)),
    },
    routes=(
        Route("get_order", "GET", f"{_BASE}/salesOrders/<number>", enquiries.order),
        Route("get_invoice", "GET", f"{_BASE}/salesInvoices/<number>", enquiries.invoice_by_number),
        Route("get_order_invoice", "GET", f"{_BASE}/salesOrders/<number>/invoice", enquiries.invoice_of_order),
        Route(
            "get_returned_qty", "GET", f"{_BASE}/salesOrders/<number>/returnedQuantities", enquiries.returned_quantities
        ),
        Route("get_item", "GET", f"{_BASE}/items/<number>", enquiries.item),
        Route("check_credit", "GET", f"{_BASE}/customers/<number>/credit", enquiries.credit),
        Route(
            "create_return_order",
            "POST",
            f"{_BASE}/salesReturnOrders",
            postings.create_return_order,
            postings.about_return,
        ),
        Route(
            "cancel_return_order",
            "POST",
            f"{_BASE}/salesReturnOrders/<number>/cancel",
            postings.cancel_return_order,
            postings.about_return_order,
        ),
        Route(
            "post_receipt",
            "POST",
            f"{_BASE}/salesReturnOrders/<number>/receipts",
            postings.post_receipt,
            postings.about_receipt,
        ),
        Route(
            "post_credit_memo",
            "POST",
            f"{_BASE}/salesCreditMemos",
            postings.post_credit_memo,
            postings.about_settlement,
        ),
        Route(
            "post_debit_memo", "POST", f"{_BASE}/salesDebitMemos", postings.post_debit_memo, postings.about_settlement
        ),
        Route(
            "adjust_inventory", "POST", f"{_BASE}/inventoryAdjustments", postings.adjust_inventory, postings.about_lot
        ),
        Route("find_by_key", "GET", f"{_BASE}/documents", enquiries.documents),
    ),
    samples=SAMPLES,
)
