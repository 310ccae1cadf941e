"""The simulated carrier: rates, return shipments with labels, refunds, trackers, and a network that scans parcels."""

import base64
import hashlib
import secrets
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from connectors.carrier import label
from connectors.carrier.network import SCAN
from connectors.carrier.samples import SAMPLES
from connectors.sdk.simulator import ledger
from connectors.sdk.simulator.definition import Call, Document, Identity, Kind, RefusalError, Route, Simulator
from connectors.sdk.simulator.store import Tables

_LABEL_TYPE = "application/pdf"
_PUBLISHED_RATE = SAMPLES["rates"][0]


def _create_shipment(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("rma", "service", "parcel")
    rate = _rate(tables, call.body["service"])
    weight = _grams(call)
    options = call.body.get("options") or {}
    payment = options.get("payment") or "ACCOUNT"
    for name in ("from_address", "to_address"):
        address = call.body.get(name)
        if address is not None and not address.get("name"):
            raise RefusalError(422, "ADDRESS.INVALID", f"{name}: expected a name")
    count = tables.next_number("shipments")
    record = {
        "id": f"shp_{count}",
        "rma": call.body["rma"],
        "tracking_code": f"RF{count:010d}US",
        "status": "pre_transit",
        "service": call.body["service"],
        "weight_g": str(weight),
        "rate": str(Decimal("0.00") if payment == "SENDER" else _price(rate, weight)),
        "currency": rate.get("currency", "USD"),
        "payment": payment,
        "insured_value": options.get("insured_value"),
        "from_address": call.body.get("from_address"),
        "to_address": call.body.get("to_address"),
        "secret_path": secrets.token_urlsafe(24),
        "details": [],
    }
    tables.put("shipments", record["id"], record)
    return {
        "id": record["id"],
        "tracking_code": record["tracking_code"],
        "selected_rate": {"service": record["service"], "rate": record["rate"], "currency": record["currency"]},
        "postage_label": {
            "label_url": call.root_url.rstrip("/") + _label_path(record),
            "label_file_type": _LABEL_TYPE,
            "sha256": hashlib.sha256(label.render(record)).hexdigest(),
        },
    }


def _rate(tables: Tables, service: str) -> dict[str, Any]:
    rate = tables.get("rates", service) or (_PUBLISHED_RATE if service == _PUBLISHED_RATE["id"] else None)
    if rate is None or rate.get("is_suspended"):
        raise RefusalError(422, "SERVICE.UNAVAILABLE", f"service {service!r} is not available")
    return rate


def _grams(call: Call) -> Decimal:
    try:
        weight = Decimal(str(call.body["parcel"]["weight_g"]))
    except (InvalidOperation, KeyError, TypeError) as error:
        raise RefusalError(422, "PARCEL.INVALID", "expected parcel.weight_g as a number") from error
    if weight <= 0:
        raise RefusalError(422, "PARCEL.INVALID", "expected parcel.weight_g above 0")
    return weight


def _price(rate: dict[str, Any], weight_grams: Decimal) -> Decimal:
    price = Decimal(rate["base"]) + Decimal(rate.get("per_kg", "0")) * weight_grams / 1000
    return price.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _label_path(record: dict[str, Any]) -> str:
    return f"/documents/labels/{record['secret_path']}.pdf"


def _label(tables: Tables, call: Call) -> dict[str, Any]:
    record = tables.get("shipments", call.args["number"])
    if record is None:
        raise RefusalError(404, "SHIPMENT.NOT_FOUND", f"there is no shipment {call.args['number']!r}")
    content = label.render(record)
    return {
        "label_file_type": _LABEL_TYPE,
        "content": base64.b64encode(content).decode(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _document(tables: Tables, name: str) -> Document | None:
    found = tables.find("shipments", secret_path=name.removeprefix("labels/").removesuffix(".pdf"))
    return Document(label.render(found[0]), _LABEL_TYPE) if found else None


def _refund(tables: Tables, call: Call) -> dict[str, Any]:
    record = _by_tracking_code(tables, str(call.body.get("tracking_code") or ""))
    if record["details"]:
        raise RefusalError(422, "REFUND.SCANNED", f"{record['tracking_code']} has been scanned")
    tables.put("shipments", record["id"], {**record, "status": "cancelled"})
    return {"tracking_code": record["tracking_code"], "status": "refunded"}


def _tracker(tables: Tables, call: Call) -> dict[str, Any]:
    record = _by_tracking_code(tables, call.args["code"])
    return {
        "tracking_code": record["tracking_code"],
        "status": record["status"],
        "tracking_details": record["details"],
    }


def _by_tracking_code(tables: Tables, code: str) -> dict[str, Any]:
    found = tables.find("shipments", tracking_code=code)
    if not found:
        raise RefusalError(404, "TRACKER.NOT_FOUND", f"there is no tracking code {code!r}")
    return found[0]


def _requests(tables: Tables, call: Call) -> dict[str, Any]:
    kind = call.query.get("kind", "")
    result = ledger.document_by_key(tables, call.query.get("reference", ""), kind)
    if result is None:
        return {"requests": []}
    return {"requests": [{"kind": kind, "tracking_code": result["tracking_code"], "result": result}]}


def _about_parcel(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("rma") or ""), str(call.body.get("parcel_no") or ""))


def _about_label(tables: Tables, call: Call) -> Identity:
    code = str(call.body.get("tracking_code") or "")
    found = tables.find("shipments", tracking_code=code)
    return Identity(str(found[0]["rma"]) if found else "", code)


SIMULATOR = Simulator(
    title="Carrier (simulated)",
    description="Return labels, refunds and trackers. Scan a parcel to send the webhook.",
    kinds={
        "rates": Kind("Rates", "id", ("id", "base", "per_kg", "currency", "is_suspended")),
        "shipments": Kind(
            "Return shipments",
            "id",
            ("id", "rma", "tracking_code", "status", "service", "rate", "payment", "details"),
            link=_label_path,
        ),
    },
    routes=(
        Route("create_return_label", "POST", "/v2/shipments", _create_shipment, _about_parcel),
        Route("get_label_document", "GET", "/v2/shipments/<number>/label", _label),
        Route("void_label", "POST", "/v2/refunds", _refund, _about_label),
        Route("track", "GET", "/v2/trackers/<code>", _tracker),
        Route("find_by_key", "GET", "/v2/requests", _requests),
    ),
    actions=(SCAN,),
    samples=SAMPLES,
    document=_document,
)
