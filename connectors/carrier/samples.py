"""Sample records of the simulated carrier: the examples of the operations work on them."""

from typing import Any

SAMPLES: dict[str, list[dict[str, Any]]] = {
    "rates": [
        {"id": "GROUND", "base": "8.50", "per_kg": "0.60", "currency": "USD"},
        {"id": "EXPRESS", "base": "21.00", "per_kg": "1.90", "currency": "USD", "is_suspended": True},
    ],
    "shipments": [
        {
            "id": "shp_0001", "rma": "RMA-0001", "tracking_code": "RF0000000001US", "status": "pre_transit",
            "service": "GROUND", "weight_g": "1000", "rate": "9.10", "currency": "USD", "payment": "ACCOUNT",
            "insured_value": None, "from_address": {"name": "Alder Machine Works"},
            "to_address": {"name": "Returns dock"}, "secret_path": "sample-0001", "details": [],
        }
    ],
}  # fmt: skip
