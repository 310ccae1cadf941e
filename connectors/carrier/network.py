"""The network of the simulated carrier: parcels are scanned, and the webhook that tells about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.sdk.simulator.definition import Action, Done, Event, RefusalError
from connectors.sdk.simulator.store import Tables

SCANS = ("in_transit", "out_for_delivery", "delivered", "return_to_sender", "failure", "lost")
_LAST = ("delivered", "cancelled", "lost")


def scan(tables: Tables, data: Mapping[str, Any], now: datetime) -> Done:
    """Scan a parcel: {"id" or "tracking_number", "status" (in_transit), "at" (ISO, default now), "location"}."""
    shipment = _shipment(tables, data)
    status = str(data.get("status") or "in_transit")
    if status not in SCANS:
        raise RefusalError(422, "SCAN.INVALID", f"expected status as one of {', '.join(SCANS)}; found {status!r}")
    if shipment["status"] in _LAST:
        raise RefusalError(409, "SCAN.CLOSED", f"{shipment['tracking_code']} is {shipment['status']}")
    at = _moment(data, now)
    detail = {"status": status, "datetime": at, "location": data.get("location")}
    tables.put("shipments", shipment["id"], {**shipment, "status": status, "details": [*shipment["details"], detail]})
    told = {"tracking_code": shipment["tracking_code"], "rma": shipment["rma"], "status": status, "datetime": at}
    return Done(told, (Event("tracker.updated", told),))


def _shipment(tables: Tables, data: Mapping[str, Any]) -> dict[str, Any]:
    code = str(data.get("tracking_number") or "")
    found = tables.find("shipments", tracking_code=code)[:1] if code else [tables.get("shipments", str(data.get("id")))]
    if not found or found[0] is None:
        raise RefusalError(404, "TRACKER.NOT_FOUND", f"there is no parcel {code or data.get('id')!r}")
    return found[0]


def _moment(data: Mapping[str, Any], now: datetime) -> str:
    given = data.get("at")
    if not given:
        return now.isoformat()
    try:
        at = datetime.fromisoformat(str(given))
    except ValueError as error:
        raise RefusalError(422, "SCAN.INVALID", "expected at as an ISO date-time with an offset") from error
    if at.tzinfo is None:
        raise RefusalError(422, "SCAN.INVALID", "expected at with an offset, such as 2026-03-16T09:00:00+00:00")
    return at.isoformat()


SCAN = Action(
    name="scan",
    run=scan,
    kind="shipments",
    button="Scan parcel",
    choices=("status", SCANS),
    is_offered=lambda record: record["status"] not in _LAST,
)
