"""Sample records of the simulated ERP: the examples of the operations work on them."""

from typing import Any

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "customers": [{"id": "C100", "name": "Alder Machine Works", "credit_hold": False, "open_balance": "1240.00"}],
    "items": [
        {
            "sku": "BRG-6205", "description": "Deep groove ball bearing 6205", "unit_cost": "11.20",
            "supplier": "SUP-DELTA", "stock_class": "STOCK", "flags": [], "warranty_months": 0,
        },
        {
            "sku": "LED-HB150", "description": "LED high bay 150 W", "unit_cost": "74.00",
            "supplier": "SUP-BOREAL", "stock_class": "STOCK", "flags": [], "warranty_months": 0,
        },
    ],
    "orders": [
        {
            "id": "SO-1001", "invoice_id": "INV-1001", "customer_id": "C100", "currency": "USD",
            "delivery_date": "2026-03-02", "ship_mode": "PARCEL", "freight": "0.00", "tax_rate": "0.08",
            "declared_value": None, "po_number": "PO-7781",
            "lines": [
                {
                    "line": 1, "sku": "BRG-6205", "qty_ordered": 10, "qty_prev_returned": 0,
                    "list_price": "18.50", "discount_pct": "0", "serials": [],
                }
            ],
        },
        {
            "id": "SO-0001", "invoice_id": "INV-0001", "customer_id": "C100", "currency": "USD",
            "delivery_date": "2026-01-20", "ship_mode": "PARCEL", "freight": "0.00", "tax_rate": "0.06",
            "declared_value": None,
            "lines": [
                {
                    "line": 1, "sku": "LED-HB150", "qty_ordered": 5, "qty_prev_returned": 1,
                    "list_price": "129.99", "discount_pct": "10", "serials": [],
                }
            ],
        },
    ],
    "return_orders": [
        {
            "id": "RO-0001", "rma_number": "RMA-0001", "customer_id": "C100", "order_id": "SO-0001",
            "reason_code": "ORDERED_WRONG", "status": "Open", "lines": [{"line": 1, "sku": "LED-HB150", "qty": "3"}],
        }
    ],
}  # fmt: skip
