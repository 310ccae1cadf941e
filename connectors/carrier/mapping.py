"""Between the words of the returns domain and those of the carrier (statuses: returns.md 3.2)."""

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]

STATUS: Mapping[str, str] = {
    "unknown": "CREATED",
    "pre_transit": "CREATED",
    "in_transit": "IN_TRANSIT",
    "out_for_delivery": "OUT_FOR_DELIVERY",
    "delivered": "DELIVERED",
    "available_for_pickup": "DELIVERED",
    "return_to_sender": "RETURN_TO_SENDER",
    "failure": "EXCEPTION",
    "error": "EXCEPTION",
    "lost": "LOST",
    "cancelled": "VOIDED",
}


def shipment_body(data: Body) -> dict[str, Any]:
    return {
        "is_return": True,
        "rma": data["rma_number"],
        "parcel_no": data["parcel"],
        "from_address": data["ship_from"],
        "to_address": data["ship_to"],
        "service": data["service"],
        "parcel": {"weight_g": data["weight_grams"]},
        "options": {
            "insured_value": data["insured_value"],
            "payment": "SENDER" if data["paid_by"] == "CUSTOMER" else "ACCOUNT",
        },
    }


def label(document: Body) -> dict[str, Any]:
    rate, postage_label = document["selected_rate"], document["postage_label"]
    return {
        "label_id": document["id"],
        "tracking_number": document["tracking_code"],
        "service": rate["service"],
        "cost": rate["rate"],
        "currency": rate["currency"],
        "document": {
            "url": postage_label["label_url"],
            "content_type": postage_label["label_file_type"],
            "sha256": postage_label["sha256"],
        },
    }


def label_content(document: Body) -> dict[str, Any]:
    return {
        "content_type": document["label_file_type"],
        "content_base64": document["content"],
        "sha256": document["sha256"],
    }


def refund_body(data: Body) -> dict[str, Any]:
    return {"tracking_code": data["tracking_number"], "rma": data["rma_number"]}


def voided(document: Body) -> dict[str, Any]:
    return {"tracking_number": document["tracking_code"], "status": document["status"].upper()}


def tracking(document: Body) -> dict[str, Any]:
    scans = [
        {"status": STATUS[detail["status"]], "at": detail["datetime"], "location": detail["location"]}
        for detail in document["tracking_details"]
    ]
    delivered = [scan["at"] for scan in scans if scan["status"] == "DELIVERED"]
    return {
        "tracking_number": document["tracking_code"],
        "status": STATUS[document["status"]],
        "first_scan_at": scans[0]["at"] if scans else None,
        "delivered_at": delivered[0] if delivered else None,
        "events": scans,
    }


def tracking_updated(data: Body) -> dict[str, Any]:
    return {
        "rma_number": data["rma"],
        "tracking_number": data["tracking_code"],
        "status": STATUS[data["status"]],
        "at": data["datetime"],
    }


def found(document: Body) -> dict[str, Any]:
    if not document["requests"]:
        return {"found": False}
    first = document["requests"][0]
    return {"found": True, "type": first["kind"], "id": first["tracking_code"], "document": first["result"]}
