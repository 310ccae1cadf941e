"""Between the words of the returns domain and those of the WMS."""

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]

_STATUS_TO_WMS = {"available": "AVL", "quarantine": "QUA", "damaged": "DMG", "legal": "LEG", "outbound": "OUT"}
_STATUS_FROM_WMS = {code: status for status, code in _STATUS_TO_WMS.items()}
_ASN_STATUS = {"open": "EXPECTED", "closed": "RECEIVED", "cancelled": "CANCELLED"}


def asn_body(data: Body) -> dict[str, Any]:
    return {
        "rma": data["rma_number"],
        "site": data["warehouse"],
        "eta": data["eta"],
        "parcels": data["tracking_numbers"],
        "lines": [
            {"pos": line["line"], "item": line["sku"], "qty": line["qty"], "serials": line["serials"]}
            for line in data["lines"]
        ],
    }


def asn(document: Body) -> dict[str, Any]:
    return {"expected_receipt_id": document["asn_id"], "status": _ASN_STATUS[document["state"]]}


def receipt(document: Body) -> dict[str, Any]:
    return {
        "receipt_id": document["receipt_id"],
        "rma_number": document["rma"],
        "expected_receipt_id": document["asn_id"],
        "received_on": document["received_on"],
        "has_asn": document["matched"],
        "lpn": document["lpn"],
        "lines": [
            {"line": line["pos"], "sku": line["item"], "qty": line["qty"], "serials": line["serials"]}
            for line in document["lines"]
        ],
    }


def receipt_posted(data: Body) -> dict[str, Any]:
    return {
        "receipt_id": data["receipt_id"],
        "rma_number": data["rma"],
        "received_on": data["received_on"],
        "has_asn": data["matched"],
        "lines": [
            {"line": line["pos"], "sku": line["item"], "qty": line["qty"], "serials": line["serials"]}
            for line in data["lines"]
        ],
    }


def receipts(document: Body) -> dict[str, Any]:
    return {"receipts": [receipt(entry) for entry in document["receipts"]]}


def search(data: Body) -> dict[str, str]:
    names = {"rma_number": "rma", "tracking_number": "parcel", "serial": "serial"}
    return {wms: data[name] for name, wms in names.items() if data[name]}


def move_body(data: Body) -> dict[str, Any]:
    return {
        "rma": data["rma_number"],
        "pos": data["line"],
        "lot": data["lot_ref"],
        "item": data["sku"],
        "qty": data["qty"],
        "from_bin": data["from_location"],
        "to_bin": data["to_location"],
        "to_status": _STATUS_TO_WMS[data["status"]],
        "reason": data["disposition"],
        "serials": data["serials"],
    }


def move(document: Body) -> dict[str, Any]:
    return {
        "movement_id": document["move_id"],
        "location": document["bin"],
        "status": _STATUS_FROM_WMS[document["status"]],
    }


def quality_task_body(data: Body) -> dict[str, Any]:
    return {
        "rma": data["rma_number"],
        "receipt_id": data["receipt_id"],
        "checklist": data["checklist"],
        "priority": data["priority"],
    }


def quality_task(document: Body) -> dict[str, Any]:
    return {"inspection_task_id": document["task_id"], "location": document["bench"]}


def found(document: Body) -> dict[str, Any]:
    if not document["transactions"]:
        return {"found": False}
    first = document["transactions"][0]
    return {"found": True, "type": first["type"], "id": first["id"], "document": first["result"]}
