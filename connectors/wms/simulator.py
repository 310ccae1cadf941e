"""The simulated WMS: expected receipts, receipts, moves, inspection tasks, and a dock that counts goods in."""

from typing import Any

from connectors.sdk.simulator import ledger
from connectors.sdk.simulator.definition import Call, Identity, Kind, RefusalError, Route, Simulator
from connectors.sdk.simulator.store import Tables
from connectors.wms.dock import POST_RECEIPT
from connectors.wms.samples import SAMPLES


def _create_asn(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("rma", "lines")
    for line in call.body["lines"]:
        _check_item(tables, line.get("item"))
    number = f"ASN-{tables.next_number('expected_receipts')}"
    names = ("rma", "site", "eta", "parcels", "lines")
    tables.put(
        "expected_receipts", number, {"id": number, "state": "open", **{name: call.body.get(name) for name in names}}
    )
    return {"asn_id": number, "state": "open"}


def _cancel_asn(tables: Tables, call: Call) -> dict[str, Any]:
    asn = _asn(tables, call)
    if asn["state"] == "closed":
        raise RefusalError(409, "ASN_CLOSED", f"goods have been received against {asn['id']}")
    tables.put("expected_receipts", asn["id"], {**asn, "state": "cancelled"})
    return {"asn_id": asn["id"], "state": "cancelled"}


def _asn(tables: Tables, call: Call) -> dict[str, Any]:
    asn = tables.get("expected_receipts", call.args["number"])
    if asn is None:
        raise RefusalError(404, "ASN_UNKNOWN", f"there is no expected receipt {call.args['number']!r}")
    return asn


def _receipt(tables: Tables, call: Call) -> dict[str, Any]:
    record = tables.get("receipts", call.args["number"])
    if record is None:
        raise RefusalError(404, "RECEIPT_UNKNOWN", f"there is no receipt {call.args['number']!r}")
    return _receipt_document(record)


def _receipt_of_asn(tables: Tables, call: Call) -> dict[str, Any]:
    asn = _asn(tables, call)
    receipts = tables.find("receipts", asn_id=asn["id"])
    if not receipts:
        raise RefusalError(404, "RECEIPT_UNKNOWN", f"nothing has been received for {asn['id']}")
    return _receipt_document(receipts[0])


def _receipt_document(record: dict[str, Any]) -> dict[str, Any]:
    names = ("rma", "asn_id", "received_on", "matched", "lpn", "lines")
    return {"receipt_id": record["id"], **{name: record[name] for name in names}}


def _search_receipts(tables: Tables, call: Call) -> dict[str, Any]:
    wanted = {name: call.query[name] for name in ("rma", "parcel") if call.query.get(name)}
    found = tables.find("receipts", **wanted)
    serial = call.query.get("serial")
    if serial:
        found = [record for record in found if any(serial in line["serials"] for line in record["lines"])]
    return {"receipts": [_receipt_document(record) for record in found]}


def _move(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("rma", "pos", "item", "qty", "from_bin", "to_bin", "to_status")
    _check_item(tables, call.body["item"])
    if call.body["from_bin"] == call.body["to_bin"]:
        raise RefusalError(409, "SAME_BIN", f"the goods are in {call.body['to_bin']} already")
    if (tables.get("bins", call.body["to_bin"]) or {}).get("is_full"):
        raise RefusalError(422, "BIN_FULL", f"{call.body['to_bin']} is full")
    number = f"MV-{tables.next_number('moves')}"
    names = ("rma", "pos", "lot", "item", "qty", "from_bin", "to_bin", "to_status", "reason", "serials")
    tables.put("moves", number, {"id": number, **{name: call.body.get(name) for name in names}})
    return {"move_id": number, "bin": call.body["to_bin"], "status": call.body["to_status"]}


def _create_quality_task(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("rma", "receipt_id")
    if tables.get("receipts", call.body["receipt_id"]) is None:
        raise RefusalError(404, "RECEIPT_UNKNOWN", f"there is no receipt {call.body['receipt_id']!r}")
    count = tables.next_number("inspection_tasks")
    number = f"QT-{count}"
    names = ("rma", "receipt_id", "checklist", "priority")
    bench = f"BENCH-{count % 4 + 1}"
    tables.put(
        "inspection_tasks", number, {"id": number, "bench": bench, **{name: call.body.get(name) for name in names}}
    )
    return {"task_id": number, "bench": bench}


def _check_item(tables: Tables, item: Any) -> None:
    """A WMS with an item master refuses what is not in it; one without takes every item."""
    if tables.all("items") and tables.get("items", str(item)) is None:
        raise RefusalError(422, "ITEM_UNKNOWN", f"item {item!r} is not in the item master")


def _transactions(tables: Tables, call: Call) -> dict[str, Any]:
    operation = call.query.get("type", "")
    result = ledger.document_by_key(tables, call.query.get("client_ref", ""), operation)
    if result is None:
        return {"transactions": []}
    return {"transactions": [{"type": operation, "id": _number(result), "result": result}]}


def _number(result: dict[str, Any]) -> Any:
    return next(result[name] for name in ("asn_id", "move_id", "task_id") if name in result)


def _about_rma(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("rma") or ""), str(call.body.get("receipt_id") or ""))


def _about_asn(tables: Tables, call: Call) -> Identity:
    asn = tables.get("expected_receipts", call.args["number"]) or {}
    return Identity(str(asn.get("rma") or ""), call.args["number"])


def _about_lot(_tables: Tables, call: Call) -> Identity:
    parts = (call.body.get("pos"), call.body.get("lot"), call.body.get("to_bin"))
    return Identity(str(call.body.get("rma") or ""), "/".join(str(part or "") for part in parts))


SIMULATOR = Simulator(
    title="WMS (simulated)",
    description="Expected receipts, receipts, stock moves and inspection tasks. Post a receipt to send the webhook.",
    kinds={
        "expected_receipts": Kind("Expected receipts", "id", ("id", "rma", "state", "eta", "lines")),
        "receipts": Kind("Receipts", "id", ("id", "rma", "asn_id", "received_on", "matched", "lpn", "lines")),
        "moves": Kind("Moves", "id", ("id", "rma", "pos", "item", "qty", "from_bin", "to_bin", "to_status", "reason")),
        "inspection_tasks": Kind(
            "Inspection tasks", "id", ("id", "rma", "receipt_id", "checklist", "priority", "bench")
        ),
        "items": Kind("Item master", "id", ("id", "description")),
        "bins": Kind("Locations", "id", ("id", "zone", "is_full")),
    },
    routes=(
        Route("create_expected_receipt", "POST", "/rest/inbound/asns", _create_asn, _about_rma),
        Route("cancel_expected_receipt", "POST", "/rest/inbound/asns/<number>/cancel", _cancel_asn, _about_asn),
        Route("get_receipt", "GET", "/rest/inbound/receipts/<number>", _receipt),
        Route("get_expected_receipt", "GET", "/rest/inbound/asns/<number>/receipt", _receipt_of_asn),
        Route("search_receipt", "GET", "/rest/inbound/receipts", _search_receipts),
        Route("move_to_location", "POST", "/rest/stock/moves", _move, _about_lot),
        Route("create_inspection_task", "POST", "/rest/quality/tasks", _create_quality_task, _about_rma),
        Route("find_by_key", "GET", "/rest/transactions", _transactions),
    ),
    actions=(POST_RECEIPT,),
    samples=SAMPLES,
)
