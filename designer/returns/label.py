"""The shipping label of a return: fetched from the carrier, handed out to those who may see the return."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Response

from connectors.sdk.errors import ConnectorError
from designer.catalog import service as catalog
from designer.errors import NotFound, Unavailable
from designer.identity.actor import Actor
from designer.returns import detail, service

_DEADLINE_SECONDS = 10.0


def download(actor: Actor, reference: str) -> Response:
    """The label as an attachment; NotFound while there is none, Unavailable when the carrier does not give it."""
    view = service.get(actor, reference)
    label = detail.variables_of(actor, view).get("label")
    if not isinstance(label, Mapping) or not label.get("label_id"):
        raise NotFound(f"{view.title} has no shipping label yet.", code="no_label")
    reply = Response(_fetch(label), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'attachment; filename="label-RMA-{view.no}.pdf"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _fetch(label: Mapping[str, Any]) -> bytes:
    try:
        found = catalog.read(
            "carrier", "get_label_document", {"label_id": label["label_id"]}, deadline_seconds=_DEADLINE_SECONDS
        )
        content = base64.b64decode(found["content_base64"], validate=True)
    except (ConnectorError, binascii.Error) as error:
        message = "The carrier does not hand out the label now. It is kept there; try again in a minute."
        raise Unavailable(message, code="label_unavailable") from error
    document = label.get("document")
    expected = document.get("sha256") if isinstance(document, Mapping) else None
    # What goes to a customer's printer is what was bought with the return, and a PDF.
    if not content.startswith(b"%PDF-") or expected not in (None, hashlib.sha256(content).hexdigest()):
        message = "The carrier handed out another document than the label of this return; it was not passed on."
        raise Unavailable(message, code="label_changed")
    return content
