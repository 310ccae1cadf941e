"""Sample records of the simulated WMS: the examples of the operations work on them."""

from typing import Any

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "bins": [
        {"id": "A-01-01", "zone": "pick", "is_full": False},
        {"id": "Q-99", "zone": "quarantine", "is_full": True},
    ],
    "expected_receipts": [
        {
            "id": "ASN-0001", "rma": "RMA-0001", "state": "open", "site": "MAIN", "eta": "2026-03-20", "parcels": [],
            "lines": [{"pos": 1, "item": "LED-HB150", "qty": "3", "serials": []}],
        },
        {
            "id": "ASN-0002", "rma": "RMA-0002", "state": "closed", "site": "MAIN", "eta": "2026-03-13", "parcels": [],
            "lines": [{"pos": 1, "item": "LED-HB150", "qty": "3", "serials": []}],
        },
    ],
    "receipts": [
        {
            "id": "RCV-0001", "rma": "RMA-0002", "asn_id": "ASN-0002", "received_on": "2026-03-13", "matched": True,
            "lpn": "LPN-0001", "parcel": None,
            "lines": [{"pos": 1, "item": "LED-HB150", "qty": "3", "serials": []}],
        }
    ],
}  # fmt: skip
