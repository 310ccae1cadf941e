"""What is written when a return is made: its row, its lines, and the variables its process starts with."""

import uuid
from typing import Any

from sqlalchemy import Connection

from designer.identity.actor import Actor
from designer.returns.orders import Order
from designer.returns.series import next_no
from designer.returns.submission import Submission, start_lines
from engine import clock


def header_of(conn: Connection, actor: Actor, wish: Submission, order: Order, key: str) -> dict[str, Any]:
    """The row of a new return, its number included; the version of the process is not in it yet."""
    no, now = next_no(conn), clock.now()
    return {
        "id": str(uuid.uuid4()),
        "no": no,
        "business_key": f"RMA-{no}",
        "request_key": key,
        "request_hash": wish.digest(),
        "type": wish.return_type,
        "status": "SUBMITTED",
        "channel": wish.channel,
        "customer_id": order.customer_id,
        "customer_name": order.customer_id,
        "order_no": order.order_no,
        "currency": order.currency,
        "requested_resolution": wish.requested_resolution,
        "notes": wish.notes,
        "requester": actor.username,
        "requested_on": wish.requested_on or now.date(),
        "exceptions": [],
        "exception_count": 0,
        "open_incidents": 0,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }


def lines_of(return_id: str, wish: Submission, order: Order) -> list[dict[str, Any]]:
    """The rows of its lines, with words and prices from the order."""
    found = []
    for it in wish.lines:
        ordered = order.line(it.line)
        found.append(
            {
                "return_id": return_id,
                "line": it.line,
                "sku": it.sku,
                "description": ordered.description if ordered else "",
                "qty": it.qty,
                "reason_code": it.reason_code,
                "condition": it.condition,
                "notes": it.notes,
                "unit_price": ordered.net_price if ordered else None,
            }
        )
    return found


def start_variables(header: dict[str, Any], wish: Submission) -> dict[str, Any]:
    """What a type process is started with; the names are its interface (processes/ reads them)."""
    return {
        **wish.extra,
        "return_id": header["id"],
        "return_no": header["no"],
        "return_type": wish.return_type,
        "channel": wish.channel,
        "requester": header["requester"],
        "requested_on": header["requested_on"],
        "customer_id": header["customer_id"],
        "order_no": header["order_no"],
        "requested_resolution": wish.requested_resolution,
        "notes": wish.notes,
        "evidence": list(wish.evidence),
        "lines": start_lines(wish),
    }
