"""The dock of the simulated WMS: what happens there, and the webhook that tells about it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.sdk.simulator.definition import Action, Done, Event, RefusalError
from connectors.sdk.simulator.store import Tables


def post_receipt(tables: Tables, data: Mapping[str, Any], now: datetime) -> Done:
    """Count goods in. Two ways:

    {"id": expected receipt} books what it expects (or `lines`, when given);
    {"rma_number", "lines": [{line, sku, qty, serials}], "has_asn": false} books without an expected receipt.
    Either takes `received_on` (ISO date, default today) and `tracking_number`.
    """
    asn = _asn(tables, data)
    rma = str(asn["rma"] if asn else data.get("rma_number") or "")
    lines = _lines(data, asn)
    received_on = _day(data, now)
    number = f"RCV-{tables.next_number('receipts')}"
    receipt = {
        "id": number,
        "rma": rma or None,
        "asn_id": asn["id"] if asn else None,
        "received_on": received_on,
        "matched": asn is not None,
        "lpn": f"LPN-{tables.next_number('lpns')}",
        "parcel": data.get("tracking_number"),
        "lines": lines,
    }
    tables.put("receipts", number, receipt)
    if asn:
        tables.put("expected_receipts", asn["id"], {**asn, "state": "closed"})
    names = ("rma", "asn_id", "received_on", "matched", "lines")
    told = {"receipt_id": number, **{name: receipt[name] for name in names}}
    return Done(told, (Event("receipt.posted", told),))


def _asn(tables: Tables, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The expected receipt named, else the open one for the RMA; None with has_asn false or when there is none."""
    if data.get("id"):
        asn = tables.get("expected_receipts", str(data["id"]))
        if asn is None:
            raise RefusalError(404, "ASN_UNKNOWN", f"there is no expected receipt {data['id']!r}")
        if asn["state"] != "open":
            raise RefusalError(409, "ASN_CLOSED", f"expected receipt {asn['id']} is {asn['state']}")
        return asn
    if data.get("has_asn") is False or not data.get("rma_number"):
        return None
    waiting = tables.find("expected_receipts", rma=str(data["rma_number"]), state="open")
    return waiting[0] if waiting else None


def _lines(data: Mapping[str, Any], asn: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    given = data.get("lines")
    if not given:
        if asn is None:
            raise RefusalError(422, "NO_LINES", "expected lines, as there is no expected receipt to take them from")
        copied: list[dict[str, Any]] = asn["lines"]
        return copied
    if not isinstance(given, list) or not all(isinstance(line, dict) and line.get("sku") for line in given):
        raise RefusalError(422, "INVALID_LINES", "expected lines as a list of {line, sku, qty, serials}")
    return [
        {"pos": line.get("line"), "item": line["sku"], "qty": _quantity(line), "serials": line.get("serials") or []}
        for line in given
    ]


def _quantity(line: Mapping[str, Any]) -> str:
    try:
        return format(Decimal(str(line.get("qty"))), "f")
    except InvalidOperation as error:
        raise RefusalError(422, "INVALID_LINES", f"item {line['sku']}: expected qty as a number") from error


def _day(data: Mapping[str, Any], now: datetime) -> str:
    given = data.get("received_on")
    if not given:
        return now.date().isoformat()
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError as error:
        raise RefusalError(422, "INVALID_DATE", "expected received_on as an ISO date") from error


POST_RECEIPT = Action(
    name="post_receipt",
    run=post_receipt,
    kind="expected_receipts",
    button="Post receipt",
    is_offered=lambda record: record["state"] == "open",
)
