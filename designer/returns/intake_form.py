"""Form F1 by which staff ask for a return: the one of the active version, filled with the lines of the order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import orjson

from designer.api import parse
from designer.database import reading
from designer.identity.actor import Actor
from designer.returns import orders
from designer.returns.orders import Order
from designer.returns.schemas import SubmissionSchema
from designer.returns.submission import Submission
from designer.returntypes import service as returntypes
from engine.errors import InvalidInput, NotFound, Problem
from engine.queries import bundles

FORM = "f1_intake"
_KNOWN = frozenset(SubmissionSchema().fields)


@dataclass(frozen=True)
class IntakeForm:
    """The order, and the form with what is known of it filled in."""

    order: Order
    schema: Mapping[str, Any]
    ui_schema: Mapping[str, Any]
    data: Mapping[str, Any]


def open_for(actor: Actor, order_no: str, return_type: str) -> IntakeForm:
    """The form for an order; Invalid when the ERP knows none, Unavailable when it does not answer."""
    actor.require("returns.create")
    order = orders.find_for(None, order_no)
    with reading() as conn:
        active = returntypes.active_for(conn, return_type)
        schema, ui_schema = _shipped()
        if active is not None:
            try:
                form = bundles.form(conn, active.bundle_id, FORM)
                schema, ui_schema = form.schema, form.ui_schema
            except NotFound:
                pass  # a version without a form of its own takes the shipped one
    return IntakeForm(order, schema, {**ui_schema, **_BUTTON}, _filled(order, return_type))


_BUTTON = {"ui:submitButtonOptions": {"submitText": "Request this return"}}


def _filled(order: Order, return_type: str) -> dict[str, Any]:
    return {
        "customer_id": order.customer_id,
        "order_no": order.order_no,
        "return_type": return_type,
        "requested_resolution": "CREDIT",
        "lines": [{"line": line.line, "sku": line.sku} for line in order.lines if line.qty_left],
    }


def _shipped() -> tuple[dict[str, Any], dict[str, Any]]:
    raw = orjson.loads(files("forms").joinpath(f"{FORM}.json").read_bytes())
    return raw["schema"], raw.get("uiSchema", {})


def read(actor: Actor, data: Mapping[str, Any], *, channel: str) -> Submission:
    """What was filled in, as a request; Invalid or InvalidInput with a problem for every field that does not fit.

    Fields that a process owner has added to the form go to the process as variables of the same name.
    """
    actor.require("returns.create")
    values = _accepted(data)
    submission: Submission = parse.load(SubmissionSchema(), {key: data[key] for key in data if key in _KNOWN})
    extra = {key: value for key, value in values.items() if key not in _KNOWN}
    return replace(submission, channel=channel, extra=extra)


def _accepted(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The FEEL values of the data, checked against the form of the version that serves the wanted type."""
    with reading() as conn:
        active = returntypes.active_for(conn, str(data.get("return_type", "")))
        try:
            return bundles.form(conn, active.bundle_id, FORM).accept(data) if active else {}
        except NotFound:
            return _only_known(data)


def _only_known(data: Mapping[str, Any]) -> Mapping[str, Any]:
    strange = sorted(set(data) - _KNOWN)
    if strange:
        raise InvalidInput([Problem("additionalProperties", f"{key!r} is not a field of this form") for key in strange])
    return {}
